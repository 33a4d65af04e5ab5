using AwsOps.Engine.Policy.Actions;

namespace AwsOps.Engine.Policy.Analysis;

/// <summary>A policy while it is read, with what more than one rule wants to know of it.</summary>
internal sealed class LintContext(PolicyDocument policy, PolicyKind kind, string? accountId)
{
    /// <summary>Stands for the account where nobody said which: no account has this id.</summary>
    internal const string UnknownAccount = "000000000000";

    private readonly Dictionary<Statement, IReadOnlyList<ServiceAction>> _actions = [];

    internal PolicyDocument Policy => policy;

    internal PolicyKind Kind => kind;

    internal string? AccountId => accountId;

    internal string OwnAccount => accountId ?? UnknownAccount;

    internal IEnumerable<Statement> Allows => policy.Statements.Where(statement => statement.Effect == Effect.Allow);

    /// <summary>Whether the policy grants anything by itself: an SCP or a boundary only limits.</summary>
    internal bool Grants => kind is PolicyKind.Identity or PolicyKind.Resource or PolicyKind.Trust;

    /// <summary>The actions that the statement's patterns list (for NotAction, those that it leaves out).</summary>
    internal IReadOnlyList<ServiceAction> ListedActions(Statement statement)
    {
        if (!_actions.TryGetValue(statement, out IReadOnlyList<ServiceAction>? actions))
        {
            actions = [.. statement.Action.Values.SelectMany(value => ActionTable.Default.Expand(value.Text)).Distinct()];
            _actions[statement] = actions;
        }

        return actions;
    }
}
