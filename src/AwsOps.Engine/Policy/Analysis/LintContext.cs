using AwsOps.Engine.Policy.Actions;

namespace AwsOps.Engine.Policy.Analysis;

/// <summary>A policy while it is read, with what more than one rule wants to know of it.</summary>
internal sealed class LintContext(PolicyDocument policy, PolicyKind kind, string? accountId, Probe? probe = null)
{
    /// <summary>Stands for the account where nobody said which: no account has this id.</summary>
    internal const string UnknownAccount = "000000000000";

    // Whoever has the policy, and nothing else, where nobody said who has it.
    private readonly Lazy<Probe> _probe = new(() =>
        probe ?? new(RequestPrincipal.Parse($"arn:aws:iam::{accountId ?? UnknownAccount}:user/policy-owner"), new() { Identity = [policy] }));

    private readonly Dictionary<Statement, IReadOnlyList<ServiceAction>> _actions = [];

    internal PolicyDocument Policy => policy;

    internal PolicyKind Kind => kind;

    internal string? AccountId => accountId;

    internal string OwnAccount => accountId ?? UnknownAccount;

    /// <summary>What can be asked about the rights of the policy's owner.</summary>
    internal Probe Probe => _probe.Value;

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
