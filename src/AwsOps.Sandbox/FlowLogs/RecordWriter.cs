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
            "tcp-flags" => protocol != IpProtocols.Tcp ? "0" : Flags(seen),
            "type" => seen.Source.Family == IpFamily.IPv4 ? "IPv4" : "IPv6",
            "region" => scope.Region,
            "az-id" => item.Subnet.AvailabilityZoneId,
            "flow-direction" => seen.IsEgress ? "egress" : "ingress",
            "traffic-path" => seen.Path,
            "pkt-src-aws-service" => AwsAddresses.ServiceOf(scope.Get<Ec2State>(), seen.PacketSource ?? seen.Source),
            "pkt-dst-aws-service" => AwsAddresses.ServiceOf(scope.Get<Ec2State>(), seen.PacketDestination ?? seen.Destination),
            "reject-reason" => seen.RejectReason,
            // Zones of the sandbox are no Wavelength or Local Zones nor Outposts, so sublocation-type and sublocation-id are "-".
            _ => null,
        });
    }

    private string Version => Number(_format.Version);

    /// <summary>
    /// A connection that is opened and closed within the interval shows SYN and FIN (3) and, of who answers, SYN-ACK and FIN (19); one that
    /// never came about SYN (2) and SYN-ACK (18).
    /// https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html#flow-log-example-tcp-flag
    /// </summary>
    private static string Flags(SeenFlow seen) => (seen.IsReply, seen.Answered) switch
    {
        (false, true) => "3",
        (false, false) => "2",
        (true, true) => "19",
        _ => "18",
    };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private string Line(Func<string, string?> value) => string.Join(' ', _format.Fields.Select(field => value(field.Name) ?? "-"));
}
