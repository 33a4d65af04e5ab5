using System.Text;

namespace AwsOps.Engine.FlowLogs;

/// <summary>A field of a flow log record: its name and the version that brought it.</summary>
/// <remarks>
/// https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html#flow-logs-fields; those of version 6 are the
/// transit gateway's, https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-logs.html.
/// </remarks>
/// <param name="Name">Name as formats write it, e.g. <c>srcaddr</c>.</param>
/// <param name="Version">Version of the records it came with: 2 to 10.</param>
public sealed record FlowLogField(string Name, int Version)
{
    private static readonly FlowLogField[] VpcFields =
    [
        .. Of(2, "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"),
        .. Of(3, "vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr"),
        .. Of(4, "region az-id sublocation-type sublocation-id"),
        .. Of(5, "pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path"),
        .. Of(7, "ecs-cluster-arn ecs-cluster-name ecs-container-instance-arn ecs-container-instance-id ecs-container-id ecs-second-container-id ecs-service-name ecs-task-definition-arn ecs-task-arn ecs-task-id"),
        .. Of(8, "reject-reason"),
        .. Of(9, "resource-id"),
        .. Of(10, "encryption-status"),
    ];

    private static readonly FlowLogField[] TransitGatewayFields =
        [.. Of(6, "resource-type tgw-id tgw-attachment-id tgw-src-vpc-account-id tgw-dst-vpc-account-id tgw-src-vpc-id tgw-dst-vpc-id tgw-src-subnet-id tgw-dst-subnet-id tgw-src-eni tgw-dst-eni tgw-src-az-id tgw-dst-az-id tgw-pair-attachment-id packets-lost-no-route packets-lost-blackhole packets-lost-mtu-exceeded packets-lost-ttl-expired")];

    private static readonly Dictionary<string, FlowLogField> ByName = VpcFields.Concat(TransitGatewayFields).ToDictionary(static field => field.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>By length, for the question whether a line of bytes is a header.</summary>
    private static readonly ILookup<int, byte[]> ByLength = ByName.Keys.Select(Encoding.ASCII.GetBytes).ToLookup(static name => name.Length);

    /// <summary>The fields of the default format, in its order: those of version 2.</summary>
    public static IReadOnlyList<FlowLogField> Default { get; } = [.. VpcFields.Where(static field => field.Version == 2)];

    /// <summary>Every field of a VPC's records, in the order of AWS's table.</summary>
    public static IReadOnlyList<FlowLogField> Vpc => VpcFields;

    /// <summary>The fields that only records of a transit gateway have.</summary>
    public static IReadOnlyList<FlowLogField> TransitGateway => TransitGatewayFields;

    /// <summary>A field by its name, written with hyphens or, as Athena's tables do, with underscores; null when there is none.</summary>
    public static FlowLogField? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ByName.GetValueOrDefault(name.Replace('_', '-'));
    }

    /// <summary>Whether these bytes are a field's name.</summary>
    internal static bool IsName(ReadOnlySpan<byte> text)
    {
        foreach (var name in ByLength[text.Length])
        {
            if (text.SequenceEqual(name))
            {
                return true;
            }
        }

        return text.Contains((byte)'_') && Find(Encoding.Latin1.GetString(text)) is not null;
    }

    private static IEnumerable<FlowLogField> Of(int version, string names) => names.Split(' ').Select(name => new FlowLogField(name, version));
}
