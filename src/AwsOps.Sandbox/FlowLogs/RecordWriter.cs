using System.Globalization;
using AwsOps.Engine.FlowLogs;
using AwsOps.Engine.Network;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.FlowLogs;

/// <summary>Writes records in the format of a flow log. https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html#flow-logs-fields</summary>
internal sealed class RecordWriter(Scope scope, FlowLog log)
{
    private readonly FlowLogFormat _format = FlowLogFormat.Parse(log.LogFormat);

    /// <summary>A record of an interval without traffic.</summary>
    public string NoData(Ec2.NetworkInterface item, long start, long end) => Line(name => name switch
    {
        "version" => Version,
        "account-id" => scope.Account,
        "interface-id" => item.Id,
        "start" => Number(start),
        "end" => Number(end),
        "log-status" => "NODATA",
        _ => null,
    });

    /// <summary>A record of a flow.</summary>
    public string Flow(SeenFlow seen, int protocol, int sourcePort, int destinationPort, long packets, long bytes, long start, long end)
    {
        var item = seen.Interface;
        return Line(name => name switch
        {
            "version" => Version,
            "account-id" => scope.Account,
            "interface-id" => item.Id,
            "srcaddr" => seen.Source.ToString(),
            "dstaddr" => seen.Destination.ToString(),
            "pkt-srcaddr" => (seen.PacketSource ?? seen.Source).ToString(),
            "pkt-dstaddr" => (seen.PacketDestination ?? seen.Destination).ToString(),
            "srcport" => Number(sourcePort),
            "dstport" => Number(destinationPort),
            "protocol" => Number(protocol),
            "packets" => Number(packets),
            "bytes" => Number(bytes),
            "start" => Number(start),
            "end" => Number(end),
            "action" => seen.Accepted ? "ACCEPT" : "REJECT",
            "log-status" => "OK",
            "vpc-id" => item.Subnet.VpcId,
            "subnet-id" => item.Subnet.Id,
            // "Returns a '-' symbol for a requester-managed network interface"
            "instance-id" => item.RequesterManaged ? null : item.Instance?.Id,
            // A call that is answered opens and closes its connection within the interval: SYN and FIN, SYN-ACK and FIN.
            "tcp-flags" => protocol != IpProtocols.Tcp ? "0" : seen.IsReply ? "19" : seen.Accepted ? "3" : "2",
            "type" => seen.Source.Family == IpFamily.IPv4 ? "IPv4" : "IPv6",
            "region" => scope.Region,
            "az-id" => item.Subnet.AvailabilityZoneId,
            "flow-direction" => seen.IsEgress ? "egress" : "ingress",
            "traffic-path" => seen.IsEgress ? seen.Path ?? Path(item, seen.Destination) : null,
            _ => null,
        });
    }

    private string Version => Number(_format.Version);

    /// <summary>1: through another resource of the VPC; 8 (Nitro) or 2: through an internet gateway.</summary>
    private static string Path(Ec2.NetworkInterface item, IpAddress destination) =>
        item.Subnet.Vpc.CidrBlocks.Exists(b => Engine.Network.Cidr.ParseCanonical(b.Block.ToString()).Contains(destination)) ? "1"
            : item.Instance is { } instance && InstanceTypes.Get(instance.InstanceType).Hypervisor == "nitro" ? "8" : "2";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private string Line(Func<string, string?> value) => string.Join(' ', _format.Fields.Select(field => value(field.Name) ?? "-"));
}
