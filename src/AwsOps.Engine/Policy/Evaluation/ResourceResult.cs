using AwsOps.Engine.Policy.Matching;

namespace AwsOps.Engine.Policy.Evaluation;

/// <summary>What the resource's policies say, told apart by how directly they name the principal.</summary>
internal struct ResourceResult
{
    internal Truth Deny;
    internal Statement? DenyBy;
    internal Truth Direct;
    internal Truth Limited;
    internal Truth Delegated;
    internal Statement? DirectBy;
    internal Statement? LimitedBy;
    internal Statement? DelegatedBy;

    internal readonly Truth Any => Truths.Or(Direct, Truths.Or(Limited, Delegated));

    internal readonly Statement? AnyBy =>
        Direct == Any ? DirectBy : Limited == Any ? LimitedBy : DelegatedBy;

    internal static ResourceResult Of(IReadOnlyList<PolicyDocument>? documents, bool hasBoundary, in EvaluationContext context)
    {
        ResourceResult result = default;
        if (documents is null)
        {
            // Nobody looked: where such a policy must allow, it may or may not.
            result.Direct = context.MissingIsUnknown && Scope.NeedsResourcePolicy(context.Request) ? Truth.Unknown : Truth.False;
            return result;
        }

        for (int i = 0; i < documents.Count; i++)
        {
            IReadOnlyList<Statement> statements = documents[i].Statements;
            for (int j = 0; j < statements.Count; j++)
            {
                result.Add(statements[j], hasBoundary, context);
                if (result.Deny == Truth.True)
                {
                    return result;
                }
            }
        }

        return result;
    }

    private void Add(Statement statement, bool hasBoundary, in EvaluationContext context)
    {
        // A statement without a principal names nobody.
        PrincipalMatch principal = statement.Principal?.Match(context.Request.Principal, hasBoundary, statement.Effect) ?? PrincipalMatch.None;
        if (principal == PrincipalMatch.None)
        {
            return;
        }

        Truth match = statement.Matches(context);
        if (statement.Effect == Effect.Deny)
        {
            Raise(ref Deny, ref DenyBy, match, statement);
            return;
        }

        switch (principal)
        {
            case PrincipalMatch.Direct: Raise(ref Direct, ref DirectBy, match, statement); break;
            case PrincipalMatch.Limited: Raise(ref Limited, ref LimitedBy, match, statement); break;
            default: Raise(ref Delegated, ref DelegatedBy, match, statement); break;
        }
    }

    private static void Raise(ref Truth truth, ref Statement? by, Truth match, Statement statement)
    {
        if (match > truth)
        {
            (truth, by) = (match, statement);
        }
    }
}
