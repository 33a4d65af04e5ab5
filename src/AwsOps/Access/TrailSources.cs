using System.Management.Automation;
using Amazon.CloudTrail;
using Amazon.CloudTrail.Model;
using Amazon.S3.Model;
using AwsOps.Common;
using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Trail;

namespace AwsOps.Access;

/// <summary>Where events come from: the event history, files, a bucket.</summary>
internal sealed class TrailSources(IChanges progress)
{
    // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html#cloudtrail-concepts-global-service-events
    private const string GlobalRegion = "us-east-1";

    // "The rate of lookup requests is limited to two per second, per account, per Region."
    // https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The management events of the last days, in the region and where the events of global services are. Those of a user
    /// can be asked for; those of a role's sessions are picked out of all.
    /// </summary>
    /// <remarks>https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html</remarks>
    public async Task LookUpAsync(AwsConnection aws, RequestPrincipal principal, int days, LeastPrivilegeSource into, CancellationToken stop)
    {
        into.Note("The event history has no data events (objects of S3, invocations of functions, messages of queues): give trail files that have them if the principal works with data.");
        List<LookupAttribute>? attributes = principal.Kind == PrincipalKind.User ? [new LookupAttribute { AttributeKey = LookupAttributeKey.Username, AttributeValue = principal.Name }] : null;
        foreach (var region in new[] { aws, aws.In(GlobalRegion, "events of global services") }.DistinctBy(static place => place.Region))
        {
            string? token = null;
            do
            {
                var page = await region.CloudTrail.LookupEventsAsync(
                    new LookupEventsRequest { LookupAttributes = attributes, StartTime = aws.UtcNow.AddDays(-days), EndTime = aws.UtcNow, MaxResults = 50, NextToken = token }, stop);
                foreach (var item in page.Events ?? [])
                {
                    if (item.CloudTrailEvent is { } text && TrailEvent.Parse(text) is { } parsed)
                    {
                        into.Add(parsed);
                    }
                }

                progress.Progress("Reading the event history", $"{region.Region}: {into.EventCount} events that count", -1);
                token = page.NextToken == token ? null : page.NextToken;
                if (!string.IsNullOrEmpty(token))
                {
                    await aws.DelayAsync(Pace, stop);
                }
            }
            while (!string.IsNullOrEmpty(token));
        }

        progress.Progress("Reading the event history", "done", 101);
    }

    /// <summary>Trail files on disk; folders with all that is in them.</summary>
    public async Task ReadFilesAsync(IEnumerable<string> paths, IReadOnlyList<string> mentioning, LeastPrivilegeSource into, CancellationToken stop)
    {
        foreach (var file in paths.SelectMany(FilesOf))
        {
            using var stream = new FileStream(file, new FileStreamOptions { Options = FileOptions.SequentialScan | FileOptions.Asynchronous });
            progress.Progress("Reading trail files", Path.GetFileName(file), -1);
            await ReadAsync(stream, file, mentioning, into, stop);
        }

        progress.Progress("Reading trail files", "done", 101);
    }

    /// <summary>Trail files below a prefix of a bucket, one after the other.</summary>
    public async Task ReadBucketAsync(AwsConnection aws, string bucket, string prefix, IReadOnlyList<string> mentioning, LeastPrivilegeSource into, CancellationToken stop)
    {
        var objects = Pager.PagesAsync<S3Object>(
            async (token, cancel) =>
            {
                var page = await aws.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, Prefix = prefix, ContinuationToken = token }, cancel);
                return (page.S3Objects, page.IsTruncated == true ? page.NextContinuationToken : null);
            },
            stop);
        await foreach (var item in objects)
        {
            if (IsTrail(item.Key))
            {
                using var answer = await aws.S3.GetObjectAsync(new GetObjectRequest { BucketName = bucket, Key = item.Key }, stop);
                progress.Progress("Reading trail files", item.Key, -1);
                await ReadAsync(answer.ResponseStream, $"s3://{bucket}/{item.Key}", mentioning, into, stop);
            }
        }

        progress.Progress("Reading trail files", "done", 101);
    }

    private static IEnumerable<string> FilesOf(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(IsTrail).Order(StringComparer.Ordinal)
        : [path];

    // Beside the events, CloudTrail delivers digests and insights:
    // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
    private static bool IsTrail(string key) =>
        (key.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || key.EndsWith(".json.gz", StringComparison.OrdinalIgnoreCase) || key.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
        && !key.Contains("CloudTrail-Digest", StringComparison.Ordinal) && !key.Contains("CloudTrail-Insight", StringComparison.Ordinal);

    private static async Task ReadAsync(Stream stream, string where, IReadOnlyList<string> mentioning, LeastPrivilegeSource into, CancellationToken stop)
    {
        try
        {
            await foreach (var item in TrailReader.ReadAsync(stream, mentioning, stop))
            {
                into.Add(item);
            }
        }
        catch (Exception exception) when (exception is TrailFormatException or InvalidDataException)
        {
            throw new AwsOpsException("InvalidTrail", ErrorCategory.InvalidData, $"{where}, {exception.Message}", "Give files as CloudTrail delivers them, or as 'aws cloudtrail lookup-events' writes them.", exception) { Target = where };
        }
    }
}
