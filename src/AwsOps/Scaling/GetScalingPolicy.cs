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

    /// <summary>Names of policies. Without it: all.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScalingPolicyNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ScalingPolicyName { get; set; } = [];

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var policies = new ScalingPolicies(aws, Changes);
        await foreach (var policy in policies.GetAsync(ScalingGroupName, ScalingPolicyName, name => WriteError(ErrorRecords.From(policies.NotFound(name, ScalingGroupName), name, this)), StopToken))
        {
            WriteObject(policy);
        }
    }
}
