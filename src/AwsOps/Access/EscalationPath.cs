using Steps = AwsOps.Engine.Policy.Analysis;

namespace AwsOps;

/// <summary>A way from a user or role to the rights of an administrator.</summary>
public sealed class EscalationPath
{
    internal EscalationPath(Steps.EscalationPath path)
    {
        Principal = path.Start;
        Target = path.End;
        Severity = path.IsConditional ? "High" : "Critical";
        Step = [.. path.Steps.Select(static (step, index) => new EscalationStep(step, index + 1))];
        Method = [.. path.Steps.Select(static step => step.Method)];
        MissingContextKey = [.. path.Steps.SelectMany(static step => step.MissingKeys).Distinct(StringComparer.OrdinalIgnoreCase)];
        Reason = string.Join("; then ", path.Steps) + ".";
        Fix = path.Steps[0].Fix;
    }

    /// <summary>ARN of the user or role that can go it.</summary>
    public string Principal { get; }

    /// <summary>ARN of the user or role whose rights it ends with; the same, where it gives itself more.</summary>
    public string Target { get; }

    /// <summary>Critical for a way that is sure to work, High for one that depends on conditions.</summary>
    public string Severity { get; }

    /// <summary>How many steps it takes.</summary>
    public int StepCount => Step.Count;

    /// <summary>The methods in their order.</summary>
    public IReadOnlyList<string> Method { get; }

    /// <summary>The steps in their order.</summary>
    public IReadOnlyList<EscalationStep> Step { get; }

    /// <summary>Condition keys on which it depends; empty for a way that is sure to work.</summary>
    public IReadOnlyList<string> MissingContextKey { get; }

    /// <summary>The steps in words.</summary>
    public string Reason { get; }

    /// <summary>What takes its first step away.</summary>
    public string Fix { get; }
}

/// <summary>One step of an escalation.</summary>
public sealed class EscalationStep
{
    internal EscalationStep(Steps.EscalationStep step, int number)
    {
        Number = number;
        From = step.From;
        To = step.To;
        Method = step.Method;
        Action = step.Actions;
        PolicyName = step.Statement?.Document.Name;
        Statement = step.Statement?.Label.Trim('\'');
        Line = step.Statement?.Position.Line;
        Column = step.Statement?.Position.Column;
        MissingContextKey = step.MissingKeys;
        Fix = step.Fix;
    }

    /// <summary>Its place, from 1.</summary>
    public int Number { get; }

    /// <summary>ARN of who takes it.</summary>
    public string From { get; }

    /// <summary>ARN of whose rights it gives.</summary>
    public string To { get; }

    /// <summary>How, e.g. PassRoleToLambda.</summary>
    public string Method { get; }

    /// <summary>The actions it takes, each with its resource.</summary>
    public IReadOnlyList<string> Action { get; }

    /// <summary>Policy that allows the first of them.</summary>
    public string? PolicyName { get; }

    /// <summary>Sid or number of the statement that does.</summary>
    public string? Statement { get; }

    /// <summary>Line of the statement in its policy, from 1.</summary>
    public int? Line { get; }

    /// <summary>Column of the statement in its policy, from 1.</summary>
    public int? Column { get; }

    /// <summary>Condition keys on which it depends; empty for a step that is sure to work.</summary>
    public IReadOnlyList<string> MissingContextKey { get; }

    /// <summary>What takes it away.</summary>
    public string Fix { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Number}. {From} -> {To}: {Method}";
}
