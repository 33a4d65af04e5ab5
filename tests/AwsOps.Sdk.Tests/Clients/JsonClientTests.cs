using System.Net;
using Amazon.AccessAnalyzer;
using Amazon.AccessAnalyzer.Model;
using Amazon.AWSSupport;
using Amazon.Backup;
using Amazon.CloudTrail;
using Amazon.CloudWatchLogs;
using AwsOps.Sdk.Tests.Differential;

namespace AwsOps.Sdk.Tests.Clients;

/// <summary>What is particular to the generated JSON and REST-JSON clients.</summary>
public sealed class JsonClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html: timestamp is "the number of
    // milliseconds after Jan 1, 1970 00:00:00 UTC"; the official client shows it as a DateTime.
    [Fact]
    public async Task Milliseconds_of_log_events_are_times()
    {
        using var wire = Answered.Json("""{"events":[{"timestamp":1396035394997,"message":"ERROR","ingestionTime":1396035394997}],"nextForwardToken":"f/1"}""");
        using var client = new AmazonCloudWatchLogsClient(Answered.Credentials, Answered.By<AmazonCloudWatchLogsConfig>(wire));

        var answer = await client.GetLogEventsAsync(new() { LogGroupName = "g", LogStreamName = "s", StartTime = new DateTime(2014, 3, 28, 19, 36, 34, 997, DateTimeKind.Utc) }, Cancellation);

        Assert.Equal(new DateTime(2014, 3, 28, 19, 36, 34, 997, DateTimeKind.Utc), Assert.Single(answer.Events).Timestamp);
        var sent = Assert.Single(wire.Sent);
        Assert.Equal("""{"logGroupName":"g","logStreamName":"s","startTime":1396035394997}""", sent.Body);
        Assert.Contains("X-Amz-Target: Logs_20140328.GetLogEvents", sent.Headers, StringComparison.Ordinal);
        Assert.Equal("https://logs.eu-west-1.amazonaws.com/", sent.Uri);
    }

    // https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListBackupJobs.html: GET /backup-jobs/?…&state=…
    [Fact]
    public async Task Members_travel_in_the_query_string()
    {
        using var wire = Answered.Json("""{"BackupJobs":[{"BackupJobId":"1","PercentDone":"50.0","BackupSizeInBytes":12345678901,"State":"RUNNING","CreationDate":1516925490.087}]}""");
        using var client = new AmazonBackupClient(Answered.Credentials, Answered.By<AmazonBackupConfig>(wire));

        var answer = await client.ListBackupJobsAsync(new() { ByState = BackupJobState.RUNNING, ByCreatedAfter = new DateTime(2026, 1, 5, 8, 0, 0, DateTimeKind.Utc), MaxResults = 5 }, Cancellation);

        var job = Assert.Single(answer.BackupJobs);
        Assert.Equal((12345678901, BackupJobState.RUNNING), (job.BackupSizeInBytes, job.State));
        Assert.Equal(new DateTime(2018, 1, 26, 0, 11, 30, 87, DateTimeKind.Utc), job.CreationDate);
        var sent = Assert.Single(wire.Sent);
        Assert.Equal("https://backup.eu-west-1.amazonaws.com/backup-jobs/?createdAfter=2026-01-05T08%3A00%3A00Z&maxResults=5&state=RUNNING", sent.Uri);
        Assert.Equal(("GET", ""), (sent.Method, sent.Body));
    }

    // https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateBackupPlan.html: POST /backup/plans/backupPlanId
    [Fact]
    public async Task Members_travel_in_the_path_and_the_rest_in_the_body()
    {
        using var wire = Answered.Json("{}");
        using var client = new AmazonBackupClient(Answered.Credentials, Answered.By<AmazonBackupConfig>(wire));

        await client.UpdateBackupPlanAsync(new() { BackupPlanId = "a/b c", BackupPlan = new() { BackupPlanName = "nightly", Rules = [new() { RuleName = "r", TargetBackupVaultName = "v" }] } }, Cancellation);

        var sent = Assert.Single(wire.Sent);
        Assert.Equal("https://backup.eu-west-1.amazonaws.com/backup/plans/a%2Fb%20c", sent.Uri);
        Assert.Equal("""{"BackupPlan":{"BackupPlanName":"nightly","Rules":[{"RuleName":"r","TargetBackupVaultName":"v"}]}}""", sent.Body);
    }

    [Fact]
    public async Task Without_a_member_of_the_path_nothing_is_sent()
    {
        using var wire = Answered.Json("{}");
        using var client = new AmazonBackupClient(Answered.Credentials, Answered.By<AmazonBackupConfig>(wire));

        var error = await Assert.ThrowsAsync<AmazonBackupException>(() => client.DeleteBackupPlanAsync(new(), Cancellation));

        Assert.Contains("BackupPlanId", error.Message, StringComparison.Ordinal);
        Assert.Empty(wire.Sent);
    }

    // https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListFindings.html: ThrottlingException, retryAfterSeconds
    [Fact]
    public async Task Throttling_says_when_to_come_back()
    {
        using var wire = new Wire(HttpStatusCode.TooManyRequests, """{"message":"slow down","__type":"ThrottlingException"}""") { ContentType = "application/json" }.With("Retry-After", "7");
        using var client = new AmazonAccessAnalyzerClient(Answered.Credentials, Answered.By<AmazonAccessAnalyzerConfig>(wire));

        var error = await Assert.ThrowsAsync<ThrottlingException>(() => client.ListFindingsAsync(new() { AnalyzerArn = "arn" }, Cancellation));

        Assert.Equal((7, true), (error.RetryAfterSeconds, error.Retryable.Throttling));
    }

    // https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_AnalyzerSummary.html: createdAt is a date and time in ISO 8601
    [Fact]
    public async Task Times_in_iso_8601_are_read_and_written()
    {
        using var wire = Answered.Json("""{"analyzer":{"arn":"a","createdAt":"2026-01-05T08:00:00.5Z","name":"n","status":"ACTIVE","type":"ACCOUNT"}}""");
        using var client = new AmazonAccessAnalyzerClient(Answered.Credentials, Answered.By<AmazonAccessAnalyzerConfig>(wire));

        var analyzer = (await client.GetAnalyzerAsync(new() { AnalyzerName = "n" }, Cancellation)).Analyzer;
        await client.StartPolicyGenerationAsync(
            new()
            {
                ClientToken = "t",
                PolicyGenerationDetails = new() { PrincipalArn = "p" },
                CloudTrailDetails = new() { AccessRole = "r", StartTime = new DateTime(2026, 1, 5, 8, 0, 0, DateTimeKind.Utc), Trails = [new() { CloudTrailArn = "c", AllRegions = true }] },
            },
            Cancellation);

        Assert.Equal(new DateTime(2026, 1, 5, 8, 0, 0, 500, DateTimeKind.Utc), analyzer.CreatedAt);
        Assert.Equal(
            """{"clientToken":"t","cloudTrailDetails":{"accessRole":"r","startTime":"2026-01-05T08:00:00Z","trails":[{"allRegions":true,"cloudTrailArn":"c"}]},"policyGenerationDetails":{"principalArn":"p"}}""",
            wire.Sent[1].Body);
    }

    // https://docs.aws.amazon.com/awssupport/latest/user/about-support-api.html#endpoint: one endpoint for all commercial regions
    [Fact]
    public async Task A_global_service_is_asked_and_signed_for_where_it_is()
    {
        using var wire = Answered.Json("""{"checks":[]}""");
        using var client = new AmazonAWSSupportClient(Answered.Credentials, Answered.By<AmazonAWSSupportConfig>(wire));

        var answer = await client.DescribeTrustedAdvisorChecksAsync(new() { Language = "en" }, Cancellation);

        Assert.Equal("https://support.us-east-1.amazonaws.com/", Assert.Single(wire.Sent).Uri);
        Assert.Empty(answer.Checks);
    }

    // https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html has a member called Equals
    [Fact]
    public async Task A_member_called_equals_is_written()
    {
        using var wire = Answered.Json("{}");
        using var client = new AmazonCloudTrailClient(Answered.Credentials, Answered.By<AmazonCloudTrailConfig>(wire));

        await client.PutEventSelectorsAsync(new() { TrailName = "t", AdvancedEventSelectors = [new() { FieldSelectors = [new() { Field = "eventCategory", Equals = ["Management"] }] }] }, Cancellation);

        Assert.Equal("""{"AdvancedEventSelectors":[{"FieldSelectors":[{"Equals":["Management"],"Field":"eventCategory"}]}],"TrailName":"t"}""", Assert.Single(wire.Sent).Body);
    }
}
