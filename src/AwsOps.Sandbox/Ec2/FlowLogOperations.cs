using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>A flow log. The sandbox has no traffic, so it writes no records.</summary>
internal sealed class FlowLog(string id, string resourceId, DateTime created) : Ec2Resource(id)
{
    public override string ResourceType => "vpc-flow-log";

    public string ResourceId { get; } = resourceId;

    public DateTime CreationTime { get; } = created;

    public required string TrafficType { get; init; }

    public required string DestinationType { get; init; }

    public string? LogGroupName { get; init; }

    public string? Destination { get; init; }

    public string? PermissionArn { get; init; }

    public required string LogFormat { get; init; }

    public int MaxAggregationInterval { get; init; }

    public Struct? DestinationOptions { get; init; }
}

internal sealed partial class Ec2State
{
    public ResourceTable<FlowLog> FlowLogs { get; } = new("fl", "InvalidFlowLogId.NotFound", "The FlowLogId '{0}' does not exist");
}

/// <summary>Flow logs. https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html</summary>
internal static class FlowLogOperations
{
    /// <summary>https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html#flow-logs-default</summary>
    private const string DefaultFormat =
        "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}";

    private static readonly Filters<FlowLog> Filters = new()
    {
        { "deliver-log-status", static _ => "SUCCESS" },
        { "log-destination-type", static f => f.DestinationType },
        { "flow-log-id", static f => f.Id },
        { "log-group-name", static f => f.LogGroupName },
        { "resource-id", static f => f.ResourceId },
        { "traffic-type", static f => f.TrafficType },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateFlowLogs", Create);
        simulator.Op("DescribeFlowLogs", static (call, ec2, request) =>
            Describe.Answer(request, Describe.Select(request, ec2.FlowLogs, "FlowLogIds", Filters, "Filter"), "FlowLogs", View));
        simulator.Op("DeleteFlowLogs", Delete);
    }

    private static Struct Create(Call call, Ec2State ec2, Struct request)
    {
        var type = request.String("LogDestinationType") ?? "cloud-watch-logs";
        var (group, destination) = (request.String("LogGroupName"), request.String("LogDestination"));
        if (group is not null && destination is not null)
        {
            throw new AwsError("InvalidParameter", "Please only provide LogGroupName or only provide LogDestination.");
        }

        if (type == "cloud-watch-logs")
        {
            if (group is null && destination is null)
            {
                throw new AwsError("InvalidParameter", "LogDestination can't be empty if LogGroupName is not provided.");
            }

            if (!request.Has("DeliverLogsPermissionArn"))
            {
                throw new AwsError("InvalidParameter", "DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs.");
            }
        }
        else if (destination is null)
        {
            throw new AwsError("InvalidParameter", $"LogDestination can't be empty if LogDestinationType is {type}.");
        }

        // "You can specify 60 seconds (1 minute) or 600 seconds (10 minutes)."
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
        var interval = request.Int("MaxAggregationInterval") ?? 600;
        if (interval is not (60 or 600))
        {
            throw new AwsError("InvalidParameter", $"Invalid Flow Log Max Aggregation Interval: {interval}. It must be 60 or 600 seconds.");
        }

        var tags = TagSpecifications.ForOne(request, "vpc-flow-log");
        var made = new List<string>();
        var unsuccessful = new List<Struct>();
        foreach (var id in request.Strings("ResourceIds"))
        {
            var error = Missing(ec2, request.String("ResourceType"), id);
            var log = new FlowLog(call.Ids.Ec2("fl"), id, call.Now)
            {
                TrafficType = request.String("TrafficType") ?? "ALL",
                DestinationType = type,
                LogGroupName = type == "cloud-watch-logs" ? group ?? destination!.Split(':').ElementAtOrDefault(6) : null,
                Destination = destination,
                PermissionArn = request.String("DeliverLogsPermissionArn"),
                LogFormat = request.String("LogFormat") ?? DefaultFormat,
                MaxAggregationInterval = interval,
                DestinationOptions = request.Child("DestinationOptions"),
            };
            if (error is null && ec2.FlowLogs.Any(f => f.ResourceId == id && f.TrafficType == log.TrafficType && f.Destination == log.Destination && f.LogGroupName == log.LogGroupName))
            {
                error = new AwsError("FlowLogAlreadyExists", "Error. There is an existing Flow Log with the same configuration and log destination.");
            }

            if (error is not null)
            {
                unsuccessful.Add(Failed(id, error));
                continue;
            }

            TagSpecifications.Set(log, tags);
            made.Add(ec2.FlowLogs.Add(log).Id);
        }

        return new Struct { { "FlowLogIds", made }, { "Unsuccessful", unsuccessful }, { "ClientToken", request.String("ClientToken") } };
    }

    private static AwsError? Missing(Ec2State ec2, string? type, string id) => type switch
    {
        "VPC" => ec2.Vpcs.TryGet(id, out _) ? null : ec2.Vpcs.NotFound(id),
        "Subnet" => ec2.Subnets.TryGet(id, out _) ? null : ec2.Subnets.NotFound(id),
        "NetworkInterface" => ec2.NetworkInterfaces.TryGet(id, out _) ? null : ec2.NetworkInterfaces.NotFound(id),
        _ => new AwsError("InvalidParameter", $"The sandbox keeps flow logs of VPCs, subnets and network interfaces, not of '{type}'."),
    };

    private static Struct Delete(Call call, Ec2State ec2, Struct request)
    {
        var unsuccessful = new List<Struct>();
        foreach (var id in request.Strings("FlowLogIds"))
        {
            if (ec2.FlowLogs.TryGet(id, out var log))
            {
                ec2.FlowLogs.Remove(log);
            }
            else
            {
                unsuccessful.Add(Failed(id, ec2.FlowLogs.NotFound(id)));
            }
        }

        return new Struct { { "Unsuccessful", unsuccessful } };
    }

    private static Struct Failed(string id, AwsError error) => new()
    {
        { "ResourceId", id },
        { "Error", new Struct { { "Code", error.Code }, { "Message", error.Message } } },
    };

    private static Struct View(FlowLog log) => new()
    {
        { "FlowLogId", log.Id },
        { "FlowLogStatus", "ACTIVE" },
        { "DeliverLogsStatus", "SUCCESS" },
        { "CreationTime", log.CreationTime },
        { "ResourceId", log.ResourceId },
        { "TrafficType", log.TrafficType },
        { "LogDestinationType", log.DestinationType },
        { "LogDestination", log.Destination },
        { "LogGroupName", log.LogGroupName },
        { "DeliverLogsPermissionArn", log.PermissionArn },
        { "LogFormat", log.LogFormat },
        { "MaxAggregationInterval", log.MaxAggregationInterval },
        { "DestinationOptions", log.DestinationOptions },
        { "Tags", Render.Tags(log) },
    };
}
