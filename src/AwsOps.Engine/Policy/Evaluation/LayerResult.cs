namespace AwsOps.Engine.Policy.Evaluation;

/// <summary>What the policies of one layer say, and by which statement.</summary>
internal struct LayerResult
{
    internal Truth Deny;
    internal Truth Allow;
    internal Statement? DenyBy;
    internal Statement? AllowBy;

    /// <summary>A layer that limits nothing, as a boundary that is not there.</summary>
    internal static LayerResult Open => new() { Allow = Truth.True };

    internal void Add(Statement statement, Truth match)
    {
        if (statement.Effect == Effect.Deny)
        {
            if (match > Deny)
            {
                (Deny, DenyBy) = (match, statement);
            }
        }
        else if (match > Allow)
        {
            (Allow, AllowBy) = (match, statement);
        }
    }

    /// <summary>Looks at every statement, unless a Deny settles it.</summary>
    internal static LayerResult Of(IReadOnlyList<PolicyDocument> documents, in EvaluationContext context)
    {
        LayerResult result = default;
        for (int i = 0; i < documents.Count && result.Deny != Truth.True; i++)
        {
            result.AddAll(documents[i], context);
        }

        return result;
    }

    /// <summary>Looks at the Allow statements alone.</summary>
    internal static LayerResult AllowsOf(IReadOnlyList<PolicyDocument> documents, in EvaluationContext context)
    {
        LayerResult result = default;
        foreach (PolicyDocument document in documents)
        {
            foreach (Statement statement in document.Statements)
            {
                if (statement.Effect == Effect.Allow && result.Allow != Truth.True)
                {
                    result.Add(statement, statement.Matches(context));
                }
            }
        }

        return result;
    }

    internal static LayerResult Of(PolicyDocument document, in EvaluationContext context)
    {
        LayerResult result = default;
        result.AddAll(document, context);
        return result;
    }

    /// <summary>
    /// For organizations' policies: "an explicit Allow statement is required at every level from the root through each OU
    /// in the direct path to the account", and a Deny at any level denies.
    /// </summary>
    /// <seealso href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html"/>
    internal static LayerResult OfLevels(IReadOnlyList<IReadOnlyList<PolicyDocument>> levels, in EvaluationContext context)
    {
        LayerResult result = Open;
        for (int i = 0; i < levels.Count; i++)
        {
            LayerResult level = Of(levels[i], context);
            if (level.Deny > result.Deny)
            {
                (result.Deny, result.DenyBy) = (level.Deny, level.DenyBy);
            }

            if (level.Allow < result.Allow || i == 0)
            {
                (result.Allow, result.AllowBy) = (level.Allow, level.AllowBy);
            }
        }

        return result;
    }

    private void AddAll(PolicyDocument document, in EvaluationContext context)
    {
        IReadOnlyList<Statement> statements = document.Statements;
        for (int i = 0; i < statements.Count; i++)
        {
            Statement statement = statements[i];
            // A second Allow changes nothing; only the Denies behind it are of interest.
            if (statement.Effect == Effect.Allow && Allow == Truth.True)
            {
                continue;
            }

            Truth match = statement.Matches(context);
            if (match != Truth.False)
            {
                Add(statement, match);
                if (Deny == Truth.True)
                {
                    return;
                }
            }
        }
    }
}
