using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.AutoScaling.Hooks;
using AwsOps.Sandbox.AutoScaling.Instances;
using AwsOps.Sandbox.AutoScaling.LaunchConfigurations;
using AwsOps.Sandbox.AutoScaling.Notifications;
using AwsOps.Sandbox.AutoScaling.Policies;
using AwsOps.Sandbox.AutoScaling.Refreshes;
using AwsOps.Sandbox.AutoScaling.Schedules;
using AwsOps.Sandbox.AutoScaling.WarmPools;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling;

/// <summary>Amazon EC2 Auto Scaling.</summary>
internal sealed class AutoScalingSimulator : ServiceSimulator
{
    public AutoScalingSimulator()
        : base("autoscaling")
    {
        GroupOperations.Register(this);
        GroupRemoval.Register(this);
        GroupTags.Register(this);
        GroupMetrics.Register(this);
        DescribeGroups.Register(this);
        LoadBalancing.Register(this);
        Processes.Register(this);
        InstanceOperations.Register(this);
        StandbyOperations.Register(this);
        HookOperations.Register(this);
        ActivityOperations.Register(this);
        AccountOperations.Register(this);
        GroupNotifications.Register(this);
        LaunchConfigurationOperations.Register(this);
        PolicyOperations.Register(this);
        ScheduleOperations.Register(this);
        RefreshOperations.Register(this);
        WarmPoolOperations.Register(this);
    }
}
