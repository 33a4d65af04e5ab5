using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.Network;
using AwsOps.Network.Inventories;

namespace AwsOps.Network;

/// <summary>Says whether packets get from one end to another, and what decides on every hop of the way and of the way back.</summary>
/// <remarks>
/// <para>Security groups, network ACLs, route tables, gateways, NAT, peering, transit gateways, endpoints, VPC Block Public Access, addresses and load balancers count. A packet that arrives and whose reply is stopped is ReplyBlocked; what can't be decided is Unknown, with what is missing.</para>
/// <para>IPv4 and IPv6 are answered apart. Of several ways the best one is shown; -All shows every one. Nothing is sent: the answer comes from the configuration.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $web = New-SecurityGroup web; $null = Grant-SecurityGroupAccess web -Port 443 -From 0.0.0.0/0; $null = New-LaunchTemplate shop -InstanceType t3.small -SecurityGroupId $web.SecurityGroupId | New-ScalingGroup shop -MinSize 1 -MaxSize 1 -Wait; Test-NetworkPath -From internet -To (Get-ScalingGroup shop).Instance[0].InstanceId -Port 443</code>
/// <para>Shows whether the internet reaches an instance.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 1 -MaxSize 1 -Wait; (Test-NetworkPath (Get-ScalingGroup shop).Instance[0].InstanceId 192.0.2.10 -Port 443).Hop</code>
/// <para>Shows each hop from an instance to an address outside.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "NetworkPath")]
[OutputType(typeof(NetworkPath))]
[IamAction(Of = [typeof(LiveNetwork)])]
public sealed class TestNetworkPathCommand : NetworkAnalysisCmdlet
{
    private readonly Dictionary<NetworkInventory, PathAnalyzer> _analyzers = new(ReferenceEqualityComparer.Instance);

    /// <summary>Who sends: an instance (i-…), a network interface (eni-…), the members of a security group (sg-… or its name), an address, a range, or internet.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string From { get; set; } = null!;

    /// <summary>Who receives: any of the same, the name or ARN of a load balancer, or a service such as s3 or com.amazonaws.eu-west-1.ssm.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("InstanceId", "NetworkInterfaceId", "LoadBalancerName")]
    [ValidateNotNullOrEmpty]
    public string[] To { get; set; } = [];

    /// <summary>Ports of the receiver: each number or range is a question of its own. Without it: any.</summary>
    [Parameter(Position = 2)]
    [ValidateNotNullOrEmpty]
    public string[] Port { get; set; } = [];

    /// <summary>tcp, udp, icmp, icmpv6, a number, or all. Default: tcp with -Port, else all.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProtocolCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Protocol { get; set; }

    /// <summary>Only IPv4 or only IPv6. Without it: each that both ends have.</summary>
    [Parameter]
    [ValidateSet("IPv4", "IPv6")]
    public string? Family { get; set; }

    /// <summary>Every way, and not only the best one.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <inheritdoc/>
    private protected override Task ProcessAsync(AwsConnection aws) => TestAsync(aws);

    /// <inheritdoc/>
    private protected override Task ProcessOfflineAsync() => TestAsync(null);

    private async Task TestAsync(AwsConnection? aws)
    {
        List<ServiceSet> services = Port.Length == 0 ? [ServicesOf([], Protocol)] : [.. Port.Select(port => ServicesOf([port], Protocol ?? "tcp"))];
        var inventory = await InventoryAsync(aws, whole: true);
        if (!_analyzers.TryGetValue(inventory, out var analyzer))
        {
            _analyzers.Add(inventory, analyzer = Analyzed(() => new PathAnalyzer(inventory)));
        }

        foreach (var to in To)
        {
            await ForItemAsync(to, () =>
            {
                foreach (var asked in services)
                {
                    foreach (var path in Answers(analyzer, to, asked, aws?.Region))
                    {
                        WriteObject(path);
                    }
                }

                return Task.CompletedTask;
            });
        }
    }

    private List<NetworkPath> Answers(PathAnalyzer analyzer, string to, ServiceSet services, string? region)
    {
        IpFamily[] families = Family switch { "IPv4" => [IpFamily.IPv4], "IPv6" => [IpFamily.IPv6], _ => [IpFamily.IPv4, IpFamily.IPv6] };
        var service = services.Equals(ServiceSet.All) ? "any" : services.ToString();
        List<PathAnswer> answers = [.. families.Select(family => Analyzed(() => Ask(analyzer, new() { From = From, To = to, Services = services, Family = family })))];

        // A family that an end does not have is no question, unless it was asked.
        var found = answers.Exists(static answer => answer.Ways.Count > 0) ? answers.FindAll(static answer => answer.Ways.Count > 0) : answers[..1];
        return [.. found.SelectMany(answer => answer.Ways.Count == 0
            ? [new NetworkPath(answer.Query, null, answer.Verdict, service, region)]
            : answer.Ways.Take(All ? int.MaxValue : 1).Select(way => new NetworkPath(answer.Query, way, way.Verdict, service, region)))];
    }

    private static PathAnswer Ask(PathAnalyzer analyzer, PathQuery query)
    {
        try
        {
            return analyzer.Analyze(query);
        }
        catch (ArgumentException exception)
        {
            // The message names the end; the parameter is the query's member of the same name.
            throw new AwsOpsException("PathEndUnknown", ErrorCategory.ObjectNotFound, $"-{exception.ParamName}: " + exception.Message.Split(" (Parameter '")[0], null, exception) { Target = exception.ParamName == nameof(query.From) ? query.From : query.To };
        }
    }
}
