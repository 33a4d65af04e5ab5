using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Shows how a load balancer judges the instances behind it, and why.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; $balancer = New-LoadBalancer shop -Wait -WarningAction Ignore; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 4 -TargetGroupArn $balancer.TargetGroupArn -Wait; $balancer | Get-TargetHealth</code>
/// <para>Shows the health of the instances behind a load balancer.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LoadBalancer shop -WarningAction Ignore; Get-TargetHealth shop | Where-Object State -ne healthy</code>
/// <para>Shows the targets of a group, by its name, that are not healthy.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html">Health checks for target groups</seealso>
[Cmdlet(VerbsCommon.Get, "TargetHealth")]
[OutputType(typeof(TargetHealth))]
[IamAction("ec2:DescribeInstances", "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth")]
public sealed class GetTargetHealthCommand : AwsCmdlet
{
    /// <summary>Target groups, by ARN or name; load balancers and scaling groups from the pipeline bring theirs along.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(TargetGroupNameCompleter))]
    [AllowEmptyCollection]
    [ValidateFormat("^.+$", "-TargetGroupArn '{0}' is neither the ARN nor the name of a target group.")]
    public string[] TargetGroupArn { get; set; } = [];

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var groups = new TargetGroups(aws);
        foreach (var group in TargetGroupArn)
        {
            await ForItemAsync(group, async () => WriteObject(await groups.HealthAsync(group, StopToken), enumerateCollection: true));
        }
    }
}
