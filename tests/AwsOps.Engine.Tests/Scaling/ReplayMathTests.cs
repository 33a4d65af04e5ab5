using AwsOps.Engine.Scaling;

namespace AwsOps.Engine.Tests.Scaling;

/// <summary>Policies on metric math: the same as on the metric where the expression is the metric, and what expressions add.</summary>
public class ReplayMathTests
{
    private static readonly DateTime Start = new(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("e", "cpu * 2 / 2", ScalingMetric.CpuUtilization, 50)]
    [InlineData("e", "IF(cpu > 0, cpu, 0)", ScalingMetric.CpuUtilization, 50)]
    [InlineData("cpu", "cpu", ScalingMetric.CpuUtilization, 50)]
    [InlineData("e", "AVG([perTarget, perTarget])", ScalingMetric.RequestCountPerTarget, 3000)]
    public void An_expression_that_is_the_metric_scales_as_the_metric_does(string id, string expression, ScalingMetric metric, double target)
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var plain = new TargetTrackingPolicy { Name = "p", Metric = metric, TargetValue = target, WarmupSeconds = 90 };
            var math = plain with { Metric = ScalingMetric.MetricMath, MetricMath = Math(id, expression) };
            var (one, other) = (Sizes(plain, seed), Sizes(math, seed));
            Assert.Equal(one, other);
            Assert.True(one.Distinct().Count() > 4);
        }
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-target-tracking-metric-math.html: requests over hosts; an instance
    // that serves in part of a minute only makes the two differ a little.
    [Fact]
    public void Requests_over_hosts_follow_the_load()
    {
        var policy = new TargetTrackingPolicy { Name = "p", Metric = ScalingMetric.MetricMath, TargetValue = 3000, WarmupSeconds = 90, MetricMath = Math("e", "requests / FILL(hosts, 1)") };
        var plain = Sizes(policy with { Metric = ScalingMetric.RequestCountPerTarget, MetricMath = null }, 0);
        Assert.InRange(Sizes(policy, 0).Max() / (double)plain.Max(), 0.75, 1.25);
        Assert.InRange(Sizes(policy, 0).Average() / plain.Average(), 0.9, 1.1);
    }

    // A step policy on an alarm of math: a share of the maximum that is in use, in percent, over five minutes.
    [Fact]
    public void Alarms_with_long_periods_take_the_statistic_of_each_metric()
    {
        var policy = new StepPolicy
        {
            Name = "p",
            Metric = ScalingMetric.MetricMath,
            MetricMath = Math("e", "cpu > 70 AND desired < 6") with { PeriodSeconds = 300 },
            Alarm = new() { PeriodSeconds = 300, EvaluationPeriods = 1, Threshold = 0 },
            Steps = [new(0, null, 1)],
            WarmupSeconds = 0,
        };
        Assert.Equal(6, Sizes(policy, 0).Max());
    }

    [Theory]
    [InlineData("m +", "ends too early")]
    [InlineData("nobody", "not the id")]
    [InlineData("e", "refers to itself")]
    public void A_bad_expression_is_told_before_the_replay(string expression, string part)
    {
        var policy = new TargetTrackingPolicy { Name = "p", Metric = ScalingMetric.MetricMath, TargetValue = 1, MetricMath = Math("e", expression) };
        Assert.Contains(part, Settings(policy).FindProblem(), StringComparison.Ordinal);
        Assert.Contains("belong together", Settings(policy with { MetricMath = null }).FindProblem(), StringComparison.Ordinal);
        Assert.Contains("needs Load.IsQueued", Settings(policy with { MetricMath = Math("queue", "queue") }).FindProblem(), StringComparison.Ordinal);
    }

    private static ReplayMath Math(string id, string expression) => new()
    {
        Id = id,
        Queries =
        [
            new("cpu", ReplaySignal.CpuUtilization), new("perTarget", ReplaySignal.RequestCountPerTarget, "Sum"), new("requests", ReplaySignal.RequestCount, "Sum"),
            new("hosts", ReplaySignal.HealthyHosts), new("desired", ReplaySignal.DesiredCapacity, "Maximum"), new("m", ReplaySignal.InServiceInstances),
            .. id == "queue" ? [new ReplayMathQuery("queue", ReplaySignal.QueueMessages)] : Array.Empty<ReplayMathQuery>(),
            new("e", null, Expression: expression),
        ],
    };

    private static ReplaySettings Settings(ReplayPolicy policy) => new() { MinSize = 2, MaxSize = 40, Load = new() { CapacityPerInstance = 100 }, Policies = [policy] };

    private static List<int> Sizes(ReplayPolicy policy, int seed)
    {
        var sizes = new List<int>();
        ScalingReplay.Run(Settings(policy), Start, LoadShapes.Surge(90, 900, 20, 10, 30, 10, 180), (ulong)seed, (in ReplayMinute minute) => sizes.Add(minute.Desired));
        return sizes;
    }
}
