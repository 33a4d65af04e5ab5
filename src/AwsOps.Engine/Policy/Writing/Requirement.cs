using AwsOps.Engine.Policy.Matching;

namespace AwsOps.Engine.Policy.Writing;

/// <summary>One thing that the policy must allow.</summary>
/// <param name="Action">The action.</param>
/// <param name="Resource">The resource as a policy writes it: a name, or a pattern where the record does not name it.</param>
/// <param name="Conditions">The condition to insist on, by <see cref="ConditionLine.Join"/>.</param>
internal sealed record Requirement(string Action, string Resource, string Conditions)
{
    /// <summary>The resource as a request has it: <c>${*}</c> is an asterisk there.</summary>
    internal string RequestedResource => Resource.Replace("${*}", "*", StringComparison.Ordinal).Replace("${?}", "?", StringComparison.Ordinal).Replace("${$}", "$", StringComparison.Ordinal);

    /// <summary>Whether allowing this allows the other: the same action, on the same resource or on all, under no further condition.</summary>
    internal bool Implies(Requirement other) =>
        Action == other.Action && (Resource == other.Resource || Resource == "*")
            && (Conditions == other.Conditions || Conditions.Length == 0
                || Conditions.Split(Wildcards.Star).All(line => other.Conditions.Split(Wildcards.Star).Contains(line)));
}
