namespace AwsOps.Tests.Scaling;

/// <summary>A group's own history beside a replay of it.</summary>
public sealed class CompareScalingPolicyTests : ModuleTest
{
    private const string History = """
        Start-AwsOpsSandbox -Region eu-west-1 -StartTime '2026-11-27T05:00:00Z'
        $group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 20 -Wait
        $null = $group | New-ScalingPolicy -TargetCpu 50 -WarmupSeconds 120
        $null = $group | Set-SandboxLoad -Curve @{ Minutes = 0; RequestsPerSecond = 90 }, @{ Minutes = 20; RequestsPerSecond = 90 }, @{ Minutes = 21; RequestsPerSecond = 380 }, @{ Minutes = 60; RequestsPerSecond = 380 }, @{ Minutes = 61; RequestsPerSecond = 120 } -CapacityPerInstance 100
        Step-AwsOpsSandbox -Minutes 150
        """;

    public CompareScalingPolicyTests()
        : base(History)
    {
    }

    [Fact]
    public void Model_and_history_agree_and_lags_are_found()
    {
        Ok("$compared = Get-ScalingGroup shop | Test-ScalingPolicy -Compare -From '2026-11-27T05:05:00Z' -CapacityPerInstance 100");
        var rows = Ok("$compared.Difference");
        var text = string.Join('\n', rows.Select(static row => $"{row.Text("HistoryTime")} {row.Text("HistoryBefore")}>{row.Text("HistoryAfter")} | {row.Text("ModelTime")} {row.Text("ModelBefore")}>{row.Text("ModelAfter")} {row.Text("Match")} {row.Text("Cause")}"));
        Assert.True(rows.Count(static row => row.Text("Match") == "Same") >= 2, text);
        Assert.DoesNotContain(rows, static row => row.Text("Match") is "OnlyHistory" or "OnlyModel");
        Assert.All(rows, row => Assert.True(Math.Abs(row.Get<int>("LagMinutes")) <= 2, text));
        // The sandbox draws a launch from 31 to 64 seconds and a decision from 1 to 37, and so says its history.
        var launch = One("$compared.Fit.Launch");
        Assert.InRange(launch.Get<int>("Low"), 31, 64);
        Assert.InRange(launch.Get<int>("High"), 31, 64);
        Assert.InRange(One("$compared.Fit.ActivityLag").Get<int>("Median"), 1, 37);
        Assert.InRange(One("$compared.Fit.AlarmLag").Get<int>("Median"), 5, 98);
        Assert.Contains("CPUUtilization times the instances in service", string.Join(' ', Ok("$compared.Assumption").Select(static line => line.ToString())), StringComparison.Ordinal);
        Assert.Contains("shop", Show("$compared"), StringComparison.Ordinal);
        // The fit goes into the next replay.
        Ok("$null = Test-ScalingPolicy shop -Fit $compared.Fit -CapacityPerInstance 100 -Peak 500 -Runs 2");
    }

    [Fact]
    public void Bad_input_is_said()
    {
        Fails("InvalidCompare", "Test-ScalingPolicy -Compare -MinSize 1 -MaxSize 2 -TargetCpu 50");
        Fails("InvalidCompare", "Test-ScalingPolicy shop -Compare -Peak 100");
        Fails("InvalidFrom", "Test-ScalingPolicy shop -Compare -From '2026-11-27T07:00:00Z' -To '2026-11-27T06:00:00Z'");
        Ok("$null = New-LaunchTemplate bare -InstanceType t3.small | New-ScalingGroup bare -MinSize 1 -MaxSize 2 -Wait");
        Fails("NoLoad", "Test-ScalingPolicy bare -Compare");
    }

    [Fact]
    public void Metrics_are_read_page_by_page_and_replayed()
    {
        var points = Ok("Get-Metric CPUUtilization -ScalingGroupName shop -From '2026-11-27T05:10:00Z' -To '2026-11-27T06:10:00Z'");
        Assert.Equal(60, points.Count);
        Assert.Equal(new DateTime(2026, 11, 27, 5, 10, 0, DateTimeKind.Utc), points[0].Get<DateTime>("Timestamp"));
        Assert.Equal(45, points[0].Get<double>("Value"), 3);
        Assert.Equal(12, Ok("Get-Metric CPUUtilization -ScalingGroupName shop -From '2026-11-27T05:10:00Z' -To '2026-11-27T06:10:00Z' -PeriodSeconds 300 -Statistic p90").Count);
        var id = One("(Get-ScalingGroup shop).Instance[0].InstanceId").ToString();
        Assert.NotEmpty(Ok($"Get-Metric CPUUtilization -InstanceId {id}"));
        Fails("InvalidPeriodSeconds", "Get-Metric CPUUtilization -ScalingGroupName shop -PeriodSeconds 90");
        Fails("InvalidMetricName", "Get-Metric RequestCount -ScalingGroupName shop");
        Fails("ScalingGroupNotFound", "Get-Metric CPUUtilization -ScalingGroupName nowhere");
        var assumptions = string.Join(' ', Ok("(Get-Metric CPUUtilization -ScalingGroupName shop | Test-ScalingPolicy -CapacityPerInstance 100 -Runs 1).Assumption").Select(static line => line.ToString()));
        Assert.Contains("looks like a utilization", assumptions, StringComparison.Ordinal);
    }
}
