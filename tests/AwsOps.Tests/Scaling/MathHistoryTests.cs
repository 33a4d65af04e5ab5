using System.Globalization;

namespace AwsOps.Tests.Scaling;

/// <summary>The history of a group whose policies scale on metric math: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-target-tracking-metric-math.html</summary>
public sealed class MathHistoryTests : ModuleTest
{
    private const string History = """
        $url = (Start-AwsOpsSandbox -Region eu-west-1 -Port 0 -StartTime '2026-11-27T05:00:00Z').EndpointUrl
        $group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 20 -Wait
        $null = $group | Set-SandboxLoad -Curve @{ Minutes = 0; RequestsPerSecond = 90 }, @{ Minutes = 20; RequestsPerSecond = 90 }, @{ Minutes = 21; RequestsPerSecond = 380 }, @{ Minutes = 60; RequestsPerSecond = 380 }, @{ Minutes = 61; RequestsPerSecond = 120 } -CapacityPerInstance 100
        """;

    public MathHistoryTests()
        : base(History)
    {
    }

    [Fact]
    public async Task Decisions_and_comparisons_read_it()
    {
        // As another program would, since New-ScalingPolicy makes policies on predefined metrics.
        const string Metrics = "TargetTrackingConfiguration.CustomizedMetricSpecification.Metrics.member.";
        await AutoScalingAsync(
            ("Action", "PutScalingPolicy"), ("AutoScalingGroupName", "shop"), ("PolicyName", "math"), ("PolicyType", "TargetTrackingScaling"), ("EstimatedInstanceWarmup", "120"),
            ("TargetTrackingConfiguration.TargetValue", "50"),
            (Metrics + "1.Id", "cpu"), (Metrics + "1.ReturnData", "false"), (Metrics + "1.MetricStat.Stat", "Average"), (Metrics + "1.MetricStat.Metric.Namespace", "AWS/EC2"), (Metrics + "1.MetricStat.Metric.MetricName", "CPUUtilization"),
            (Metrics + "1.MetricStat.Metric.Dimensions.member.1.Name", "AutoScalingGroupName"), (Metrics + "1.MetricStat.Metric.Dimensions.member.1.Value", "shop"),
            (Metrics + "2.Id", "e"), (Metrics + "2.ReturnData", "true"), (Metrics + "2.Expression", "IF(cpu > 1, cpu, 1)"));
        Ok("Step-AwsOpsSandbox -Minutes 150");

        var decisions = Ok("Get-ScalingDecision shop -From '2026-11-27T05:05:00Z' -To '2026-11-27T07:25:00Z'");
        Assert.Contains(decisions, static decision => decision.Text("ScalingPolicyName") == "math" && decision.Get<int>("DesiredAfter") > decision.Get<int>("DesiredBefore") && decision.Text("Explanation")!.Contains("against 50", StringComparison.Ordinal));
        Assert.Contains(decisions, static decision => decision.Text("ScalingPolicyName") == "math" && decision.Get<int>("DesiredAfter") < decision.Get<int>("DesiredBefore"));
        Assert.DoesNotContain(decisions, static decision => decision.Text("Reason") == "InsufficientData" && decision.Get<DateTime>("From") > new DateTime(2026, 11, 27, 5, 20, 0, DateTimeKind.Utc));

        Ok("$compared = Get-ScalingGroup shop | Test-ScalingPolicy -Compare -From '2026-11-27T05:05:00Z' -CapacityPerInstance 100");
        var rows = Ok("$compared.Difference");
        var text = string.Join('\n', rows.Select(static row => string.Create(CultureInfo.InvariantCulture, $"{row.Text("HistoryTime")} {row.Text("HistoryBefore")}>{row.Text("HistoryAfter")} | {row.Text("ModelTime")} {row.Text("ModelBefore")}>{row.Text("ModelAfter")} {row.Text("Match")}")));
        Assert.True(rows.Count(static row => row.Text("Match") == "Same") >= 2, text);
        Assert.DoesNotContain(rows, static row => row.Text("Match") is "OnlyHistory" or "OnlyModel");
    }
}
