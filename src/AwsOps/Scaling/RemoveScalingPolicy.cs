using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Removes scaling policies, with the alarms that target tracking made for them.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 | New-ScalingPolicy -TargetCpu 50; Remove-ScalingPolicy shop cpu-50</code>
/// <para>Removes a policy by name.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 | New-ScalingPolicy -TargetCpu 50; Get-ScalingPolicy shop | Remove-ScalingPolicy -PassThru</code>
/// <para>Removes all policies of a group and returns them.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "ScalingPolicy", SupportsShouldProcess = true)]
[OutputType(typeof(ScalingPolicy))]
[IamAction("autoscaling:DeletePolicy", "autoscaling:DescribePolicies")]
public sealed class RemoveScalingPolicyCommand : AwsCmdlet
{
    /// <summary>Group of the policies.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScalingGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string ScalingGroupName { get; set; } = null!;

    /// <summary>Names of the policies to remove.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScalingPolicyNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ScalingPolicyName { get; set; } = [];

    /// <summary>Returns what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override object? ErrorTarget => ScalingGroupName;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var policies = new ScalingPolicies(aws, Changes);
        var found = new List<ScalingPolicy>();
        await foreach (var policy in policies.GetAsync(ScalingGroupName, ScalingPolicyName, name => WriteError(ErrorRecords.From(policies.NotFound(name, ScalingGroupName), name, this)), StopToken))
        {
            found.Add(policy);
        }

        foreach (var policy in found)
        {
            await ForItemAsync(policy.ScalingPolicyName, async () =>
            {
                if (await policies.RemoveAsync(policy) && PassThru)
                {
                    WriteObject(policy);
                }
            });
        }
    }
}
