using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.CloudWatch.Alarms;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Policies;

/// <summary>A scaling policy. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_ScalingPolicy.html</summary>
internal sealed class ScalingPolicy(string name, string arn, string type)
{
    public const string TargetTracking = "TargetTrackingScaling";
    public const string Step = "StepScaling";
    public const string Simple = "SimpleScaling";
    public const string Predictive = "PredictiveScaling";

    public string Name { get; } = name;

    public string Arn { get; } = arn;

    public string Type { get; } = type;

    public bool Enabled { get; set; } = true;

    /// <summary>PutScalingPolicy as it was sent, checked.</summary>
    public required Struct Request { get; set; }

    /// <summary>The alarms a target tracking policy made, high first.</summary>
    public List<string> OwnAlarms { get; } = [];

    public double TargetValue => Tracking?.Double("TargetValue") ?? 0;

    public bool DisableScaleIn => Tracking?.Bool("DisableScaleIn") ?? false;

    public Struct? Tracking => Request.Child("TargetTrackingConfiguration");

    public Struct? Prediction => Request.Child("PredictiveScalingConfiguration");

    /// <summary>The value of the average per instance that the forecast capacity keeps.</summary>
    public double PredictionTarget => Prediction!.Structs("MetricSpecifications")[0].Double("TargetValue")!.Value;

    /// <summary>Whether it scales by its forecast, rather than only making it.</summary>
    public bool IsPredictiveScaling => Prediction is { } configuration && Scales(configuration);

    /// <summary>What it forecast; null for other types.</summary>
    public PredictiveForecast? Forecast { get; set; }

    public int? Cooldown => Request.Int("Cooldown");

    public AdjustmentType AdjustmentType => Enum.Parse<AdjustmentType>(Request.String("AdjustmentType")!);

    /// <summary>The older name, MinAdjustmentStep, is taken too.</summary>
    public int MinAdjustmentMagnitude => Request.Int("MinAdjustmentMagnitude") ?? Request.Int("MinAdjustmentStep") ?? 0;

    public IReadOnlyList<StepAdjustment> Steps => [.. Request.Structs("StepAdjustments").Select(static s => new StepAdjustment(
        s.Double("MetricIntervalLowerBound"), s.Double("MetricIntervalUpperBound"), s.Int("ScalingAdjustment")!.Value))];

    /// <summary>"Defaults to ForecastOnly if not specified."</summary>
    public static bool Scales(Struct prediction) => prediction.String("Mode") == "ForecastAndScale";

    /// <summary>The warm-up of what it launches, in seconds (TT7).</summary>
    public int WarmupSeconds(ScalingGroup group) =>
        InstanceWarmup.Choose(Request.Int("EstimatedInstanceWarmup"), group.DefaultInstanceWarmup, group.DefaultCooldown).Seconds;

    public Struct Describe(ScalingGroup group, AlarmBook alarms) => new()
    {
        ["AutoScalingGroupName"] = group.Name,
        ["PolicyName"] = Name,
        ["PolicyARN"] = Arn,
        ["PolicyType"] = Type,
        ["AdjustmentType"] = Request.String("AdjustmentType"),
        ["MinAdjustmentStep"] = Request.Long("MinAdjustmentStep"),
        ["MinAdjustmentMagnitude"] = Request.Long("MinAdjustmentMagnitude"),
        ["ScalingAdjustment"] = Request.Long("ScalingAdjustment"),
        ["Cooldown"] = Request.Long("Cooldown"),
        ["StepAdjustments"] = Request.Structs("StepAdjustments"),
        ["MetricAggregationType"] = Type == Step ? Request.String("MetricAggregationType") ?? "Average" : null,
        ["EstimatedInstanceWarmup"] = Request.Long("EstimatedInstanceWarmup"),
        ["TargetTrackingConfiguration"] = Tracking,
        ["PredictiveScalingConfiguration"] = Prediction,
        ["Enabled"] = Enabled,
        ["Alarms"] = Alarms(alarms),
    };

    /// <summary>Its own alarms, or those that name it as an action.</summary>
    public List<Struct> Alarms(AlarmBook alarms) => [.. (OwnAlarms.Count > 0
            ? OwnAlarms.Select(alarms.Find).OfType<Alarm>()
            : alarms.All.Where(a => a.AllActions.Contains(Arn)))
        .Select(static a => new Struct { ["AlarmName"] = a.Name, ["AlarmARN"] = a.Arn })];
}
