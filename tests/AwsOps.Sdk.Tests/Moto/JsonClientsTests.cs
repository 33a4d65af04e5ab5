using Amazon.Backup;
using Amazon.CloudTrail;
using Amazon.CloudWatchLogs;
using Amazon.RDS;
using Amazon.RDS.Model;
using Amazon.Runtime;
using Amazon.ServiceQuotas;
using AwsOps.Tests.Shared;

namespace AwsOps.Sdk.Tests.Moto;

/// <summary>The JSON and REST-JSON clients, and RDS, against the same emulator.</summary>
public sealed class JsonClientsTests(MotoServer moto)
{
    private static readonly BasicAWSCredentials Credentials = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Logs_keep_events()
    {
        using var client = new AmazonCloudWatchLogsClient(Credentials, Config<AmazonCloudWatchLogsConfig>());
        await client.CreateLogGroupAsync(new() { LogGroupName = "/app", Tags = new() { ["team"] = "ops" } }, Cancellation);
        await client.PutRetentionPolicyAsync(new() { LogGroupName = "/app", RetentionInDays = 14 }, Cancellation);
        await client.CreateLogStreamAsync(new() { LogGroupName = "/app", LogStreamName = "one" }, Cancellation);
        var at = new DateTime(DateTime.UtcNow.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc);
        await client.PutLogEventsAsync(new() { LogGroupName = "/app", LogStreamName = "one", LogEvents = [new() { Timestamp = at, Message = "ünïcødé" }] }, Cancellation);

        var group = Assert.Single((await client.DescribeLogGroupsAsync(new() { LogGroupNamePrefix = "/app" }, Cancellation)).LogGroups);
        var read = Assert.Single((await client.GetLogEventsAsync(new() { LogGroupName = "/app", LogStreamName = "one" }, Cancellation)).Events);

        Assert.Equal(14, group.RetentionInDays);
        Assert.Equal((at, "ünïcødé"), (read.Timestamp, read.Message));
        await Assert.ThrowsAsync<Amazon.CloudWatchLogs.Model.ResourceAlreadyExistsException>(() => client.CreateLogGroupAsync(new() { LogGroupName = "/app" }, Cancellation));
    }

    [Fact]
    public async Task Backup_keeps_plans()
    {
        using var client = new AmazonBackupClient(Credentials, Config<AmazonBackupConfig>());
        await client.CreateBackupVaultAsync(new() { BackupVaultName = "vault", BackupVaultTags = new() { ["a"] = "b" } }, Cancellation);
        var plan = await client.CreateBackupPlanAsync(
            new() { BackupPlan = new() { BackupPlanName = "nightly", Rules = [new() { RuleName = "r", TargetBackupVaultName = "vault", ScheduleExpression = "cron(0 5 * * ? *)", Lifecycle = new() { DeleteAfterDays = 35 } }] } },
            Cancellation);

        var read = (await client.GetBackupPlanAsync(new() { BackupPlanId = plan.BackupPlanId }, Cancellation)).BackupPlan;
        var vault = await client.DescribeBackupVaultAsync(new() { BackupVaultName = "vault" }, Cancellation);

        Assert.Equal(35, Assert.Single(read.Rules).Lifecycle.DeleteAfterDays);
        Assert.Equal(DateTimeKind.Utc, vault.CreationDate!.Value.Kind);
        await Assert.ThrowsAsync<Amazon.Backup.Model.ResourceNotFoundException>(() => client.GetBackupPlanAsync(new() { BackupPlanId = "none" }, Cancellation));
    }

    [Fact]
    public async Task Rds_keeps_instances()
    {
        using var client = new AmazonRDSClient(Credentials, Config<AmazonRDSConfig>());
        await client.CreateDBInstanceAsync(
            new() { DBInstanceIdentifier = "db", Engine = "postgres", DBInstanceClass = "db.t3.micro", AllocatedStorage = 20, MasterUsername = "u", MasterUserPassword = "secret12", Tags = [new() { Key = "env", Value = "test" }] },
            Cancellation);

        var instance = Assert.Single((await client.DescribeDBInstancesAsync(new() { Filters = [new() { Name = "engine", Values = ["postgres"] }] }, Cancellation)).DBInstances);

        Assert.Equal(("db", 20), (instance.DBInstanceIdentifier, instance.AllocatedStorage));
        Assert.Equal("test", Assert.Single(instance.TagList).Value);
        await Assert.ThrowsAsync<DBInstanceNotFoundException>(() => client.DescribeDBInstancesAsync(new() { DBInstanceIdentifier = "none" }, Cancellation));
    }

    [Fact]
    public async Task Quotas_and_trails_are_read()
    {
        using var quotas = new AmazonServiceQuotasClient(Credentials, Config<AmazonServiceQuotasConfig>());
        using var trails = new AmazonCloudTrailClient(Credentials, Config<AmazonCloudTrailConfig>());

        var vpcs = (await quotas.ListAWSDefaultServiceQuotasAsync(new() { ServiceCode = "vpc" }, Cancellation)).Quotas;
        var found = await trails.DescribeTrailsAsync(new(), Cancellation);

        Assert.Contains(vpcs, static quota => quota is { ServiceCode: "vpc", Value: > 0 });
        Assert.Empty(found.TrailList);
    }

    private TConfig Config<TConfig>()
        where TConfig : ClientConfig, new() =>
        new() { ServiceURL = moto.Require(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 };
}
