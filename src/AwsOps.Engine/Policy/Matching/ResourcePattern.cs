using System.Buffers;
using AwsOps.Engine.Policy.Evaluation;

namespace AwsOps.Engine.Policy.Matching;

/// <summary>
/// One value of <c>Resource</c>. Wildcards work within the segments between colons; a <c>*</c> that ends a segment
/// "can expand to match beyond the colon boundaries"; "you can't use a wildcard in the service segment".
/// What follows the fifth colon is one segment here: object keys and log streams contain colons of their own.
/// </summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html"/>
internal sealed class ResourcePattern
{
    private const int SegmentsBeforeResource = 5;

    private readonly Template _template;
    private readonly string _pattern = "";
    private readonly Shape _shape;

    internal ResourcePattern(string text, bool hasVariables)
    {
        // "This portion of the ARN appears after the fifth colon": earlier, a variable is plain text.
        int fifth = EndOfSegment(text, SegmentsBeforeResource);
        _template = new(text, hasVariables && fifth >= 0, hasWildcards: true, Math.Max(0, fifth));
        if (_template.Static is { } marked)
        {
            (GlobShape shape, _pattern) = Glob.Classify(marked);
            _shape = shape switch
            {
                GlobShape.Any => Shape.Any,
                _ when HasWildcardService(marked) => Shape.Never,
                GlobShape.Exact => Shape.Exact,
                GlobShape.Prefix => Shape.Prefix,
                _ => Shape.Segments,
            };
        }
        else
        {
            _shape = HasWildcardService(Wildcards.Mark(text)) ? Shape.Never : Shape.Template;
        }
    }

    private enum Shape { Any, Never, Exact, Prefix, Segments, Template }

    internal PolicyVariable[] Variables => _template.Variables;

    /// <summary>The pattern with the request's values, its wildcards marked; null where it matches nothing.</summary>
    internal string? Expand(in EvaluationContext context) => _shape == Shape.Never ? null : _template.Write(context);

    internal bool IsMatch(string resource, in EvaluationContext context) => _shape switch
    {
        Shape.Any => true,
        Shape.Never => false,
        Shape.Exact => resource == _pattern,
        Shape.Prefix => resource.AsSpan().StartsWith(_pattern),
        Shape.Segments => IsMatch(_pattern, resource, SegmentsBeforeResource),
        _ => IsTemplateMatch(resource, context),
    };

    private bool IsTemplateMatch(string resource, in EvaluationContext context)
    {
        if (_template.Expand(context, out int length) is not { } buffer)
        {
            return false;
        }

        bool match = IsMatch(buffer.AsSpan(0, length), resource, SegmentsBeforeResource);
        ArrayPool<char>.Shared.Return(buffer);
        return match;
    }

    private static bool IsMatch(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, int segments)
    {
        if (segments == 0)
        {
            return Wildcards.IsMatch(pattern, text);
        }

        int end = pattern.IndexOf(':');
        int textEnd = text.IndexOf(':');
        ReadOnlySpan<char> segment = end < 0 ? pattern : pattern[..end];
        bool isOpen = segment is [.., Wildcards.Star];
        if (!Wildcards.IsMatch(segment, textEnd < 0 ? text : text[..textEnd]))
        {
            return false;
        }

        if (end < 0)
        {
            return textEnd < 0 || isOpen;
        }

        while (textEnd >= 0)
        {
            text = text[(textEnd + 1)..];
            if (IsMatch(pattern[(end + 1)..], text, segments - 1))
            {
                return true;
            }

            textEnd = isOpen ? text.IndexOf(':') : -1;
        }

        return false;
    }

    private static bool HasWildcardService(string marked)
    {
        int start = EndOfSegment(marked, 2);
        if (start < 0)
        {
            return Wildcards.HasWildcard(marked);
        }

        int end = marked.IndexOf(':', start);
        return Wildcards.HasWildcard(marked.AsSpan(start, (end < 0 ? marked.Length : end) - start));
    }

    /// <summary>The offset behind the n-th colon, or -1.</summary>
    private static int EndOfSegment(string text, int count)
    {
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            at = text.IndexOf(':', at) + 1;
            if (at == 0)
            {
                return -1;
            }
        }

        return at;
    }
}
