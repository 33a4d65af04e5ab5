using System.Buffers;
using AwsOps.Engine.Policy.Evaluation;

namespace AwsOps.Engine.Policy.Matching;

/// <summary>A string of a policy with its variables found: <c>${key}</c>, <c>${key, 'default'}</c>, <c>${*}</c>, <c>${?}</c>, <c>${$}</c>.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html"/>
internal sealed class Template
{
    private readonly List<object> _parts = [];

    /// <param name="text">The text as written.</param>
    /// <param name="hasVariables">Whether the policy's version knows variables.</param>
    /// <param name="hasWildcards">Whether <c>*</c> and <c>?</c> are wildcards here.</param>
    /// <param name="variablesFrom">Where variables may start: before it, they are plain text.</param>
    internal Template(string text, bool hasVariables, bool hasWildcards, int variablesFrom = 0)
    {
        int literal = 0;
        int at = hasVariables ? text.IndexOf("${", variablesFrom, StringComparison.Ordinal) : -1;
        while (at >= 0)
        {
            int end = text.IndexOf('}', at);
            if (end < 0)
            {
                break;
            }

            AddLiteral(text[literal..at], hasWildcards);
            AddVariable(text[(at + 2)..end]);
            literal = end + 1;
            at = text.IndexOf("${", literal, StringComparison.Ordinal);
        }

        AddLiteral(text[literal..], hasWildcards);
        Variables = [.. _parts.OfType<PolicyVariable>()];
        Static = Variables.Length == 0 ? string.Concat(_parts) : null;
    }

    /// <summary>The marked pattern, where it depends on no variable.</summary>
    internal string? Static { get; }

    internal PolicyVariable[] Variables { get; }

    /// <summary>Writes the marked pattern with the request's values. The caller returns the array to the shared pool.</summary>
    /// <returns>Null where a variable has no value.</returns>
    internal char[]? Expand(in EvaluationContext context, out int length)
    {
        char[] buffer = ArrayPool<char>.Shared.Rent(256);
        length = 0;
        foreach (object part in _parts)
        {
            string? piece = part as string ?? context.Resolve((PolicyVariable)part);
            if (piece is null)
            {
                ArrayPool<char>.Shared.Return(buffer);
                return null;
            }

            if (length + piece.Length > buffer.Length)
            {
                char[] larger = ArrayPool<char>.Shared.Rent((length + piece.Length) * 2);
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<char>.Shared.Return(buffer);
                buffer = larger;
            }

            piece.CopyTo(buffer.AsSpan(length));
            length += piece.Length;
        }

        return buffer;
    }

    /// <summary>The marked pattern with the request's values; null where a variable has none.</summary>
    internal string? Write(in EvaluationContext context)
    {
        if (Static is not null || Expand(context, out int length) is not { } buffer)
        {
            return Static;
        }

        string text = new(buffer, 0, length);
        ArrayPool<char>.Shared.Return(buffer);
        return text;
    }

    private void AddLiteral(string text, bool hasWildcards)
    {
        if (text.Length > 0)
        {
            _parts.Add(hasWildcards ? Wildcards.Mark(text) : text);
        }
    }

    private void AddVariable(string body)
    {
        if (body is "*" or "?" or "$")
        {
            _parts.Add(body);
            return;
        }

        int comma = body.IndexOf(',');
        string? fallback = null;
        if (comma >= 0)
        {
            string quoted = body[(comma + 1)..].Trim();
            fallback = quoted.Length >= 2 && quoted[0] == '\'' && quoted[^1] == '\'' ? quoted[1..^1] : quoted;
        }

        _parts.Add(new PolicyVariable(new ContextKey((comma < 0 ? body : body[..comma]).Trim()), fallback));
    }
}
