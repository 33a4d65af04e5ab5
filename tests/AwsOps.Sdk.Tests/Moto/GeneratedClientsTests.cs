using Amazon.AutoScaling;
using Amazon.CloudWatch;
using Amazon.EC2;
using Amazon.ElasticLoadBalancingV2;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;
using AwsOps.Tests.Shared;
using AutoScalingTag = Amazon.AutoScaling.Model.Tag;
using CloudWatchDimension = Amazon.CloudWatch.Model.Dimension;

[assembly: AssemblyFixture(typeof(MotoServer))]

namespace AwsOps.Sdk.Tests.Moto;

/// <summary>Generated clients against an emulator that somebody else wrote: requests are understood and answers are read.</summary>
public sealed class GeneratedClientsTests(MotoServer moto)
{
    private static readonly BasicAWSCredentials Credentials = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AutoScaling_keeps_a_group()
    {
        using var client = new AmazonAutoScalingClient(Credentials, Config<AmazonAutoScalingConfig>());
        await client.CreateLaunchConfigurationAsync(new() { LaunchConfigurationName = "web", ImageId = "ami-12345678", InstanceType = "t3.micro" }, Cancellation);
        await client.CreateAutoScalingGroupAsync(
            new()
            {
                AutoScalingGroupName = "web",
                LaunchConfigurationName = "web",
                MinSize = 1,
                MaxSize = 3,
                DesiredCapacity = 2,
                AvailabilityZones = ["us-east-1a", "us-east-1b"],
                Tags = [new AutoScalingTag { Key = "env", Value = "prod", PropagateAtLaunch = true, ResourceId = "web", ResourceType = "auto-scaling-group" }],
            },
            Cancellation);

        var answer = await client.DescribeAutoScalingGroupsAsync(new() { AutoScalingGroupNames = ["web"] }, Cancellation);

        var group = Assert.Single(answer.AutoScalingGroups);
        Assert.Equal((1, 3, 2), (group.MinSize, group.MaxSize, group.DesiredCapacity));
        Assert.Equal(["us-east-1a", "us-east-1b"], group.AvailabilityZones.Order());
        Assert.Equal(2, group.Instances.Count);
        Assert.Equal(LifecycleState.InService, group.Instances[0].LifecycleState);
        Assert.Equal(DateTimeKind.Utc, group.CreatedTime!.Value.Kind);
        var tag = Assert.Single(group.Tags);
        Assert.Equal(("env", "prod", true), (tag.Key, tag.Value, tag.PropagateAtLaunch));
        Assert.NotEmpty(answer.ResponseMetadata.RequestId);

        await client.PutScalingPolicyAsync(
            new()
            {
                AutoScalingGroupName = "web",
                PolicyName = "half",
                PolicyType = "TargetTrackingScaling",
                TargetTrackingConfiguration = new()
                {
                    TargetValue = 50.5,
                    PredefinedMetricSpecification = new() { PredefinedMetricType = Amazon.AutoScaling.MetricType.ASGAverageCPUUtilization },
                },
            },
            Cancellation);
        var policy = Assert.Single((await client.DescribePoliciesAsync(new() { AutoScalingGroupName = "web" }, Cancellation)).ScalingPolicies);
        Assert.Equal(50.5, policy.TargetTrackingConfiguration.TargetValue);
    }

    [Fact]
    public async Task Iam_answers_a_missing_user_with_its_own_exception()
    {
        using var client = new AmazonIdentityManagementServiceClient(Credentials, Config<AmazonIdentityManagementServiceConfig>());
        var user = (await client.CreateUserAsync(new() { UserName = "ada", Tags = [new() { Key = "team", Value = "ops" }] }, Cancellation)).User;
        Assert.Equal("ada", user.UserName);

        var error = await Assert.ThrowsAsync<NoSuchEntityException>(() => client.GetUserAsync(new() { UserName = "nobody" }, Cancellation));

        Assert.Equal("NoSuchEntity", error.ErrorCode);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, error.StatusCode);
        Assert.Contains("nobody", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.RequestId);
    }

    [Fact]
    public async Task Iam_pages_through_policies()
    {
        using var client = new AmazonIdentityManagementServiceClient(Credentials, Config<AmazonIdentityManagementServiceConfig>());
        for (var i = 0; i < 5; i++)
        {
            await client.CreatePolicyAsync(new() { PolicyName = $"page{i}", PolicyDocument = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}""" }, Cancellation);
        }

        var names = new List<string>();
        await foreach (var policy in client.Paginators.ListPolicies(new() { Scope = PolicyScopeType.Local, MaxItems = 2 }).Policies)
        {
            names.Add(policy.PolicyName);
        }

        Assert.Equal(["page0", "page1", "page2", "page3", "page4"], names.Where(static name => name.StartsWith("page", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task CloudWatch_keeps_metrics_and_alarms()
    {
        using var client = new AmazonCloudWatchClient(Credentials, Config<AmazonCloudWatchConfig>());
        var at = DateTime.UtcNow.AddMinutes(-3);
        await client.PutMetricDataAsync(
            new()
            {
                Namespace = "Test",
                MetricData = [new() { MetricName = "Load", Timestamp = at, Unit = StandardUnit.CountSecond, Values = [1, 2, 6], Dimensions = [new CloudWatchDimension { Name = "Host", Value = "a" }] }],
            },
            Cancellation);
        await client.PutMetricAlarmAsync(
            new()
            {
                AlarmName = "high",
                Namespace = "Test",
                MetricName = "Load",
                ComparisonOperator = ComparisonOperator.GreaterThanThreshold,
                Threshold = 2.5,
                EvaluationPeriods = 1,
                Period = 60,
                Statistic = Statistic.Average,
            },
            Cancellation);

        var statistics = await client.GetMetricStatisticsAsync(
            new()
            {
                Namespace = "Test",
                MetricName = "Load",
                StartTime = at.AddMinutes(-5),
                EndTime = at.AddMinutes(5),
                Period = 60,
                Statistics = ["Sum"],
                Dimensions = [new CloudWatchDimension { Name = "Host", Value = "a" }],
            },
            Cancellation);
        var alarm = Assert.Single((await client.DescribeAlarmsAsync(new() { AlarmNames = ["high"] }, Cancellation)).MetricAlarms);

        Assert.Equal(9, Assert.Single(statistics.Datapoints).Sum);
        Assert.Equal(2.5, alarm.Threshold);
        Assert.Equal(ComparisonOperator.GreaterThanThreshold, alarm.ComparisonOperator);
    }

    [Fact]
    public async Task Sns_keeps_topics_and_attributes()
    {
        using var client = new AmazonSimpleNotificationServiceClient(Credentials, Config<AmazonSimpleNotificationServiceConfig>());
        var topic = (await client.CreateTopicAsync(new() { Name = "alarms", Attributes = new() { ["DisplayName"] = "Ops & more" } }, Cancellation)).TopicArn;

        var attributes = (await client.GetTopicAttributesAsync(new() { TopicArn = topic }, Cancellation)).Attributes;

        Assert.Equal("Ops & more", attributes["DisplayName"]);
        await Assert.ThrowsAsync<NotFoundException>(() => client.GetTopicAttributesAsync(new() { TopicArn = topic + "x" }, Cancellation));
    }

    [Fact]
    public async Task LoadBalancing_keeps_target_groups()
    {
        using var client = new AmazonElasticLoadBalancingV2Client(Credentials, Config<AmazonElasticLoadBalancingV2Config>());
        using var ec2 = new AmazonEC2Client(Credentials, Config<AmazonEC2Config>());
        var vpc = (await ec2.CreateVpcAsync(new() { CidrBlock = "10.0.0.0/16" }, Cancellation)).Vpc.VpcId;
        var made = await client.CreateTargetGroupAsync(
            new() { Name = "web", Protocol = ProtocolEnum.HTTP, Port = 80, VpcId = vpc, TargetType = TargetTypeEnum.Instance, HealthCheckPath = "/healthz" },
            Cancellation);

        var group = Assert.Single((await client.DescribeTargetGroupsAsync(new() { Names = ["web"] }, Cancellation)).TargetGroups);

        Assert.Equal(made.TargetGroups[0].TargetGroupArn, group.TargetGroupArn);
        Assert.Equal("/healthz", group.HealthCheckPath);
        Assert.Equal(ProtocolEnum.HTTP, group.Protocol);
    }

    private TConfig Config<TConfig>()
        where TConfig : ClientConfig, new() =>
        new() { ServiceURL = moto.Require(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 };
}
