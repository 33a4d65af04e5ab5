using AwsOps.Engine.Policy.Analysis;
using AwsOps.Engine.Policy.Trail;
using AwsOps.Engine.Policy.Writing;

namespace AwsOps.Access;

/// <summary>
/// Gathers what a policy shall allow. What happens again and again is kept once, so that memory follows the variety of
/// the events and not their number.
/// </summary>
internal sealed class LeastPrivilegeSource(string name, AccountEntity? principal, CurrentPolicies? current, Func<string, string?> roleOfProfile, bool withDenied)
{
    private readonly Dictionary<string, ObservedAccess> _accesses = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _notes = new(StringComparer.Ordinal);

    public string Name => name;

    public IReadOnlyCollection<ObservedAccess> Accesses => _accesses.Values;

    public IReadOnlyCollection<string> Notes => _notes;

    public long EventCount { get; private set; }

    public long DeniedEventCount { get; private set; }

    public DateTime? First { get; private set; }

    public DateTime? Last { get; private set; }

    public void Note(string text) => _notes.Add(text);

    /// <summary>Counts an event, if it is the principal's.</summary>
    public void Add(TrailEvent item)
    {
        if (principal is not null && !item.IsBy(principal.Arn))
        {
            return;
        }

        if (item.IsDenied && !withDenied)
        {
            DeniedEventCount++;
            return;
        }

        EventCount++;
        First = item.Time < (First ?? DateTime.MaxValue) ? item.Time : First;
        Last = item.Time > (Last ?? DateTime.MinValue) ? item.Time : Last;
        foreach (var access in EventAccess.Of(item, roleOfProfile))
        {
            Add(access);
        }
    }

    public void Add(ObservedAccess access)
    {
        var key = string.Join('\n', [access.Action, access.AccountId ?? "", access.Region ?? "", .. access.Resources, "", .. access.PassedRoles, "", .. access.Condition.Select(static line => line.ToString() + string.Join(',', line.Values))]);
        if (_accesses.ContainsKey(key))
        {
            return;
        }

        _accesses.Add(key, access);
    }

    /// <summary>What the policy is to be made from: the accesses, each with the condition that it had.</summary>
    public IEnumerable<ObservedAccess> WithConditions() => current is null
        ? Accesses
        : Accesses.SelectMany(access => access.Condition.Count > 0 ? [access] : current.KeepConditions(access));
}
