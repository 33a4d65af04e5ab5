using System.Globalization;
using System.IO.Compression;
using System.Text;
using AwsOps.Engine.FlowLogs;
using AwsOps.Engine.Policy;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.S3;

namespace AwsOps.Sandbox.FlowLogs;

/// <summary>Files of records in a bucket. https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html</summary>
internal static class S3Delivery
{
    private const string Service = "delivery.logs.amazonaws.com";

    /// <summary>
    /// Why a bucket can't be a destination; null when it can. To a bucket of the same account without a policy AWS attaches the one
    /// that delivery needs. https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
    /// </summary>
    public static AwsError? Refusal(Call call, string destination)
    {
        var (name, prefix) = Parts(destination);
        if (prefix.Split('/').Contains("AWSLogs"))
        {
            return new AwsError("InvalidParameter", "LogDestination: the subfolder name AWSLogs is reserved.");
        }

        if (!S3State.Of(call.Cloud).Buckets.TryGetValue(name, out var bucket))
        {
            return new AwsError("400", $"LogDestination: {name} does not exist.");
        }

        if (bucket.Account == call.Account)
        {
            bucket.Policy ??= Policy(call.Account, call.Region, destination);
        }

        return Allows(call.Scope, bucket, destination) ? null : new AwsError("400", $"Access Denied for LogDestination: {name}. Please check LogDestination permission");
    }

    /// <summary>Whether the bucket's policy lets files be delivered.</summary>
    public static bool Allows(Scope scope, Bucket bucket, string destination)
    {
        var context = new RequestContext
        {
            { "aws:SourceAccount", scope.Account },
            { "aws:SourceArn", $"arn:aws:logs:{scope.Region}:{scope.Account}:*" },
            { "s3:x-amz-acl", "bucket-owner-full-control" },
        };
        return bucket.Policy is { } policy
            && AccessEvaluator.Evaluate(new(RequestPrincipal.Service(Service), "s3:PutObject", $"{Folder(destination)}/AWSLogs/{scope.Account}/x", context), new() { Resource = [PolicyDocument.Parse(policy)] }).IsAllowed;
    }

    /// <summary>Puts a file with the records of five minutes; a note when the bucket does not take it.</summary>
    public static string? Deliver(Scope scope, FlowLog log, IEnumerable<string> lines, DateTime begin)
    {
        var (name, prefix) = Parts(log.Destination!);
        if (!S3State.Of(scope.Cloud).Buckets.TryGetValue(name, out var bucket) || !Allows(scope, bucket, log.Destination!))
        {
            return "Access error";
        }

        var hive = log.DestinationOptions?.Bool("HiveCompatiblePartitions") == true;
        var folder = Text(hive
            ? $"AWSLogs/aws-account-id={scope.Account}/aws-service=vpcflowlogs/aws-region={scope.Region}/year={begin:yyyy}/month={begin:MM}/day={begin:dd}"
            : (FormattableString)$"AWSLogs/{scope.Account}/vpcflowlogs/{scope.Region}/{begin:yyyy}/{begin:MM}/{begin:dd}");
        if (log.DestinationOptions?.Bool("PerHourPartition") == true)
        {
            folder += Text(hive ? $"/hour={begin:HH}" : (FormattableString)$"/{begin:HH}");
        }

        var text = string.Join(' ', FlowLogFormat.Parse(log.LogFormat).Fields.Select(static field => field.Name)) + "\n" + string.Concat(lines.Select(static line => line + "\n"));
        using var file = new MemoryStream();
        using (var zip = new GZipStream(file, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.ASCII.GetBytes(text));
        }

        var key = Text($"{prefix}{folder}/{scope.Account}_vpcflowlogs_{scope.Region}_{log.Id}_{begin:yyyyMMdd}T{begin:HHmm}Z_{scope.Ids.Hex(8)}.log.gz");
        S3State.Of(scope.Cloud).Put(name, key, file.ToArray(), scope.Clock.UtcNow, "application/octet-stream");
        return null;
    }

    private static (string Bucket, string Prefix) Parts(string destination)
    {
        var path = destination.Split(':', 6)[^1];
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (path, string.Empty) : (path[..slash], path[(slash + 1)..].Trim('/') is { Length: > 0 } prefix ? prefix + "/" : string.Empty);
    }

    private static string Folder(string destination) => destination.TrimEnd('/');

    private static string Policy(string account, string region, string destination) =>
        $$$"""
        {"Version":"2012-10-17","Statement":[{"Sid":"AWSLogDeliveryWrite","Effect":"Allow","Principal":{"Service":"{{{Service}}}"},"Action":"s3:PutObject","Resource":"{{{Folder(destination)}}}/AWSLogs/*","Condition":{"StringEquals":{"aws:SourceAccount":"{{{account}}}","s3:x-amz-acl":"bucket-owner-full-control"},"ArnLike":{"aws:SourceArn":"arn:aws:logs:{{{region}}}:{{{account}}}:*"} } },{"Sid":"AWSLogDeliveryAclCheck","Effect":"Allow","Principal":{"Service":"{{{Service}}}"},"Action":["s3:GetBucketAcl","s3:ListBucket"],"Resource":"arn:aws:s3:::{{{Parts(destination).Bucket}}}","Condition":{"StringEquals":{"aws:SourceAccount":"{{{account}}}"},"ArnLike":{"aws:SourceArn":"arn:aws:logs:{{{region}}}:{{{account}}}:*"} } }] }
        """;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
