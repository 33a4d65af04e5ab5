using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Removes load balancers with their listeners, and the target groups that served only them.</summary>
/// <remarks>
/// <para>It asks first: the load balancer's DNS name never comes back. -Confirm:$false answers for unattended use.</para>
/// <para>A scaling group that registers its instances with it is an error that names the group; -Force takes the group out, and its instances go on without a load balancer.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LoadBalancer shop -WarningAction Ignore; Remove-LoadBalancer shop -Confirm:$false</code>
/// <para>Removes a load balancer by name.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-LoadBalancer shop -WarningAction Ignore | Remove-LoadBalancer -WhatIf</code>
/// <para>Says what would be removed.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-delete.html">Delete an Application Load Balancer</seealso>
[Cmdlet(VerbsCommon.Remove, "LoadBalancer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(LoadBalancer))]
[IamAction(
    "autoscaling:DescribeAutoScalingGroups",
    "autoscaling:DetachLoadBalancerTargetGroups",
    "elasticloadbalancing:DeleteLoadBalancer",
    "elasticloadbalancing:DeleteTargetGroup",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeTargetGroups")]
public sealed class RemoveLoadBalancerCommand : AwsCmdlet
{
    /// <summary>Names of the load balancers to remove.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(LoadBalancerNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] LoadBalancerName { get; set; } = [];

    /// <summary>Takes scaling groups out of its target groups first.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var balancers = new LoadBalancers(aws, Changes);
        foreach (var balancer in await balancers.GetAsync(LoadBalancerName, name => WriteError(ErrorRecords.From(balancers.NotFound(name), name, this)), StopToken))
        {
            await ForItemAsync(balancer.LoadBalancerName, async () =>
            {
                if (await balancers.RemoveAsync(balancer, Force, StopToken) && PassThru)
                {
                    WriteObject(balancer);
                }
            });
        }
    }
}
