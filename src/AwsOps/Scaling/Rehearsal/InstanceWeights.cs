using System.Globalization;
using Amazon.AutoScaling.Model;

namespace AwsOps.Scaling.Rehearsal;

/// <summary>
/// What the instances of a group's history weigh (MI2). AWS tells the weight of those that the group has now; an activity names the instance that came or went, not its type,
/// so one that is gone counts as the mean of those there are.
/// </summary>
internal sealed class InstanceWeights
{
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);
    private readonly bool _hasWeights;

    public InstanceWeights(AutoScalingGroup group)
    {
        foreach (var instance in group.Instances ?? [])
        {
            _known[instance.InstanceId] = int.TryParse(instance.WeightedCapacity, NumberStyles.None, CultureInfo.InvariantCulture, out var weight) ? weight : 1;
            _hasWeights |= weight > 0;
        }

        var overrides = (group.MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? []).Select(static item => int.TryParse(item.WeightedCapacity, NumberStyles.None, CultureInfo.InvariantCulture, out var weight) ? weight : 0).Where(static weight => weight > 0).ToList();
        _hasWeights |= overrides.Count > 0;
        Mean = _known.Count > 0 ? _known.Values.Average() : overrides.Count > 0 ? overrides.Average() : 1;
    }

    /// <summary>The mean weight of the instances that there are.</summary>
    public double Mean { get; }

    /// <summary>What was assumed; null when nothing was.</summary>
    public string? Note => !_hasWeights || _gone.Count == 0 ? null
        : string.Create(CultureInfo.InvariantCulture, $"{_gone.Count} instances of this history are gone, and AWS does not tell what they weighed: each counts as the mean of those there are, {Mean:0.##} (MI2).");

    /// <summary>The weight of an instance.</summary>
    public double Of(string instanceId) => !_hasWeights ? 1 : _known.TryGetValue(instanceId, out var weight) ? weight : Mean;

    /// <summary>Remembers an instance that came or went.</summary>
    public void Add(string instanceId)
    {
        if (!_known.ContainsKey(instanceId))
        {
            _gone.Add(instanceId);
        }
    }
}
