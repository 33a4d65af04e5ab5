using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Shows load balancers with their target groups.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LoadBalancer shop -WarningAction Ignore; Get-LoadBalancer</code>
/// <para>Shows all load balancers of the region.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LoadBalancer shop -Wait -WarningAction Ignore; Get-LoadBalancer shop | Get-TargetHealth</code>
/// <para>Shows the health of the instances behind a load balancer.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "LoadBalancer")]
[OutputType(typeof(LoadBalancer))]
[IamAction("elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeTags", "elasticloadbalancing:DescribeTargetGroups")]
public sealed class GetLoadBalancerCommand : AwsCmdlet
{
    /// <summary>Names of load balancers, or patterns such as shop-*. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LoadBalancerNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] LoadBalancerName { get; set; } = [];

    /// <inheritdoc/>
    private protected override Task ProcessAsync(AwsConnection aws)
    {
        var balancers = new LoadBalancers(aws, Changes);
        return WriteNamedAsync(LoadBalancerName, (names, missing) => balancers.GetAsync(names, missing, StopToken), static balancer => [balancer.LoadBalancerName], balancers.NotFound);
    }
}
