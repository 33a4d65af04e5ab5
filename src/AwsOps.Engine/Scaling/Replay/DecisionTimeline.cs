namespace AwsOps.Engine.Scaling;

/// <summary>A stretch of time in which the group did one thing, or left things as they were for one reason.</summary>
/// <param name="From">Its first minute, UTC.</param>
/// <param name="To">The end of its last minute, UTC.</param>
/// <param name="DesiredBefore">The desired capacity before.</param>
/// <param name="DesiredAfter">The desired capacity after.</param>
/// <param name="Cause">What changed it, if anything did.</param>
/// <param name="Hold">Why it was left as it was, if it was.</param>
/// <param name="Rules">The rules behind it.</param>
/// <param name="Deciding">What the deciding policy proposed in the first minute; its policy is null when none decided.</param>
/// <param name="Group">The group as the policy saw it then.</param>
/// <param name="Explanation">One sentence with the numbers of the first minute.</param>
public sealed record DecisionSpan(
    DateTime From, DateTime To, int DesiredBefore, int DesiredAfter, ReplayCause Cause, HoldReason Hold, ScalingRules Rules,
    PolicyProposal Deciding, GroupCapacity Group, string Explanation);

/// <summary>
/// Why did it scale, or not scale: gathers the minutes of a replay into stretches with one reason each. Its <see cref="Add"/> is a
/// <see cref="ReplaySink"/>.
/// </summary>
public sealed class DecisionTimeline
{
    private readonly List<DecisionSpan> _spans = [];

    /// <summary>The stretches so far, in order of time.</summary>
    public IReadOnlyList<DecisionSpan> Spans => _spans;

    /// <summary>The stretches between two times: the answer to "why did it not scale between".</summary>
    public IEnumerable<DecisionSpan> Between(DateTime from, DateTime to) => _spans.Where(s => s.To > from && s.From < to);

    /// <summary>Takes the next minute.</summary>
    public void Add(in ReplayMinute minute)
    {
        var hold = minute.Change != 0 ? HoldReason.None : minute.Decision.Deciding.Hold;
        var end = minute.Time.AddMinutes(1);
        if (minute.Change == 0 && _spans.Count > 0 && _spans[^1] is { Cause: ReplayCause.None } last && last.Hold == hold)
        {
            _spans[^1] = last with { To = end, Rules = last.Rules | minute.Rules };
            return;
        }

        _spans.Add(new(minute.Time, end, minute.Desired - minute.Change, minute.Desired, minute.Cause, hold, minute.Rules,
            minute.Decision.Deciding, minute.Group, minute.Describe()));
    }
}
