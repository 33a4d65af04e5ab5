namespace AwsOps.Engine.Scaling;

/// <summary>What the group does, of all that its policies proposed.</summary>
/// <param name="Desired">The new desired capacity (the present one when nothing changes).</param>
/// <param name="Change">New less present.</param>
/// <param name="Deciding">The proposal that decided; when nothing changes, the one that came nearest to a change.</param>
/// <param name="Rules">The rules that this rests on.</param>
public readonly record struct ScalingDecision(int Desired, int Change, PolicyProposal Deciding, ScalingRules Rules)
{
    /// <summary>Whether the desired capacity changes.</summary>
    public bool IsChange => Change != 0;

    /// <summary>One sentence with the policy, its numbers and what came of it.</summary>
    public string Describe(in GroupCapacity group) => Deciding.Policy is null ? "No policy decides yet." : Deciding.Describe(group);
}

/// <summary>
/// Several policies at once (TT8): out when any wants out; target tracking scales in only when every target tracking policy
/// with scale-in enabled is ready to; of several that agree, the largest capacity wins. A step or simple policy's scale-in is
/// not held up by target tracking. See
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scale-based-on-demand.html#multiple-scaling-policy-resolution.
/// </summary>
public static class PolicyArbiter
{
    /// <summary>The group's decision from what each enabled policy proposes now.</summary>
    public static ScalingDecision Combine(in GroupCapacity group, ReadOnlySpan<PolicyProposal> proposals)
    {
        if (proposals.IsEmpty)
        {
            return new(group.Desired, 0, default, ScalingRules.None);
        }

        var isTrackingReady = IsTrackingReady(proposals);
        var best = -1;
        for (var i = 0; i < proposals.Length; i++)
        {
            ref readonly var proposal = ref proposals[i];
            if (proposal.Direction == ScalingDirection.Hold || (proposal.Direction == ScalingDirection.In && proposal.IsTargetTracking && !isTrackingReady))
            {
                continue;
            }

            // Any scale-out has a larger capacity than any scale-in, so "out if any" is the same comparison.
            if (best < 0 || proposal.Capacity > proposals[best].Capacity)
            {
                best = i;
            }
        }

        var several = proposals.Length > 1 ? ScalingRules.TT8 : ScalingRules.None;
        if (best >= 0)
        {
            ref readonly var winner = ref proposals[best];
            return new(winner.Capacity, winner.Capacity - group.Desired, winner, winner.Rules | several);
        }

        var nearest = Nearest(proposals, group);
        return new(group.Desired, 0, nearest, nearest.Rules | (nearest.Hold == HoldReason.AnotherPolicyNotReady ? ScalingRules.TT8 : ScalingRules.None));
    }

    private static bool IsTrackingReady(ReadOnlySpan<PolicyProposal> proposals)
    {
        foreach (ref readonly var proposal in proposals)
        {
            if (proposal.IsTargetTracking && proposal.Direction != ScalingDirection.In)
            {
                return false;
            }
        }

        return true;
    }

    // A blocked change says more than a policy that wanted nothing.
    private static PolicyProposal Nearest(ReadOnlySpan<PolicyProposal> proposals, in GroupCapacity group)
    {
        var best = 0;
        for (var i = 0; i < proposals.Length; i++)
        {
            if (Weight(proposals[i]) > Weight(proposals[best]))
            {
                best = i;
            }
        }

        var nearest = proposals[best];
        return nearest.Direction == ScalingDirection.In
            ? nearest with { Direction = ScalingDirection.Hold, Capacity = group.Desired, Hold = HoldReason.AnotherPolicyNotReady }
            : nearest;
    }

    private static int Weight(in PolicyProposal proposal) => proposal switch
    {
        { Direction: ScalingDirection.In } => 3,
        { Hold: HoldReason.WithinTarget } => 0,
        { Hold: HoldReason.AlarmNotYet or HoldReason.InsufficientData or HoldReason.NoStep or HoldReason.ScaleInDisabled or HoldReason.PolicyDisabled } => 1,
        _ => 2,
    };
}
