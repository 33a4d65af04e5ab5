using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.AutoScaling.Instances;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.WarmPools;

/// <summary>A group's warm pool.</summary>
internal sealed class WarmPool
{
    /// <summary>Null: the group's maximum size.</summary>
    public int? MaxPrepared { get; set; }

    public int MinSize { get; set; }

    public WarmPoolState PoolState { get; set; }

    /// <summary>Whether scale-in returns instances to the pool.</summary>
    public bool ReuseOnScaleIn { get; set; }

    /// <summary>Set while it is being deleted.</summary>
    public bool IsDeleting { get; set; }

    public List<GroupInstance> Instances { get; } = [];

    /// <summary>How many instances it holds (WP1).</summary>
    public int DesiredSize(ScalingGroup group) => IsDeleting ? 0 : Engine.Scaling.WarmPool.Size(group.MaxSize, group.Desired, MaxPrepared, MinSize);

    public Struct Describe() => new()
    {
        ["MaxGroupPreparedCapacity"] = (long?)MaxPrepared,
        ["MinSize"] = (long)MinSize,
        ["PoolState"] = PoolState.ToString(),
        ["Status"] = IsDeleting ? "PendingDelete" : null,
        ["InstanceReusePolicy"] = new Struct { ["ReuseOnScaleIn"] = ReuseOnScaleIn },
    };
}
