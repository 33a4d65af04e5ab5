using System.Management.Automation;
using AwsOps.Engine.Network;
using AwsOps.Network;
using AwsOps.Sandbox.FlowLogs;

namespace AwsOps.Session;

/// <summary>Sends test traffic through the sandbox's network: says whether it is answered and what decides, and flow logs record it.</summary>
/// <remarks><para>Security groups, network ACLs, public addresses, routes, gateways, endpoints and VPC Block Public Access decide, as they do in AWS. Records come with the end of the aggregation interval, and some five minutes later to the log group: Step-AwsOpsSandbox.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 1 -MaxSize 2 -Wait; Send-SandboxTraffic -From 203.0.113.9 -To $group.Instance[0].InstanceId -Port 22</code>
/// <para>Tries SSH from the internet; the default security group refuses it.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 2 -Wait; Send-SandboxTraffic -From $group.Instance[0].InstanceId -To $group.Instance[1].InstanceId -Port 1, 22, 80, 443 -Count 3</code>
/// <para>Calls several ports of a neighbour, three times each.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 1 -MaxSize 1 -Wait; Send-SandboxTraffic -From $group.Instance[0].InstanceId -To s3 -Port 443</code>
/// <para>Calls Amazon S3: through a gateway endpoint where the route leads there, else through the internet gateway.</para>
/// </example>
[Cmdlet(VerbsCommunications.Send, "SandboxTraffic")]
[OutputType(typeof(SandboxTraffic))]
public sealed class SendSandboxTrafficCommand : SandboxCmdlet
{
    /// <summary>Callers: instances, interfaces, or addresses; an address that no interface has is on the internet.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string[] From { get; set; } = [];

    /// <summary>Receivers: instances, interfaces, addresses, VPC endpoints (vpce-…), or services (s3, dynamodb, com.amazonaws.eu-west-1.ssm).</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("InstanceId")]
    [ValidateNotNullOrEmpty]
    public string[] To { get; set; } = [];

    /// <summary>Ports of the receiver, for tcp and udp.</summary>
    [Parameter(Position = 2)]
    [ValidateRange(1, 65535)]
    public int[] Port { get; set; } = [];

    /// <summary>tcp, udp, icmp, icmpv6 or a protocol number.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProtocolCompleter))]
    [ValidateNotNullOrEmpty]
    public string Protocol { get; set; } = "tcp";

    /// <summary>IPv4 or IPv6, between ends that have both. Default: that of the addresses given, else IPv4.</summary>
    [Parameter]
    [ValidateSet("IPv4", "IPv6")]
    public string? Family { get; set; }

    /// <summary>Calls of each kind; each has a source port of its own.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int Count { get; set; } = 1;

    /// <summary>Bytes of each call.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long CallBytes { get; set; } = 2_000;

    /// <summary>Bytes of each answer.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long AnswerBytes { get; set; } = 20_000;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync()
    {
        var protocol = Number();
        if (IpProtocols.HasPorts(protocol) && Port.Length == 0)
        {
            throw new AwsOpsException("PortMissing", ErrorCategory.InvalidArgument, $"-Protocol {Protocol} needs -Port.", "Give ports such as -Port 443.");
        }

        IpFamily? family = Family switch { "IPv4" => IpFamily.IPv4, "IPv6" => IpFamily.IPv6, _ => null };
        var (cloud, region) = (Running.Cloud, SessionStore.Current!.Region);
        foreach (var from in From)
        {
            foreach (var to in To)
            {
                await ForItemAsync(to, () =>
                {
                    foreach (var port in IpProtocols.HasPorts(protocol) ? Port : [0])
                    {
                        var settings = new TrafficSettings { From = from, To = to, Protocol = protocol, Port = port, Family = family, Count = Count, BytesPerCall = CallBytes, BytesPerAnswer = AnswerBytes };
                        try
                        {
                            WriteObject(new SandboxTraffic(Sandbox.FlowLogs.SandboxTraffic.Send(cloud, region, settings), settings));
                        }
                        catch (ArgumentException exception)
                        {
                            // Its words are about the settings, which the parameters are named after.
                            throw new AwsOpsException("InvalidTraffic", ErrorCategory.InvalidArgument, (exception.Message[0] == 'N' ? "-From, -To: " : "-") + exception.Message, null, exception) { Target = to };
                        }
                    }

                    return Task.CompletedTask;
                });
            }
        }
    }

    private int Number()
    {
        try
        {
            return IpProtocols.Parse(Protocol) is >= 0 and var number ? number : throw AwsOpsException.BadArgument(nameof(Protocol), Protocol, "traffic has one protocol;", "give tcp, udp, icmp, icmpv6 or a number.");
        }
        catch (FormatException exception)
        {
            throw new AwsOpsException("InvalidProtocol", ErrorCategory.InvalidArgument, $"-Protocol: {exception.Message}") { Target = Protocol };
        }
    }
}
