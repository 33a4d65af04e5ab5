using System.Management.Automation;

namespace AwsOps.Tests.Scaling;

public sealed class TestScalingPolicyTests : ModuleTest
{
    private const string Sale = "Test-ScalingPolicy -MinSize 2 -MaxSize 20 -TargetCpu 50 -WarmupSeconds 120 -CapacityPerInstance 100 -Baseline 90 -Peak 900 -StartTime '2026-11-27T05:00:00Z'";

    private const string Shop = """
        Start-AwsOpsSandbox -Region eu-west-1
        $group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -DefaultWarmup 90 -Wait
        $null = $group | New-ScalingPolicy -TargetCpu 50
        """;

    // What `aws autoscaling describe-…` and `aws cloudwatch describe-alarms` print; version 1 of the CLI writes times of CloudWatch as numbers.
    private const string Json = """
        { "AutoScalingGroups": [ { "AutoScalingGroupName": "shop", "AutoScalingGroupARN": "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:12345678-1234-1234-1234-123456789012:autoScalingGroupName/shop",
            "LaunchTemplate": { "LaunchTemplateId": "lt-0123456789abcdef0", "LaunchTemplateName": "shop", "Version": "$Latest" },
            "MinSize": 2, "MaxSize": 10, "DesiredCapacity": 2, "DefaultCooldown": 300, "AvailabilityZones": [ "eu-west-1a", "eu-west-1b", "eu-west-1c" ], "TargetGroupARNs": [],
            "HealthCheckType": "EC2", "HealthCheckGracePeriod": 0, "DefaultInstanceWarmup": 90, "CreatedTime": "2026-11-01T09:14:29.123000+00:00",
            "Instances": [ { "InstanceId": "i-0123456789abcdef0", "AvailabilityZone": "eu-west-1a", "LifecycleState": "InService", "HealthStatus": "Healthy", "ProtectedFromScaleIn": false } ],
            "SuspendedProcesses": [], "TerminationPolicies": [ "Default" ] } ],
          "ScalingPolicies": [ { "AutoScalingGroupName": "shop", "PolicyName": "cpu-50", "PolicyARN": "arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy:p:autoScalingGroupName/shop:policyName/cpu-50",
            "PolicyType": "TargetTrackingScaling", "StepAdjustments": [], "Enabled": true,
            "Alarms": [ { "AlarmName": "TargetTracking-shop-AlarmHigh-1", "AlarmARN": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:TargetTracking-shop-AlarmHigh-1" } ],
            "TargetTrackingConfiguration": { "PredefinedMetricSpecification": { "PredefinedMetricType": "ASGAverageCPUUtilization" }, "TargetValue": 50.0, "DisableScaleIn": false } } ],
          "ScheduledUpdateGroupActions": [],
          "MetricAlarms": [ { "AlarmName": "TargetTracking-shop-AlarmHigh-1", "AlarmArn": "arn", "AlarmConfigurationUpdatedTimestamp": 1767600060, "ActionsEnabled": true, "StateValue": "OK", "MetricName": "CPUUtilization", "Namespace": "AWS/EC2", "Statistic": "Average",
            "Dimensions": [ { "Name": "AutoScalingGroupName", "Value": "shop" } ], "Period": 60, "EvaluationPeriods": 3, "Threshold": 50.0, "ComparisonOperator": "GreaterThanThreshold" } ] }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("rehearsal").FullName;

    [Fact]
    public void A_surge_is_replayed_without_an_account()
    {
        var replay = One(Sale);
        Assert.Equal(new DateTime(2026, 11, 27, 5, 0, 0, DateTimeKind.Utc), replay.Get<DateTime>("StartTime"));
        var figures = One($"({Sale}).Summary");
        Assert.Equal(210, figures.Get<int>("Minutes"));
        // 900 a second at 50 each; within its limits.
        Assert.InRange(figures.Get<int>("PeakInService"), 17, 20);
        Assert.True(figures.Get<double>("RequestsLost") > 0);
        Assert.True(figures.Get<double>("InstanceHours") > 7);
        Assert.Equal(figures.Get<double>("InstanceHours"), figures.Get<double>("Cost"), 6);
        Assert.Equal("2", One($"({Sale}).Minutes[0].Desired").ToString());
        Assert.Equal("21", One($"({Sale}).Bands.Runs").ToString());
    }

    [Fact]
    public void The_same_seed_gives_the_same_replay_and_another_another()
    {
        var text = $"({Sale} -Runs 1 -Seed 5).Minutes | ForEach-Object {{ \"$($_.Desired) $($_.Serving) $($_.Explanation)\" }}";
        var first = Ok(text).Select(static line => line.ToString());
        Assert.Equal(first, Ok(text).Select(static line => line.ToString()));
        Assert.NotEqual(first, Ok(text.Replace("-Seed 5", "-Seed 6", StringComparison.Ordinal)).Select(static line => line.ToString()));
    }

    [Fact]
    public void Prices_give_the_cost()
    {
        var figures = One($"({Sale} -Runs 1 -PricePerHour 0.25).Summary");
        Assert.Equal(0.25 * figures.Get<double>("InstanceHours"), figures.Get<double>("Cost"), 6);
    }

    [Fact]
    public void Steps_and_schedules_are_replayed_too()
    {
        Ok($$"""$r = Test-ScalingPolicy -MinSize 1 -MaxSize 20 -Step @{ Lower = 0; Upper = 10; Adjustment = 1 }, @{ Lower = 10; Adjustment = 4 } -StepThreshold 60 -Schedule @{ Recurrence = '50 5 * * *'; MinSize = 6; TimeZone = 'Europe/Berlin' } -CapacityPerInstance 100 -Baseline 90 -Peak 900 -SteadyMinutes 90 -StartTime '2026-07-01T03:00:00Z' -Runs 1""");
        // 05:50 in Berlin is 03:50 UTC in summer, and an action runs at most two minutes late.
        var schedule = One("$r.Decisions | Where-Object Cause -eq Schedule");
        Assert.InRange(schedule.Get<DateTime>("From"), new DateTime(2026, 7, 1, 3, 50, 0, DateTimeKind.Utc), new DateTime(2026, 7, 1, 3, 52, 0, DateTimeKind.Utc));
        Assert.Contains("SC1", schedule.Get<string[]>("Rule"));
        Assert.NotEmpty(Ok("$r.Decisions | Where-Object { $_.Rule -contains 'ST1' -and $_.Outcome -eq 'ScaledOut' }"));
    }

    [Fact]
    public void A_zone_that_fails_is_replaced_in_the_others()
    {
        const string Steady = "Test-ScalingPolicy -MinSize 6 -MaxSize 20 -Zones 3 -CapacityPerInstance 100 -Baseline 90 -Peak 90 -TotalMinutes 60 -Runs 1";
        Ok($"$calm = {Steady}; $r = {Steady} -Incident @{{ Minute = 20; Zone = 0; Minutes = 30 }}");
        // HC1: an instance that is not running is replaced; the other zones take what the failed one can't.
        Assert.Equal("4", One("$r.Minutes[20].Serving").ToString());
        Assert.Equal("6", One("$r.Minutes[26].Serving").ToString());
        Assert.Equal("0", One("$calm.Summary.Launches").ToString());
        // AZ1: once the zone is back, two of them move there, each launched before another goes.
        Assert.Equal("4", One("$r.Summary.Launches").ToString());
    }

    [Fact]
    public void Spot_and_weights_count()
    {
        // MI1: two on demand, of the other four half, so two Spot; prices of their own.
        var figures = One("(Test-ScalingPolicy -MinSize 6 -MaxSize 6 -CapacityPerInstance 100 -Peak 10 -Baseline 10 -TotalMinutes 60 -Runs 1 -OnDemandBase 2 -OnDemandPercentage 50 -PricePerHour 1 -SpotPricePerHour 0.25).Summary");
        Assert.Equal(2, figures.Get<double>("SpotHours"), 6);
        Assert.Equal(4.5, figures.Get<double>("Cost"), 6);
        // MI2: eight units of weight four are two instances.
        Assert.Equal("2", One("(Test-ScalingPolicy -MinSize 8 -MaxSize 8 -Weight 4 -CapacityPerInstance 100 -Peak 10 -Runs 1).Summary.PeakInService").ToString());
    }

    [Theory]
    [InlineData("2024-03-01 00:00,10\n2024-03-01 00:02,20\n2024-03-01 00:01,30", 3, "2024-03-01 00:01", "sort the file")]
    [InlineData("2024-03-01 00:00,10\n2024-03-01 00:01,-4", 2, "-4", "can't be negative")]
    [InlineData("2024-03-01 00:00,10\n2024-03-01 00:01,1.5k", 2, "1.5k", "not a number")]
    [InlineData("2024-03-01 00:00,10\n01.03.24,20", 2, "01.03.24", "not a time")]
    [InlineData("2024-03-01 00:00,10\n2024-03-01 00:01,10\n2024-03-01 00:02,10\n2024-03-04 00:01,20", 4, "2024-03-04 00:01", "minutes are missing")]
    [InlineData("", 0, "", "has no rows")]
    public void A_bad_trace_names_line_value_and_what_would_be_right(string rows, int line, string value, string problem)
    {
        var error = Fails("InvalidTrace", Trace(rows));
        Assert.Contains($"bad.csv: Line {line}, '{value}'", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.InvalidData, error.CategoryInfo.Category);
    }

    [Theory]
    [InlineData("2024-03-01 00:00,10\n2024-03-01 00:01,10\n2024-03-01 00:01,20\n2024-03-01 00:02,10", "line 3: The time 2024-03-01 00:01:00 occurs again; its rows are averaged.")]
    [InlineData("2024-03-01 00:00,10\n2024-03-01 00:01,10\n2024-03-01 00:02,10\n2024-03-01 00:09,10", "line 4: 6 minutes are missing before it, from 2024-03-01 00:03; filled by a straight line.")]
    [InlineData("timestamp,cpu_percent\n2024-03-01 00:00,10\n2024-03-01 00:01,10", "line 1: The column 'cpu_percent' looks like a utilization, which depends on how many instances there were; it is read as a load, PerSecond.")]
    [InlineData("2024-03-01 00:00,10\n2024-03-01 00:05,10\n2024-03-01 00:10,10", "line 1: Rows are 5 minutes apart; each value is held until the next.")]
    [InlineData("2024-03-01 00:00,10\n2024-03-01 00:01,\n2024-03-01 00:02,10", "line 2: The row has no value; it is read as a gap.")]
    public void What_a_trace_leaves_open_is_assumed_and_said(string rows, string assumption) =>
        Assert.Contains($"bad.csv, {assumption}", Ok($"({Trace(rows)}).Assumption").Select(static line => line.ToString()));

    [Fact]
    public void A_load_in_the_wrong_unit_is_suspected()
    {
        // Requests per minute read as per second: sixty times the load.
        var assumption = Assert.Single(Ok($"({Trace("2024-03-01 00:00,42000\n2024-03-01 00:01,42000")}).Assumption"), static line => line.ToString().Contains("-Unit", StringComparison.Ordinal));
        Assert.Equal("The load's peak of 42000 requests per second asks for 420 instances at 100 %, and the group has at most 9: -Unit or -CapacityPerInstance may be wrong.", assumption.ToString());
        Assert.DoesNotContain(Ok($"({Trace("2024-03-01 00:00,42000\n2024-03-01 00:01,42000")} -Unit PerMinute).Assumption"), static line => line.ToString().Contains("-Unit", StringComparison.Ordinal));
    }

    [Fact]
    public void A_long_trace_is_read_as_it_goes()
    {
        var path = Path.Combine(_folder, "long.csv");
        using (var writer = new StreamWriter(path))
        {
            for (var minute = 0; minute < 20_000; minute++)
            {
                writer.Write(DateTime.UnixEpoch.AddMinutes(minute).ToString("s", System.Globalization.CultureInfo.InvariantCulture));
                writer.WriteLine(",100");
            }
        }

        var replay = One($"Test-ScalingPolicy -MinSize 2 -MaxSize 9 -TargetCpu 50 -CapacityPerInstance 100 -TracePath '{path}' -SummaryOnly -Runs 1");
        Assert.Equal("20000", One("$input.Summary.Minutes", replay).ToString());
        Assert.Equal("0", One("@($input)[0].Minutes.Count", replay).ToString());
    }

    [Fact]
    public void Points_come_down_the_pipeline_in_any_order()
    {
        var points = "@{ Timestamp = '2024-03-01T00:02:00Z'; Value = 1200; Statistic = 'Sum' }, @{ Timestamp = '2024-03-01T00:00:00Z'; Value = 600; Statistic = 'Sum' }, @{ Timestamp = '2024-03-01T00:01:00Z'; Value = 600; Statistic = 'Sum' }";
        var loads = Ok($"({points} | Test-ScalingPolicy -MinSize 1 -MaxSize 9 -TargetCpu 50 -CapacityPerInstance 100 -Runs 1).Minutes | ForEach-Object Load");
        // Sums of a minute are read per second.
        Assert.Equal(["10", "10", "20"], loads.Select(static load => load.ToString()));
        Fails("InvalidInputObject", "1 | Test-ScalingPolicy -MinSize 1 -MaxSize 9 -CapacityPerInstance 100");
    }

    [Theory]
    [InlineData("NoGroup", "Test-ScalingPolicy -CapacityPerInstance 100 -Peak 10")]
    [InlineData("ScalingGroupNotFound", "$null = Start-AwsOpsSandbox; Test-ScalingPolicy nowhere -CapacityPerInstance 100 -Peak 10")]
    [InlineData("NoLoad", "Test-ScalingPolicy -MinSize 1 -MaxSize 2 -CapacityPerInstance 100")]
    [InlineData("NoLoad", "Test-ScalingPolicy -MinSize 1 -MaxSize 2 -CapacityPerInstance 100 -Peak 10 -TracePath x.csv")]
    [InlineData("NoCapacity", "Test-ScalingPolicy -MinSize 1 -MaxSize 2 -Peak 10")]
    [InlineData("InvalidSettings", "Test-ScalingPolicy -MinSize 3 -MaxSize 2 -CapacityPerInstance 100 -Peak 10")]
    [InlineData("InvalidSettings", "Test-ScalingPolicy -MinSize 1 -MaxSize 2 -CapacityPerInstance 100 -Peak 10 -Step @{ Lower = 0; Upper = 5; Adjustment = 1 }, @{ Lower = 7; Adjustment = 2 }")]
    [InlineData("InvalidStep", "Test-ScalingPolicy -MinSize 1 -MaxSize 2 -CapacityPerInstance 100 -Peak 10 -Step @{ From = 0; Adjustment = 1 }")]
    [InlineData("InvalidSchedule", "Test-ScalingPolicy -MinSize 1 -MaxSize 2 -CapacityPerInstance 100 -Peak 10 -Schedule @{ Recurrence = '61 8 * * *'; MinSize = 1 }")]
    [InlineData("InvalidIncident", "Test-ScalingPolicy -MinSize 1 -MaxSize 2 -CapacityPerInstance 100 -Peak 10 -Incident @{ Minute = 5 }")]
    [InlineData("InvalidIncident", "Test-ScalingPolicy -MinSize 1 -MaxSize 2 -CapacityPerInstance 100 -Peak 10 -Incident @{ Hour = 5; Instances = 1 }")]
    [InlineData("InvalidIncident", "Test-ScalingPolicy -MinSize 1 -MaxSize 2 -CapacityPerInstance 100 -Peak 10 -Incident @{ Minute = 5; Kind = 'Flood' }")]
    [InlineData("InvalidIncident", "Test-ScalingPolicy -MinSize 1 -MaxSize 2 -CapacityPerInstance 100 -Peak 10 -Incident @{ Minute = -1; Instances = 1 }")]
    [InlineData("InvalidIncident", "Test-ScalingPolicy -MinSize 1 -MaxSize 2 -CapacityPerInstance 100 -Peak 10 -Incident @{ Minute = 1; Instances = 1.5 }")]
    [InlineData("InvalidIncident", "Test-ScalingPolicy -MinSize 1 -MaxSize 2 -CapacityPerInstance 100 -Peak 10 -Incident @{ Minute = 1e300; Instances = 1 }")]
    [InlineData("InvalidIncident", "Test-ScalingPolicy -MinSize 1 -MaxSize 2 -CapacityPerInstance 100 -Peak 10 -Incident @{ Minute = 5; Kind = 'SpotInterruption' }")]
    [InlineData("InvalidIncident", "Test-ScalingPolicy -MinSize 1 -MaxSize 2 -CapacityPerInstance 100 -Peak 10 -Incident @{ Minute = 5; Kind = 'NoCapacity' }")]
    [InlineData("InvalidSettings", "Test-ScalingPolicy -MinSize 1 -MaxSize 2 -CapacityPerInstance 100 -Peak 10 -Incident @{ Minute = 5; Kind = 'NoCapacity'; Minutes = 5; InstanceType = 'm5.large' }")]
    [InlineData("InvalidOverride", "Test-ScalingPolicy -MinSize 1 -MaxSize 2 -CapacityPerInstance 100 -Peak 10 -Override @{ Weight = 2 }")]
    [InlineData("InvalidOverride", "Test-ScalingPolicy -MinSize 1 -MaxSize 2 -CapacityPerInstance 100 -Peak 10 -Override @{ InstanceType = 'm5.large'; Weight = 'two' }")]
    [InlineData("InvalidSettings", "Test-ScalingPolicy -MinSize 1 -MaxSize 2 -CapacityPerInstance 100 -Peak 10 -Override @{ InstanceType = 'm5.large'; Weight = 2000 }")]
    [InlineData("InvalidWeight", "Test-ScalingPolicy -MinSize 1 -MaxSize 2 -CapacityPerInstance 100 -Peak 10 -Weight 2 -Override @{ InstanceType = 'm5.large' }")]
    [InlineData("InvalidSettings", "Test-ScalingPolicy -MinSize 1 -MaxSize 2 -CapacityPerInstance 100 -Peak 10 -Incident @{ Minute = 5; Zone = 3; Minutes = 5 } -Zones 3")]
    [InlineData("InvalidTracePath", "Test-ScalingPolicy -MinSize 1 -MaxSize 2 -CapacityPerInstance 100 -TracePath does-not-exist.csv")]
    public void Bad_input_is_said(string id, string script) => Fails(id, script);

    [Fact]
    public void A_group_of_the_account_and_its_saved_JSON_replay_alike()
    {
        Ok(Shop);
        const string load = "-CapacityPerInstance 100 -Baseline 90 -Peak 600 -StartTime '2026-11-27T05:00:00Z' -Runs 1";
        const string show = " | ForEach-Object { $_.Minutes } | ForEach-Object { \"$($_.Desired) $($_.Serving) $($_.Explanation)\" }";
        var live = Ok($"Get-ScalingGroup shop | Test-ScalingPolicy {load}{show}").Select(static line => line.ToString()).ToList();
        File.WriteAllText(Path.Combine(_folder, "group.json"), Json);
        var saved = Ok($"Test-ScalingPolicy -Path '{_folder}' {load}{show}").Select(static line => line.ToString());
        Assert.Equal(live, saved);
        Assert.Contains(live, static line => line.StartsWith("10 ", StringComparison.Ordinal));
        // What if its maximum were 20, and its target 60?
        var whatIf = One($"(Test-ScalingPolicy shop -MaxSize 20 -TargetCpu 60 {load}).Summary");
        Assert.Equal(0, whatIf.Get<int>("PeakInService") > 10 ? 0 : 1);
    }

    [Fact]
    public void Bad_JSON_names_file_and_line()
    {
        var path = Path.Combine(_folder, "bad.json");
        File.WriteAllText(path, "{ \"AutoScalingGroups\": [\n { \"MinSize\": \"two\" } ] }");
        Assert.Contains("line 2", Fails("InvalidPath", $"Test-ScalingPolicy -Path '{path}' -CapacityPerInstance 1 -Peak 1").Exception.Message, StringComparison.Ordinal);
        File.WriteAllText(path, "{ \"Reservations\": [] }");
        Assert.Contains("none of AutoScalingGroups", Fails("InvalidPath", $"Test-ScalingPolicy -Path '{path}' -CapacityPerInstance 1 -Peak 1").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_on_a_metric_that_the_load_does_not_drive_is_left_out_and_said()
    {
        Ok(Shop);
        Ok("$null = Get-ScalingGroup shop | New-ScalingPolicy -TargetMetric ASGAverageNetworkIn -TargetValue 1000000");
        var assumptions = Ok("(Test-ScalingPolicy shop -CapacityPerInstance 100 -Peak 10 -Runs 1).Assumption").Select(static line => line.ToString());
        Assert.Contains("Policy 'ASGAverageNetworkIn-1000000' scales on ASGAverageNetworkIn, which does not follow from the load: it is left out.", assumptions);
    }

    [Fact]
    public void Several_instance_types_are_replayed_with_their_weights_capacities_and_prices()
    {
        // MI1, MI2: a base of 4 units, 2 of m5.large; of the other 8 all Spot, from the cheapest pool per unit.
        const string mix = "Test-ScalingPolicy -MinSize 12 -MaxSize 40 -Peak 10 -Baseline 10 -TotalMinutes 60 -Runs 1 -OnDemandBase 4 -OnDemandPercentage 0 -SpotAllocationStrategy price-capacity-optimized "
            + "-Override @{ InstanceType = 'm5.large'; Weight = 2; Capacity = 100; PricePerHour = 1; SpotPricePerHour = 0.5 }, @{ InstanceType = 'm5.xlarge'; Weight = 4; PricePerHour = 2; SpotPricePerHour = 0.6 }";
        Ok($"$r = {mix}");
        Assert.Equal(["m5.large: 2 h, 0 h Spot", "m5.xlarge: 0 h, 2 h Spot"], Ok("$r.Summary.InstanceTypes | ForEach-Object { $_.ToString() }").Select(static line => line.ToString()));
        var figures = One("$r.Summary");
        Assert.Equal((2 * 1) + (2 * 0.6), figures.Get<double>("Cost"), 6);
        var minute = One("$r.Minutes[0]");
        Assert.Equal((4, 12, 600.0), (minute.Get<int>("InService"), minute.Get<int>("Units"), minute.Get<double>("Capacity")));
        // Two of the Spot Instances are taken back two minutes after the notice.
        Assert.Equal("2", One($"({mix} -Incident @{{ Minute = 10; Kind = 'SpotInterruption'; Instances = 2 }}).Minutes[12].Serving").ToString());
    }

    [Fact]
    public void A_group_of_the_account_is_replayed_with_its_own_types()
    {
        Ok("""
            Start-AwsOpsSandbox -Region eu-west-1
            $null = New-LaunchTemplate shop -InstanceType m5.large | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -InstanceType m5.large, c5.large -OnDemandBase 1 -OnDemandPercentage 0 -SpotAllocationStrategy capacity-optimized
            """);
        Ok("$r = Test-ScalingPolicy shop -CapacityPerInstance 100 -Baseline 150 -Peak 150 -TotalMinutes 60 -Runs 1");
        Assert.Equal(["m5.large: 1 h, 1 h Spot", "c5.large: 0 h, 0 h Spot"], Ok("$r.Summary.InstanceTypes | ForEach-Object { $_.ToString() }").Select(static line => line.ToString()));
        Assert.Contains("Instances are m5.large (weight 1), c5.large (weight 1)", One("\"$($r.Assumption)\"").ToString(), StringComparison.Ordinal);
        // What AWS does not tell is given: c5.large has more spare capacity.
        Ok("$r = Test-ScalingPolicy shop -CapacityPerInstance 100 -Baseline 150 -Peak 150 -TotalMinutes 60 -Runs 1 -Override @{ InstanceType = 'm5.large' }, @{ InstanceType = 'c5.large'; SpotDepth = 2 }");
        Assert.Equal(["m5.large: 1 h, 0 h Spot", "c5.large: 0 h, 1 h Spot"], Ok("$r.Summary.InstanceTypes | ForEach-Object { $_.ToString() }").Select(static line => line.ToString()));
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-target-tracking-metric-math.html
    [Fact]
    public void A_policy_on_metric_math_is_replayed_where_its_metrics_follow_from_the_load()
    {
        const string cpu = "\"PredefinedMetricSpecification\": { \"PredefinedMetricType\": \"ASGAverageCPUUtilization\" }";
        const string math = "\"CustomizedMetricSpecification\": { \"Metrics\": [ { \"Id\": \"m1\", \"ReturnData\": false, \"MetricStat\": { \"Stat\": \"Average\", \"Metric\": { \"Namespace\": \"AWS/EC2\", \"MetricName\": \"CPUUtilization\" } } }, "
            + "{ \"Id\": \"e1\", \"Expression\": \"m1 * 1\" } ] }";
        const string run = " -CapacityPerInstance 100 -Baseline 90 -Peak 600 -StartTime '2026-11-27T05:00:00Z' -Runs 1";
        File.WriteAllText(Path.Combine(_folder, "cpu.json"), Json);
        File.WriteAllText(Path.Combine(_folder, "math.json"), Json.Replace(cpu, math, StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(_folder, "other.json"), Json.Replace(cpu, math.Replace("CPUUtilization", "MyMetric", StringComparison.Ordinal), StringComparison.Ordinal));
        List<string> Sizes(string file) => [.. Ok($"(Test-ScalingPolicy -Path '{Path.Combine(_folder, file)}'{run}).Minutes | ForEach-Object {{ $_.Desired }}").Select(static size => size.ToString())];
        Assert.Equal(Sizes("cpu.json"), Sizes("math.json"));
        Assert.Contains("10", Sizes("math.json"));
        Assert.Contains("does not follow from the load", One($"\"$((Test-ScalingPolicy -Path '{Path.Combine(_folder, "other.json")}'{run}).Assumption)\"").ToString(), StringComparison.Ordinal);
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html
    [Theory]
    [InlineData("AlarmNotification", 2, 2)]
    [InlineData("Launch", 2, 4)]
    [InlineData("AddToLoadBalancer", 8, 8)]
    public void Processes_that_are_suspended_stay_so_in_the_replay(string process, int peak, int desired)
    {
        File.WriteAllText(Path.Combine(_folder, "group.json"), Json.Replace("\"SuspendedProcesses\": []", $"\"SuspendedProcesses\": [ {{ \"ProcessName\": \"{process}\", \"SuspensionReason\": \"User suspended at 2026-11-01T10:00:00Z\" }} ]", StringComparison.Ordinal));
        Ok($"$r = Test-ScalingPolicy -Path '{_folder}' -CapacityPerInstance 100 -Baseline 90 -Peak 900 -StartTime '2026-11-27T05:00:00Z' -Runs 1");
        Assert.Equal(peak, One("$r.Summary").Get<int>("PeakInService"));
        Assert.Equal("2", Ok("$r.Minutes | ForEach-Object { $_.Serving }").Max(static serving => (int)serving.BaseObject).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains($"Process {process} is suspended, and stays so for the whole replay.", Ok("$r.Assumption").Select(static line => line.ToString()));
        Assert.Equal(desired, Ok("$r.Minutes | ForEach-Object { $_.Desired }").Max(static minute => (int)minute.BaseObject));
        Assert.Equal(process == "AlarmNotification", Ok("$r | Get-ScalingDecision -Outcome Held").Any(static decision => decision.Text("Reason") == "Suspended"));
    }

    private string Trace(string rows)
    {
        var path = Path.Combine(_folder, "bad.csv");
        File.WriteAllText(path, rows);
        return $"Test-ScalingPolicy -MinSize 1 -MaxSize 9 -TargetCpu 50 -CapacityPerInstance 100 -Runs 1 -TracePath '{path}'";
    }
}
