using Findings = AwsOps.Engine.Policy.Analysis;

namespace AwsOps;

/// <summary>Something about a policy that should be looked at.</summary>
public sealed class PolicyFinding
{
    internal PolicyFinding(Findings.PolicyFinding finding, string? policyName, string? principal)
    {
        Rule = finding.Id;
        Severity = finding.Severity.ToString();
        PolicyName = finding.Statement?.Document.Name ?? policyName;
        Principal = principal;
        Statement = finding.Statement?.Label.Trim('\'');
        Line = finding.Position.Line;
        Column = finding.Position.Column;
        Reason = finding.Reason;
        Fix = finding.Fix;
    }

    /// <summary>Stable name of the rule.</summary>
    public string Rule { get; }

    /// <summary>Information, Low, Medium, High, Critical, or Error for what AWS refuses or what can never work.</summary>
    public string Severity { get; }

    /// <summary>Policy it is in: a name, or the file.</summary>
    public string? PolicyName { get; }

    /// <summary>ARN of the user or role that has the policy; null where nobody said.</summary>
    public string? Principal { get; }

    /// <summary>Sid or number of the statement; null where it is about none.</summary>
    public string? Statement { get; }

    /// <summary>Line in the policy, from 1.</summary>
    public int Line { get; }

    /// <summary>Column in the policy, from 1.</summary>
    public int Column { get; }

    /// <summary>What is wrong.</summary>
    public string Reason { get; }

    /// <summary>What to do about it.</summary>
    public string Fix { get; }
}
