namespace AwsOps.Engine.Policy.Analysis;

/// <summary>How bad a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>Worth knowing.</summary>
    Information,

    /// <summary>Untidy, or slightly broader than needed.</summary>
    Low,

    /// <summary>Broader than needed, or not what its author seems to mean.</summary>
    Medium,

    /// <summary>Opens a way to more than is granted by name.</summary>
    High,

    /// <summary>Opens everything, or opens to everybody.</summary>
    Critical,

    /// <summary>AWS refuses it, or it can never work.</summary>
    Error,
}

/// <summary>Something about a policy that should be looked at.</summary>
/// <param name="Id">The rule's stable name.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Position">Where it is.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="Fix">What to do about it.</param>
/// <param name="Statement">The statement it is in, if it is in one.</param>
public sealed record PolicyFinding(string Id, FindingSeverity Severity, TextPosition Position, string Reason, string Fix, Statement? Statement = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Position}: {Severity} {Id}: {Reason} {Fix}";
}
