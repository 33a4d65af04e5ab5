using AwsOps.Engine.Policy.Evaluation;

namespace AwsOps.Engine.Policy;

/// <summary>One statement of a policy.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html"/>
public sealed class Statement
{
    /// <summary>The policy it stands in.</summary>
    public PolicyDocument Document { get; internal set; } = null!;

    /// <summary>Its number in the policy, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Where it starts.</summary>
    public required TextPosition Position { get; init; }

    /// <summary>Its identifier, where it has one.</summary>
    public PolicyText? Sid { get; init; }

    /// <summary>Whether it allows or denies.</summary>
    public required Effect Effect { get; init; }

    /// <summary>Whom it is about; null in policies of identities.</summary>
    public PrincipalElement? Principal { get; init; }

    /// <summary>Which actions it is about.</summary>
    public required ActionElement Action { get; init; }

    /// <summary>Which resources it is about; null in trust policies, which are about their role.</summary>
    public ResourceElement? Resource { get; init; }

    /// <summary>What must be true of the request; all of it.</summary>
    public IReadOnlyList<ConditionTest> Conditions { get; init; } = [];

    /// <summary>How to speak of the statement: by its Sid, or its number from 1.</summary>
    public string Label => Sid is { } sid ? $"'{sid}'" : $"{Index + 1}";

    /// <inheritdoc/>
    public override string ToString() => Document.Name is { } name ? $"statement {Label} of {name}" : $"statement {Label}";

    /// <summary>Whether the statement applies to a request, its principal left aside.</summary>
    internal Truth Matches(in EvaluationContext context)
    {
        AccessRequest request = context.Request;
        if (!Action.CoversLower(request.ActionLower))
        {
            return Truth.False;
        }

        Truth result = Truth.True;
        if (Resource is not null)
        {
            if (Resource.Variables.Length > 0)
            {
                result = context.HasValues(Resource.Variables);
            }

            if (result == Truth.False || (result == Truth.True && !Resource.Covers(request.Resource, context)))
            {
                return Truth.False;
            }
        }

        for (int i = 0; i < Conditions.Count; i++)
        {
            result = Truths.And(result, Conditions[i].Evaluate(context));
            if (result == Truth.False)
            {
                return Truth.False;
            }
        }

        return result;
    }
}
