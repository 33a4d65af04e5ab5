using AwsOps.Engine.Policy;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Iam;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Logs;

namespace AwsOps.Sandbox.FlowLogs;

/// <summary>Brings records to their destination, as the role of the flow log may.</summary>
internal static class FlowDelivery
{
    private const string Service = "vpc-flow-logs.amazonaws.com";

    /// <summary>Delivers the records since a time, or notes on the flow log why not.</summary>
    public static void Deliver(Scope scope, FlowLog log, List<(Ec2.NetworkInterface Interface, long Start, string Line)> records, DateTime begin)
    {
        if (!scope.Get<Ec2State>().FlowLogs.TryGet(log.Id, out _))
        {
            return;
        }

        if (log.DestinationType == "s3")
        {
            log.DeliveryError = S3Delivery.Deliver(scope, log, records.Select(static record => record.Line), begin);
            return;
        }

        if (log.DestinationType == "kinesis-data-firehose")
        {
            // Firehose takes them; where it brings them is not simulated.
            return;
        }

        log.DeliveryError = Refusal(scope, log);
        if (log.DeliveryError is not null)
        {
            return;
        }

        ToLogs(scope, log, records);
    }

    /// <summary>
    /// "Access error": the role lacks permissions or does not trust the flow logs service. Null when it may deliver.
    /// https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-troubleshooting.html
    /// </summary>
    private static string? Refusal(Scope scope, FlowLog log)
    {
        const string AccessError = "Access error";
        var iam = scope.Global.Get<IamState>();
        var role = iam.Roles.Values.FirstOrDefault(r => r.Arn == log.PermissionArn);
        if (role is null || !Trusts(scope, role, log))
        {
            return AccessError;
        }

        List<PolicyDocument> policies = [.. role.Inline.Values.Concat(role.Attached.Select(arn => iam.Policy(arn).Default.Document)).Select(static text => PolicyDocument.Parse(text))];
        var group = scope.Get<LogsState>().ArnOf(log.LogGroupName!);
        var principal = RequestPrincipal.Parse(role.Arn);
        string[] actions = scope.Get<LogsState>().Groups.ContainsKey(log.LogGroupName!) ? ["logs:CreateLogStream", "logs:PutLogEvents"] : ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
        return actions.All(action => AccessEvaluator.Evaluate(new(principal, action, action == "logs:PutLogEvents" ? $"{group}:log-stream:eni" : $"{group}:*"), new() { Identity = policies }).IsAllowed) ? null : AccessError;
    }

    /// <summary>Whether the flow logs service may take the role for this flow log.</summary>
    private static bool Trusts(Scope scope, Role role, FlowLog log)
    {
        var context = new RequestContext { { "aws:SourceAccount", scope.Account }, { "aws:SourceArn", $"arn:aws:ec2:{scope.Region}:{scope.Account}:vpc-flow-log/{log.Id}" } };
        return AccessEvaluator.Evaluate(new(RequestPrincipal.Service(Service), "sts:AssumeRole", role.Arn, context), new() { Resource = [PolicyDocument.Parse(role.Trust)] }).IsAllowed;
    }

    // "each network interface has a unique log stream in the log group"; the log group "is only created when traffic is recorded".
    // The event's time "corresponds to the start time that's captured in the flow log record".
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-cwl.html
    private static void ToLogs(Scope scope, FlowLog log, List<(Ec2.NetworkInterface Interface, long Start, string Line)> records)
    {
        var logs = scope.Get<LogsState>();
        var now = LogTime.Of(scope.Clock.UtcNow);
        if (!logs.Groups.TryGetValue(log.LogGroupName!, out var group))
        {
            logs.Groups.Add(log.LogGroupName!, group = new LogGroup(log.LogGroupName!, logs.ArnOf(log.LogGroupName!), now));
        }

        foreach (var (item, start, line) in records)
        {
            var name = $"{item.Id}-{log.TrafficType.ToLowerInvariant()}";
            if (!group.Streams.TryGetValue(name, out var stream))
            {
                group.Streams.Add(name, stream = new LogStream(name, $"{group.Arn}:log-stream:{name}", now));
            }

            logs.Write(group, stream, start * 1000, line);
        }
    }
}
