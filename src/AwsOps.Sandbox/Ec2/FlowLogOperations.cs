using AwsOps.Engine.FlowLogs;
using AwsOps.Sandbox.FlowLogs;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>A flow log. Its records come from the traffic of loads and of tests.</summary>
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

    /// <summary>Why the last delivery failed; null when it did not.</summary>
    public string? DeliveryError { get; set; }
}

internal sealed partial class Ec2State
{
    public ResourceTable<FlowLog> FlowLogs { get; } = new("fl", "InvalidFlowLogId.NotFound", "The FlowLogId '{0}' does not exist");
}

/// <summary>Flow logs. https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html</summary>
internal static class FlowLogOperations
{
    private static readonly Filters<FlowLog> Filters = new()
    {
        { "deliver-log-status", static f => f.DeliveryError is null ? "SUCCESS" : "FAILED" },
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

            CheckRole(call, request.String("DeliverLogsPermissionArn")
                ?? throw new AwsError("InvalidParameter", "DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs."));
        }
        else if (destination is null)
        {
            throw new AwsError("InvalidParameter", $"LogDestination can't be empty if LogDestinationType is {type}.");
        }

        if (type == "kinesis-data-firehose")
        {
            CheckStream(call, destination!);
        }

        // "You can specify 60 seconds (1 minute) or 600 seconds (10 minutes)."
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
        var interval = request.Int("MaxAggregationInterval") ?? 600;
        if (interval is not (60 or 600))
        {
            throw new AwsError("InvalidParameter", $"Invalid Flow Log Max Aggregation Interval: {interval}. It must be 60 or 600 seconds.");
        }

        var format = Format(request.String("LogFormat"));
        CheckResources(request);
        var tags = TagSpecifications.ForOne(request, "vpc-flow-log");
        var logGroup = type == "cloud-watch-logs" ? group ?? destination!.Split(':').ElementAtOrDefault(6) : null;
        if (ec2.FlowLogs.Any(f => request.Strings("ResourceIds").Contains(f.ResourceId) && f.TrafficType == request.String("TrafficType") && f.Destination == destination && f.LogGroupName == logGroup))
        {
            throw new AwsError("FlowLogAlreadyExists", "Error. There is an existing Flow Log with the same configuration and log destination.");
        }

        var made = new List<string>();
        var unsuccessful = new List<Struct>();
        foreach (var id in request.Strings("ResourceIds"))
        {
            var error = Missing(ec2, request.String("ResourceType"), id);
            var log = new FlowLog(call.Ids.Ec2("fl"), id, call.Now)
            {
                TrafficType = request.String("TrafficType")!,
                DestinationType = type,
                LogGroupName = logGroup,
                Destination = destination,
                PermissionArn = request.String("DeliverLogsPermissionArn"),
                LogFormat = format,
                MaxAggregationInterval = interval,
                DestinationOptions = request.Child("DestinationOptions"),
            };
            error ??= type == "s3" ? S3Delivery.Refusal(call, destination!) : null;
            if (error is not null)
            {
                unsuccessful.Add(Failed(id, error));
                continue;
            }

            TagSpecifications.Set(log, tags);
            made.Add(ec2.FlowLogs.Add(log).Id);
        }

        call.Scope.Get<FlowRecorder>().Start();
        return new Struct { { "FlowLogIds", made }, { "Unsuccessful", unsuccessful }, { "ClientToken", request.String("ClientToken") } };
    }

    // "LogFormat: … specify the fields using the ${field-id} format, separated by spaces"; a wrong one is answered in these words:
    // https://github.com/aws-cloudformation/rain/issues/288
    private static string Format(string? text)
    {
        if (text is null)
        {
            return FlowLogFormat.Default.ToString();
        }

        try
        {
            var format = FlowLogFormat.Parse(text);
            if (format.ToString() == text && !format.Fields.Any(FlowLogField.TransitGateway.Contains))
            {
                return text;
            }
        }
        catch (FormatException)
        {
            // Answered below, as AWS does.
        }

        throw new AwsError("InvalidParameterValue", $"1 validation error detected: Value '{text}' at 'logFormat' has an invalid format");
    }

    // "The IAM role must belong to your AWS account." https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
    // Whether it exists, trusts the service and may write shows only when records are delivered.
    private static void CheckRole(Call call, string arn)
    {
        if (!arn.StartsWith($"arn:aws:iam::{call.Account}:role/", StringComparison.Ordinal))
        {
            throw new AwsError("InvalidParameterValue", $"1 validation error detected: Value '{arn}' at 'deliverLogsPermissionArn' failed to satisfy constraint: Member must be the ARN of a role of account {call.Account}");
        }
    }

    // A delivery stream of another account needs roles, of another Region nothing helps:
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-firehose.html. Whether there is one is not known: Firehose is not simulated.
    private static void CheckStream(Call call, string arn)
    {
        var name = $"arn:aws:firehose:{call.Scope.Region}:{call.Account}:deliverystream/";
        if (!arn.StartsWith(name, StringComparison.Ordinal) || arn.Length == name.Length || arn.Length > name.Length + 64)
        {
            throw new AwsError("InvalidParameter", $"LogDestination {arn} is not the ARN of a delivery stream of this account and Region.");
        }
    }

    // "TrafficType … is not supported for transit gateway resource types. It is required for the other resource types."
    // "Constraints: … Maximum of 1000 for the other resource types." https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
    private static void CheckResources(Struct request)
    {
        if (request.String("TrafficType") is null)
        {
            throw new AwsError("MissingParameter", "The request must contain the parameter trafficType");
        }

        if (request.Strings("ResourceIds").Count is 0 or > 1000)
        {
            throw new AwsError("InvalidParameterValue", "The number of resource ids must be from 1 to 1000.");
        }
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
        { "DeliverLogsStatus", log.DeliveryError is null ? "SUCCESS" : "FAILED" },
        { "DeliverLogsErrorMessage", log.DeliveryError },
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
