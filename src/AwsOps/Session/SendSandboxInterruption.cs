using System.Management.Automation;
using AwsOps.Sandbox.Ec2;

namespace AwsOps.Session;

/// <summary>Takes Spot Instances of the sandbox back, as EC2 does: a rebalance recommendation, the two-minute notice, the end.</summary>
/// <remarks><para>A scaling group with Capacity Rebalancing launches replacements at the recommendation; others replace the instances once they are gone. Time passes with Step-AwsOpsSandbox.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate batch -InstanceType m5.large | New-ScalingGroup batch -MinSize 4 -MaxSize 8 -InstanceType m5.large, m6i.large -OnDemandPercentage 0 -CapacityRebalance $true -Wait; Send-SandboxInterruption (Get-ScalingGroup batch).Instance[0].InstanceId -LeadMinutes 5; Step-AwsOpsSandbox 3; (Get-ScalingGroup batch).Instance</code>
/// <para>The group replaces the instance before EC2 interrupts it.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate batch -InstanceType m5.large | New-ScalingGroup batch -MinSize 4 -MaxSize 8 -InstanceType m5.large, m6i.large -OnDemandPercentage 0 -Wait; (Get-ScalingGroup batch).Instance[0..1] | Send-SandboxInterruption; Step-AwsOpsSandbox 6; Get-ScalingActivity batch</code>
/// <para>Two instances get their notice at once, are gone two minutes later, and are replaced then.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html">Spot Instance interruption notices</seealso>
/// <seealso href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-capacity-rebalancing.html">Capacity Rebalancing</seealso>
[Cmdlet(VerbsCommunications.Send, "SandboxInterruption")]
[OutputType(typeof(void))]
public sealed class SendSandboxInterruptionCommand : SandboxCmdlet
{
    /// <summary>Spot Instances to take back.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] InstanceId { get; set; } = [];

    /// <summary>Minutes from the rebalance recommendation to the notice; 0 when both come at once, as they can.</summary>
    [Parameter]
    [ValidateRange(0.0, 1440.0)]
    public double LeadMinutes { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync()
    {
        var (cloud, region) = (Running.Cloud, SessionStore.Current!.Region);
        foreach (var id in InstanceId)
        {
            await ForItemAsync(id, () =>
            {
                try
                {
                    SpotInterruption.Send(cloud, region, id, TimeSpan.FromMinutes(LeadMinutes));
                }
                catch (ArgumentException exception)
                {
                    throw new AwsOpsException("InvalidInstanceId", ErrorCategory.InvalidArgument, $"-InstanceId '{id}': {exception.Message.Split(" (Parameter")[0]}", "Give Spot Instances that run; Get-ScalingGroup shows a group's instances.") { Target = id };
                }

                return Task.CompletedTask;
            });
        }
    }
}
