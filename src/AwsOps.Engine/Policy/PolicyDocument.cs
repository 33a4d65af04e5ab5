using System.Diagnostics.CodeAnalysis;
using AwsOps.Engine.Policy.Parsing;

namespace AwsOps.Engine.Policy;

/// <summary>A policy, parsed and compiled. Immutable.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"/>
public sealed class PolicyDocument
{
    /// <summary>The version of the policy language that has variables.</summary>
    public const string CurrentVersion = "2012-10-17";

    /// <summary>The version that a policy without one has.</summary>
    public const string FirstVersion = "2008-10-17";

    internal PolicyDocument(string? name, string text, PolicyText? version, PolicyText? id, IReadOnlyList<Statement> statements)
    {
        Name = name;
        Text = text;
        DeclaredVersion = version;
        Id = id;
        Statements = statements;
        foreach (Statement statement in statements)
        {
            statement.Document = this;
        }
    }

    /// <summary>What the policy is called, for messages; null where nobody said.</summary>
    public string? Name { get; }

    /// <summary>The text it was parsed from.</summary>
    public string Text { get; }

    /// <summary>The <c>Version</c> as written, where it is.</summary>
    public PolicyText? DeclaredVersion { get; }

    /// <summary>The version of the policy language: <see cref="FirstVersion"/> where the policy does not say.</summary>
    public string Version => DeclaredVersion?.Text ?? FirstVersion;

    /// <summary>The <c>Id</c>, where it has one.</summary>
    public PolicyText? Id { get; }

    /// <summary>The statements, in the order written, which makes no difference.</summary>
    public IReadOnlyList<Statement> Statements { get; }

    /// <summary>The number of characters that count against IAM's limits: all but white space.</summary>
    /// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"/>
    public int Size => Text.Count(c => !char.IsWhiteSpace(c));

    /// <summary>Parses a policy.</summary>
    /// <param name="text">The JSON text.</param>
    /// <param name="name">What to call the policy in messages.</param>
    /// <exception cref="PolicyFormatException">The text is not a policy; the exception says where and why.</exception>
    public static PolicyDocument Parse(string text, string? name = null) =>
        TryParse(text, name, out PolicyDocument? document, out IReadOnlyList<PolicyError> errors)
            ? document
            : throw new PolicyFormatException(errors);

    /// <summary>Parses a policy.</summary>
    /// <param name="text">The JSON text.</param>
    /// <param name="name">What to call the policy in messages.</param>
    /// <param name="document">The policy, where it is one.</param>
    /// <param name="errors">What is wrong with it; empty where nothing is.</param>
    public static bool TryParse(string text, string? name, [NotNullWhen(true)] out PolicyDocument? document, out IReadOnlyList<PolicyError> errors)
    {
        ArgumentNullException.ThrowIfNull(text);
        PolicyParser parser = new(text, name);
        document = parser.Parse();
        errors = parser.Errors;
        return document is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Name ?? "policy";
}
