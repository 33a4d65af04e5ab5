using System.Collections;

namespace AwsOps.Engine.Scaling;

/// <summary>What a replay used of an instance type, from launch until gone.</summary>
/// <param name="InstanceType">The type; empty when the settings name none.</param>
/// <param name="OnDemandHours">Hours of On-Demand Instances.</param>
/// <param name="SpotHours">Hours of Spot Instances.</param>
/// <param name="Cost">What they cost.</param>
public readonly record struct FleetTypeUse(string InstanceType, double OnDemandHours, double SpotHours, double Cost);

/// <summary>What a replay used of each instance type; equal to another that has the same figures.</summary>
/// <param name="types">The types, in the order of the fleet.</param>
public sealed class FleetUse(IReadOnlyList<FleetTypeUse> types) : IReadOnlyList<FleetTypeUse>, IEquatable<FleetUse>
{
    /// <inheritdoc/>
    public int Count => types.Count;

    /// <inheritdoc/>
    public FleetTypeUse this[int index] => types[index];

    /// <inheritdoc/>
    public bool Equals(FleetUse? other) => other is not null && types.SequenceEqual(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FleetUse);

    /// <inheritdoc/>
    public override int GetHashCode() => types.Count == 0 ? 0 : HashCode.Combine(types.Count, types[0]);

    /// <inheritdoc/>
    public IEnumerator<FleetTypeUse> GetEnumerator() => types.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
