using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Shows scaling policies with the alarms that call them.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 | New-ScalingPolicy -TargetCpu 50; Get-ScalingPolicy</code>
/// <para>Shows all policies of the region.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 | New-ScalingPolicy -TargetCpu 50; Get-ScalingGroup shop | Get-ScalingPolicy</code>
/// <para>Shows the policies of a group.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "ScalingPolicy")]
[OutputType(typeof(ScalingPolicy))]
[IamAction("autoscaling:DescribePolicies")]
public sealed class GetScalingPolicyCommand : AwsCmdlet
{
    /// <summary>Group of the policies. Without it: all groups.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScalingGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ScalingGroupName { get; set; }

    /// <summary>Names of policies, or patterns such as shop-*. Without it: all.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ScalingPolicyNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ScalingPolicyName { get; set; } = [];

    /// <inheritdoc/>
    private protected override object? ErrorTarget => ScalingGroupName;

    /// <inheritdoc/>
    private protected override Task ProcessAsync(AwsConnection aws)
    {
        var policies = new ScalingPolicies(aws, Changes);
        return WriteNamedAsync(ScalingPolicyName, (names, missing) => policies.GetAsync(ScalingGroupName, names, missing, StopToken), static policy => [policy.ScalingPolicyName], name => policies.NotFound(name, ScalingGroupName));
    }
}
