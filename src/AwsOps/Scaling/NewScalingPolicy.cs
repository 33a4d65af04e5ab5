using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;
using Amazon.ElasticLoadBalancingV2.Model;
using AwsOps.Common;
using AwsOps.Engine.Scaling;
using AwsOps.Scaling.Rehearsal;

namespace AwsOps.Scaling;

/// <summary>Makes a scaling policy: target tracking, prediction, steps, or a simple adjustment.</summary>
/// <remarks>
/// <para>Target tracking keeps a metric near a value and makes its own alarms: -TargetCpu for the average CPU, -TargetRequestsPerInstance for requests per instance at the group's load balancer, -TargetMetric for network traffic.</para>
/// <para>With -Predictive the same target is kept ahead of time: the load of each hour is forecast from the past two weeks (a day at least), and instances are launched before the hour. It never scales in, so keep a target tracking policy beside it. Begin with ForecastOnly, look at Get-ScalingForecast, and rehearse it with Test-ScalingPolicy -Predictive.</para>
/// <para>Step and simple policies need an alarm that calls them: hand the policy to New-CpuAlarm.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 | New-ScalingPolicy -TargetCpu 50</code>
/// <para>Keeps the average CPU of the group at 50 %.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 | New-ScalingPolicy surge -Step @{ Lower = 0; Upper = 10; Adjustment = 1 }, @{ Lower = 10; Adjustment = 4 } | New-CpuAlarm -Threshold 80</code>
/// <para>Adds one instance from 80 % CPU on and four from 90 % on, called by an alarm.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10; $null = $group | New-ScalingPolicy -TargetCpu 50; $group | New-ScalingPolicy -TargetCpu 50 -Predictive ForecastAndScale -PreLaunchSeconds 600</code>
/// <para>Follows the CPU, and launches ten minutes ahead of the hour what the forecast asks for.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-predictive-scaling.html">Predictive scaling</seealso>
/// <seealso href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scale-based-on-demand.html">Dynamic scaling</seealso>
[Cmdlet(VerbsCommon.New, "ScalingPolicy", SupportsShouldProcess = true, DefaultParameterSetName = CpuSet)]
[OutputType(typeof(ScalingPolicy))]
[IamAction("autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribePolicies", "autoscaling:PutScalingPolicy", "elasticloadbalancing:DescribeTargetGroups")]
public sealed class NewScalingPolicyCommand : AwsCmdlet
{
    private const string CpuSet = "Cpu";
    private const string RequestsSet = "Requests";
    private const string MetricSet = "Metric";
    private const string StepSet = "Step";
    private const string SimpleSet = "Simple";

    /// <summary>Group that scales.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScalingGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string ScalingGroupName { get; set; } = null!;

    /// <summary>Name of the policy. Without it a name that tells the rule, e.g. cpu-50.</summary>
    [Parameter(Position = 0)]
    [ValidateFormat("^[^:]{1,255}$", "-ScalingPolicyName '{0}': 1 to 255 characters, without a colon.")]
    public string? ScalingPolicyName { get; set; }

    /// <summary>Average CPU to keep, in percent.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CpuSet)]
    [ValidateRange(1.0, 100.0)]
    public double TargetCpu { get; set; }

    /// <summary>Requests per instance and minute to keep, counted at the group's application load balancer.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RequestsSet)]
    [ValidateRange(0.001, 1e9)]
    public double TargetRequestsPerInstance { get; set; }

    /// <summary>Network metric to keep: bytes per instance and minute.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MetricSet)]
    [ValidateSet("ASGAverageNetworkIn", "ASGAverageNetworkOut", "ASGAverageCPUUtilization")]
    public string TargetMetric { get; set; } = null!;

    /// <summary>Value to keep -TargetMetric at.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MetricSet)]
    [ValidateRange(0.001, 1e15)]
    public double TargetValue { get; set; }

    /// <summary>Only adds instances; another policy or a person removes them.</summary>
    [Parameter(ParameterSetName = CpuSet)]
    [Parameter(ParameterSetName = RequestsSet)]
    [Parameter(ParameterSetName = MetricSet)]
    public SwitchParameter DisableScaleIn { get; set; }

    /// <summary>Seconds until a new instance's metrics count. Without it the group's default warm-up.</summary>
    [Parameter(ParameterSetName = CpuSet)]
    [Parameter(ParameterSetName = RequestsSet)]
    [Parameter(ParameterSetName = MetricSet)]
    [Parameter(ParameterSetName = StepSet)]
    [ValidateRange(0, 86400)]
    public int? WarmupSeconds { get; set; }

    /// <summary>Forecasts the load by the hour: only to look at, or to scale by, ahead of the hour. Takes the place of target tracking in this policy.</summary>
    [Parameter(ParameterSetName = CpuSet)]
    [Parameter(ParameterSetName = RequestsSet)]
    [Parameter(ParameterSetName = MetricSet)]
    [ValidateSet("ForecastOnly", "ForecastAndScale")]
    public string? Predictive { get; set; }

    /// <summary>Seconds before the hour at which -Predictive launches its instances. Without it 300.</summary>
    [Parameter(ParameterSetName = CpuSet)]
    [Parameter(ParameterSetName = RequestsSet)]
    [Parameter(ParameterSetName = MetricSet)]
    [ValidateRange(0, 3599)]
    public int? PreLaunchSeconds { get; set; }

    /// <summary>Lets -Predictive raise the group's maximum to its forecast and so many percent more. AWS does not lower it again. Without it the maximum holds.</summary>
    [Parameter(ParameterSetName = CpuSet)]
    [Parameter(ParameterSetName = RequestsSet)]
    [Parameter(ParameterSetName = MetricSet)]
    [ValidateRange(0, 100)]
    public int? MaxCapacityBuffer { get; set; }

    /// <summary>Steps as hashtables with Lower, Upper (relative to the alarm's threshold; leave one out for no bound) and Adjustment.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StepSet)]
    [ValidateCount(1, 20)]
    public Hashtable[] Step { get; set; } = [];

    /// <summary>Adjustment of a simple policy.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SimpleSet)]
    public int Adjustment { get; set; }

    /// <summary>What adjustments mean: instances added, percent added, or the capacity itself.</summary>
    [Parameter(ParameterSetName = StepSet)]
    [Parameter(ParameterSetName = SimpleSet)]
    [ValidateSet("ChangeInCapacity", "PercentChangeInCapacity", "ExactCapacity")]
    public string AdjustmentType { get; set; } = "ChangeInCapacity";

    /// <summary>Fewest instances that a percentage changes.</summary>
    [Parameter(ParameterSetName = StepSet)]
    [Parameter(ParameterSetName = SimpleSet)]
    [ValidateRange(1, 10000)]
    public int? MinAdjustmentMagnitude { get; set; }

    /// <summary>Seconds until the next simple scaling. Without it the group's default cooldown.</summary>
    [Parameter(ParameterSetName = SimpleSet)]
    [ValidateRange(0, 86400)]
    public int? CooldownSeconds { get; set; }

    /// <inheritdoc/>
    private protected override object? ErrorTarget => ScalingPolicyName ?? ScalingGroupName;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var steps = Steps();
        if (MinAdjustmentMagnitude is not null && AdjustmentType != "PercentChangeInCapacity")
        {
            throw AwsOpsException.BadArgument(nameof(MinAdjustmentMagnitude), MinAdjustmentMagnitude, $"it has no meaning with -AdjustmentType {AdjustmentType};", "it goes with PercentChangeInCapacity.");
        }

        CheckPredictive();
        var group = await new ScalingGroups(aws, Changes).RequireAsync(ScalingGroupName, StopToken);
        var request = new PutScalingPolicyRequest { AutoScalingGroupName = group.ScalingGroupName };
        var (name, description) = ParameterSetName switch
        {
            StepSet => Describe("step", $"{steps.Count} step(s), {AdjustmentType}"),
            SimpleSet => Describe("simple", $"{Adjustment:+0;-0;0} {AdjustmentType}"),
            RequestsSet => Describe("requests-" + Number(TargetRequestsPerInstance), $"keep {Number(TargetRequestsPerInstance)} requests per instance"),
            MetricSet => Describe(TargetMetric + "-" + Number(TargetValue), $"keep {TargetMetric} at {Number(TargetValue)}"),
            _ => Describe("cpu-" + Number(TargetCpu), $"keep the average CPU at {Number(TargetCpu)} %"),
        };
        request.PolicyName = ScalingPolicyName ?? (Predictive is null ? name : "predictive-" + name);
        description = Predictive switch { null => description, "ForecastOnly" => $"forecast how to {description}, without scaling", _ => $"{description}, by forecast" };
        switch (ParameterSetName)
        {
            case CpuSet or RequestsSet or MetricSet when Predictive is not null:
                request.PolicyType = "PredictiveScaling";
                request.PredictiveScalingConfiguration = await PredictionAsync(aws, group);
                break;
            case StepSet:
                request.PolicyType = "StepScaling";
                request.AdjustmentType = AdjustmentType;
                request.EstimatedInstanceWarmup = WarmupSeconds;
                request.MinAdjustmentMagnitude = MinAdjustmentMagnitude;
                request.MetricAggregationType = "Average";
                request.StepAdjustments = [.. steps.Select(static step => new Amazon.AutoScaling.Model.StepAdjustment { MetricIntervalLowerBound = step.LowerBound, MetricIntervalUpperBound = step.UpperBound, ScalingAdjustment = step.Adjustment })];
                break;
            case SimpleSet:
                request.PolicyType = "SimpleScaling";
                request.AdjustmentType = AdjustmentType;
                request.ScalingAdjustment = Adjustment;
                request.MinAdjustmentMagnitude = MinAdjustmentMagnitude;
                request.Cooldown = CooldownSeconds;
                break;
            default:
                request.PolicyType = "TargetTrackingScaling";
                request.EstimatedInstanceWarmup = WarmupSeconds;
                request.TargetTrackingConfiguration = await TrackingAsync(aws, group);
                break;
        }

        if (await new ScalingPolicies(aws, Changes).NewAsync(request, description, StopToken) is { } policy)
        {
            WriteObject(policy);
        }
    }

    private static (string Name, string Description) Describe(string name, FormattableString description) => (name, FormattableString.Invariant(description));

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private List<Engine.Scaling.StepAdjustment> Steps()
    {
        var steps = ScalingSteps.Read(Step);
        if (ParameterSetName == StepSet && StepScaling.FindProblem(Enum.Parse<Engine.Scaling.AdjustmentType>(AdjustmentType), steps, MinAdjustmentMagnitude ?? 0) is { } problem)
        {
            throw new AwsOpsException("InvalidStep", ErrorCategory.InvalidArgument, $"-Step: {problem}", "Steps meet without gaps, do not overlap, and one of them reaches the threshold (Lower or Upper 0).");
        }

        return steps;
    }

    private double Target => ParameterSetName switch { RequestsSet => TargetRequestsPerInstance, MetricSet => TargetValue, _ => TargetCpu };

    private void CheckPredictive()
    {
        if (Predictive is null)
        {
            RequireNot(PreLaunchSeconds is not null, nameof(PreLaunchSeconds), PreLaunchSeconds, "it is of a forecast;", "give -Predictive ForecastOnly or ForecastAndScale.");
            RequireNot(MaxCapacityBuffer is not null, nameof(MaxCapacityBuffer), MaxCapacityBuffer, "it is of a forecast;", "give -Predictive ForecastOnly or ForecastAndScale.");
            return;
        }

        RequireNot(DisableScaleIn, nameof(DisableScaleIn), DisableScaleIn, "predictive scaling never scales in;", "leave it out.");
        RequireNot(WarmupSeconds is not null, nameof(WarmupSeconds), WarmupSeconds, "a predictive policy has no warm-up;", "leave it out, or set the group's with Set-ScalingGroup -DefaultWarmup.");

        static void RequireNot(bool isGiven, string parameter, object? value, string problem, string remedy)
        {
            if (isGiven)
            {
                throw AwsOpsException.BadArgument(parameter, value!, problem, remedy);
            }
        }
    }

    private async Task<PredictiveScalingConfiguration> PredictionAsync(AwsConnection aws, ScalingGroup group) => new()
    {
        Mode = Predictive,
        SchedulingBufferTime = PreLaunchSeconds,
        MaxCapacityBreachBehavior = MaxCapacityBuffer is null ? null : PredictiveScalingMaxCapacityBreachBehavior.IncreaseMaxCapacity,
        MaxCapacityBuffer = MaxCapacityBuffer,
        MetricSpecifications =
        [
            new PredictiveScalingMetricSpecification
            {
                TargetValue = Target,
                PredefinedMetricPairSpecification = new PredictiveScalingPredefinedMetricPair
                {
                    PredefinedMetricType = ParameterSetName switch { RequestsSet => "ALBRequestCount", MetricSet => TargetMetric.Replace("Average", "", StringComparison.Ordinal), _ => "ASGCPUUtilization" },
                    ResourceLabel = ParameterSetName == RequestsSet ? await ResourceLabelAsync(aws, group) : null,
                },
            },
        ],
    };

    private async Task<TargetTrackingConfiguration> TrackingAsync(AwsConnection aws, ScalingGroup group) => new()
    {
        TargetValue = Target,
        DisableScaleIn = DisableScaleIn.IsPresent ? true : null,
        PredefinedMetricSpecification = new PredefinedMetricSpecification
        {
            PredefinedMetricType = MetricType.FindValue(ParameterSetName switch { RequestsSet => "ALBRequestCountPerTarget", MetricSet => TargetMetric, _ => "ASGAverageCPUUtilization" }),
            ResourceLabel = ParameterSetName == RequestsSet ? await ResourceLabelAsync(aws, group) : null,
        },
    };

    /// <summary>
    /// <c>app/name/id/targetgroup/name/id</c>, from the ends of both ARNs:
    /// https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PredefinedMetricSpecification.html
    /// </summary>
    private async Task<string> ResourceLabelAsync(AwsConnection aws, ScalingGroup group)
    {
        if (group.TargetGroupArn.Count == 0)
        {
            throw AwsOpsException.BadArgument(nameof(TargetRequestsPerInstance), TargetRequestsPerInstance, $"group '{group.ScalingGroupName}' has no target group to count requests at.", "Make it with New-LoadBalancer ... | New-ScalingGroup, or use -TargetCpu.");
        }

        var targets = (await aws.LoadBalancing.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest { TargetGroupArns = [group.TargetGroupArn[0]] }, StopToken)).TargetGroups ?? [];
        var balancer = targets.SelectMany(static target => target.LoadBalancerArns ?? []).FirstOrDefault(static arn => arn.Contains(":loadbalancer/app/", StringComparison.Ordinal))
            ?? throw AwsOpsException.BadArgument(nameof(TargetRequestsPerInstance), TargetRequestsPerInstance, $"target group {group.TargetGroupArn[0]} hangs on no application load balancer.", "Add a listener to it, or use -TargetCpu.");
        return $"{balancer[(balancer.IndexOf("loadbalancer/", StringComparison.Ordinal) + "loadbalancer/".Length)..]}/{Arns.Resource(group.TargetGroupArn[0])}";
    }
}
