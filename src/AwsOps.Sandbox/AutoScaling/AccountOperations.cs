using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling;

/// <summary>Limits and lists of names.</summary>
internal static class AccountOperations
{
    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-quotas.html
    private const long MaxGroups = 500;
    private const long MaxLaunchConfigurations = 200;

    public static void Register(ServiceSimulator service)
    {
        service.On("DescribeAccountLimits", static (call, _) => new Struct
        {
            ["MaxNumberOfAutoScalingGroups"] = MaxGroups,
            ["MaxNumberOfLaunchConfigurations"] = MaxLaunchConfigurations,
            ["NumberOfAutoScalingGroups"] = (long)call.Scope.Get<AutoScalingState>().Groups.Count,
            ["NumberOfLaunchConfigurations"] = (long)call.Scope.Get<AutoScalingState>().LaunchConfigurations.Count,
        });
        service.On("DescribeTerminationPolicyTypes", static (_, _) => new Struct { ["TerminationPolicyTypes"] = GroupRequest.TerminationPolicies });
    }
}
