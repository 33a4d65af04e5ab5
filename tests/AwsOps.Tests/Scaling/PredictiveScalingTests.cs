namespace AwsOps.Tests.Scaling;

/// <summary>https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-predictive-scaling.html</summary>
public sealed class PredictiveScalingTests() : CmdletTest(Shop)
{
    // Three days: quiet nights, and a rush from eight to six.
    private const string Days = """
        $days = foreach ($hour in 0..71) { foreach ($minute in 0, 59) { @{ Timestamp = ([datetime]::SpecifyKind([datetime]'2026-03-02', 'Utc')).AddMinutes(60 * $hour + $minute); Value = $(if ($hour % 24 -ge 8 -and $hour % 24 -lt 18) { 900 } else { 90 }) } } }
        """;

    [Fact]
    public void A_policy_is_made_looked_at_and_put_to_work()
    {
        Assert.Equal(["autoscaling:PutScalingPolicy"], ChangesOf("$policy = $group | New-ScalingPolicy -TargetCpu 50 -Predictive ForecastOnly -PreLaunchSeconds 600"));
        var policy = One("$policy");
        Assert.Equal(("predictive-cpu-50", "PredictiveScaling", "ASGCPUUtilization", "ForecastOnly"), (policy.Text("ScalingPolicyName"), policy.Text("PolicyType"), policy.Text("Metric"), policy.Text("Predictive")));
        Assert.Equal((50.0, 600), (policy.Get<double>("TargetValue"), policy.Get<int>("PreLaunchSeconds")));
        var early = Run("$policy | Get-ScalingForecast");
        Assert.Empty(early.Output);
        Assert.Contains("needs 24 hours", Assert.Single(early.Warnings), StringComparison.Ordinal);

        Ok("$null = $group | Set-SandboxLoad -Curve @{ Minutes = 0; RequestsPerSecond = 190 } -CapacityPerInstance 100; Step-AwsOpsSandbox -Minutes 1560");
        var hours = Ok("$policy | Get-ScalingForecast");
        Assert.InRange(hours.Count, 42, 48);
        Assert.All(hours, static hour => Assert.Equal(4, hour.Get<double>("Capacity")));
        Assert.InRange(hours[0].Get<double>("Load"), 180, 191);
        Assert.Equal(2, One("Get-ScalingGroup shop").Get<int>("DesiredCapacity"));
        Ok("Get-ScalingGroup shop | Get-ScalingPolicy | Remove-ScalingPolicy -Confirm:$false; $null = $group | New-ScalingPolicy -TargetCpu 50 -Predictive ForecastAndScale; Step-AwsOpsSandbox -Minutes 10");
        var group = One("Get-ScalingGroup shop");
        Assert.Equal((4, 4), (group.Get<int>("DesiredCapacity"), group.Get<int>("PredictedCapacity")));
        Assert.Contains(Ok("Get-ScalingDecision shop"), static decision => decision.Text("Cause") == "Predictive");
    }

    [Fact]
    public void Bad_input_is_told_and_changes_nothing() => Refuses(
        ("$group | New-ScalingPolicy -TargetCpu 50 -PreLaunchSeconds 60", "InvalidPreLaunchSeconds", ["60", "-Predictive"]),
        ("$group | New-ScalingPolicy -TargetCpu 50 -MaxCapacityBuffer 10", "InvalidMaxCapacityBuffer", ["10", "-Predictive"]),
        ("$group | New-ScalingPolicy -TargetCpu 50 -Predictive ForecastOnly -DisableScaleIn", "InvalidDisableScaleIn", ["never scales in"]),
        ("$group | New-ScalingPolicy -TargetCpu 50 -Predictive ForecastOnly -WarmupSeconds 60", "InvalidWarmupSeconds", ["60", "no warm-up"]),
        ("$group | New-ScalingPolicy -TargetRequestsPerInstance 50 -Predictive ForecastOnly", "InvalidTargetRequestsPerInstance", ["no target group"]),
        ("Get-ScalingForecast shop", "PredictiveScalingPolicyNotFound", ["'shop'", "New-ScalingPolicy -Predictive"]),
        ("Get-ScalingForecast shop nosuch", "ScalingPolicyNotFound", ["nosuch", "Get-ScalingPolicy"]),
        ("Get-ScalingForecast shop -From 2026-01-05 -To 2026-01-04", "InvalidFrom", ["2026-01-05", "2026-01-04"]),
        ("Test-ScalingPolicy shop -Predictive -CapacityPerInstance 100 -Peak 50", "InvalidPredictive", ["-TargetCpu"]),
        ("Test-ScalingPolicy shop -TargetCpu 50 -PreLaunchSeconds 5 -CapacityPerInstance 100 -Peak 50", "InvalidPreLaunchSeconds", ["5", "-Predictive"]));

    [Fact]
    public void A_policy_of_another_kind_has_no_forecast()
    {
        Ok("$null = $group | New-ScalingPolicy -TargetCpu 50");
        Fails("InvalidScalingPolicyName", "Get-ScalingForecast shop cpu-50");
    }

    [Fact]
    public void A_second_policy_that_scales_is_refused()
    {
        Ok("$null = $group | New-ScalingPolicy -TargetCpu 50 -Predictive ForecastAndScale");
        Assert.Contains("only one", Fails("ValidationError", "$group | New-ScalingPolicy -TargetCpu 40 -Predictive ForecastAndScale").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rehearsal_knows_what_the_group_went_through()
    {
        // A night of 90 and a day of 390 requests per second; the next day, at three in the morning, a rehearsal of the quiet night and the morning.
        Ok("$null = $group | Set-SandboxLoad -Curve @{ Minutes = 0; RequestsPerSecond = 390 }, @{ Minutes = 600; RequestsPerSecond = 390 }, @{ Minutes = 601; RequestsPerSecond = 90 }, @{ Minutes = 2000; RequestsPerSecond = 90 } -CapacityPerInstance 100; $null = $group | New-ScalingPolicy -TargetCpu 50; Step-AwsOpsSandbox -Minutes 1630");
        Ok("$r = Test-ScalingPolicy shop -Predictive -CapacityPerInstance 100 -Baseline 90 -Peak 90 -TotalMinutes 600 -Runs 1");
        Assert.Contains(One("$r").Get<string[]>("Assumption"), static note => note.Contains("knows 27 hours", StringComparison.Ordinal));
        var first = Ok("$r.Minutes").First(static minute => minute.Text("Cause") == "Predictive");
        Assert.True(first.Get<int>("Desired") is 7 or 8);
        Assert.Contains("cloudwatch:GetMetricData", Names("Get-SandboxEvent Test-ScalingPolicy", "Action"));

        Ok("Add-SandboxFault AccessDenied GetMetricData");
        var outcome = Run("Test-ScalingPolicy shop -Predictive -CapacityPerInstance 100 -Baseline 90 -Peak 90 -TotalMinutes 600 -Runs 1");
        Assert.Empty(outcome.Errors);
        Assert.Contains("cloudwatch:GetMetricData", Assert.Single(outcome.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rehearsal_shows_what_prediction_saves()
    {
        const string Load = "-CapacityPerInstance 100 -Runs 1 -MaxSize 30";
        Ok(Days);
        Ok($"$null = $group | New-ScalingPolicy -TargetCpu 50; $without = $days | Test-ScalingPolicy shop {Load}; $with = $days | Test-ScalingPolicy shop {Load} -Predictive -PreLaunchSeconds 600");
        Assert.Contains(One("$with").Get<string[]>("Assumption"), static note => note.Contains("own forecast", StringComparison.Ordinal));
        Assert.Contains(Ok("$with.Minutes"), static minute => minute.Text("Cause") == "Predictive");
        double Lost(string what) => (double)One($"${what}.Summary.RequestsLost").BaseObject;
        // The first day is learned from; the second and third mornings lose next to nothing.
        Assert.InRange(Lost("with") / Lost("without"), 0.3, 0.4);

        // The group's own policy says the same.
        Ok($"$null = $group | New-ScalingPolicy -TargetCpu 50 -Predictive ForecastAndScale -PreLaunchSeconds 600; $own = $days | Test-ScalingPolicy shop {Load}");
        Assert.Equal(Lost("with"), Lost("own"));
    }
}
