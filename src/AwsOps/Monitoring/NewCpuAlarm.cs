using System.Globalization;
using System.Management.Automation;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using AwsOps.Common;
using AwsOps.Scaling;

namespace AwsOps.Monitoring;

/// <summary>Makes an alarm on the CPU of a scaling group or an instance: it mails, calls a scaling policy, or both.</summary>
/// <remarks>
/// <para>-Email makes a topic and subscribes the address, which must confirm once; when a later step fails, the topic is taken back. A step or simple policy from the pipeline is called by the alarm; a target tracking policy has alarms of its own, and is not.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 | New-CpuAlarm -Threshold 80 -Email ops@example.com</code>
/// <para>Mails when the group's average CPU is above 80 % for five minutes.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 | New-ScalingPolicy add-two -Adjustment 2 | New-CpuAlarm -Threshold 70 -Minutes 3</code>
/// <para>Adds two instances when the CPU is above 70 % for three minutes.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html">Using Amazon CloudWatch alarms</seealso>
[Cmdlet(VerbsCommon.New, "CpuAlarm", SupportsShouldProcess = true, DefaultParameterSetName = GroupSet)]
[OutputType(typeof(MetricAlarm))]
[IamAction("autoscaling:DescribeAutoScalingGroups", "cloudwatch:DescribeAlarms", "cloudwatch:PutMetricAlarm", "ec2:DescribeInstances", "sns:CreateTopic", "sns:DeleteTopic", "sns:ListSubscriptions", "sns:ListTopics", "sns:Subscribe")]
public sealed class NewCpuAlarmCommand : AwsCmdlet
{
    private const string GroupSet = "Group";
    private const string InstanceSet = "Instance";

    /// <summary>Group whose average CPU is watched.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = GroupSet)]
    [ArgumentCompleter(typeof(ScalingGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string ScalingGroupName { get; set; } = null!;

    /// <summary>Instance whose CPU is watched.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = InstanceSet)]
    [ValidateFormat("^i-[0-9a-f]{8,17}$", "-InstanceId '{0}' is not the id of an instance; it looks like i-0123456789abcdef0.")]
    public string InstanceId { get; set; } = null!;

    /// <summary>CPU in percent above which it alarms.</summary>
    [Parameter]
    [ValidateRange(0.0, 100.0)]
    public double Threshold { get; set; } = 80;

    /// <summary>Minutes that the CPU must be above it.</summary>
    [Parameter]
    [ValidateRange(1, 1440)]
    public int Minutes { get; set; } = 5;

    /// <summary>Name of the alarm. Without it a name that tells the rule, e.g. shop-cpu-above-80.</summary>
    [Parameter]
    [ValidateLength(1, 255)]
    public string? AlarmName { get; set; }

    /// <summary>Addresses to mail; a topic is made for them.</summary>
    [Parameter]
    [ValidateFormat(@"^[^@\s]+@[^@\s]+\.[^@\s]+$", "-Email '{0}' is not a mail address; it looks like ops@example.com.")]
    public string[] Email { get; set; } = [];

    /// <summary>Name of the topic that -Email makes or adds to.</summary>
    [Parameter]
    [ValidateFormat("^[A-Za-z0-9_-]{1,256}$", "-TopicName '{0}': 1 to 256 letters, digits, _ and - are allowed.")]
    public string TopicName { get; set; } = "awsops-alarms";

    /// <summary>Topics to notify; New-NotificationTopic makes one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateFormat("^arn:[^:]+:sns:[^:]+:[0-9]{12}:.+$", "-TopicArn '{0}' is not the ARN of a topic; it looks like arn:aws:sns:eu-west-1:123456789012:alarms.")]
    public string[] TopicArn { get; set; } = [];

    /// <summary>Scaling policy to call; New-ScalingPolicy makes one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = GroupSet)]
    [ValidateFormat("^arn:[^:]+:autoscaling:.+:scalingPolicy:.+$", "-PolicyArn '{0}' is not the ARN of a scaling policy; New-ScalingPolicy returns one.")]
    public string? PolicyArn { get; set; }

    /// <summary>Type of the policy from the pipeline: a target tracking policy has alarms of its own and is not called.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = GroupSet)]
    public string? PolicyType { get; set; }

    /// <summary>Tells the topics also when the CPU is fine again.</summary>
    [Parameter]
    public SwitchParameter NotifyOk { get; set; }

    /// <inheritdoc/>
    private protected override object? ErrorTarget => AlarmName ?? ScalingGroupName ?? InstanceId;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var alarms = new MetricAlarms(aws, Changes);
        var watched = ParameterSetName == GroupSet ? ScalingGroupName : InstanceId;
        var name = AlarmName ?? string.Create(CultureInfo.InvariantCulture, $"{watched}-cpu-above-{Threshold}");
        await alarms.RequireAbsentAsync(name, StopToken);
        await CheckWatchedAsync(aws);
        var rollback = new Rollback(Changes);
        try
        {
            var topics = TopicArn.ToList();
            if (Email.Length > 0)
            {
                if (await new NotificationTopics(aws, Changes).EnsureAsync(TopicName, Email, [], rollback, StopToken) is { } topic)
                {
                    topics.Add(topic);
                }
                else if (!Changes.IsWhatIf)
                {
                    return;
                }
            }

            if (await alarms.NewAsync(Request(name, watched, topics), StopToken) is { } alarm)
            {
                WriteObject(alarm);
            }
            else if (!Changes.IsWhatIf)
            {
                await rollback.DeclinedAsync();
            }
        }
        catch (Exception exception)
        {
            throw await rollback.AfterAsync(exception);
        }
    }

    private PutMetricAlarmRequest Request(string name, string watched, List<string> topics)
    {
        var actions = topics.ToList();
        if (PolicyArn is not null && PolicyType is not ("TargetTrackingScaling" or "PredictiveScaling"))
        {
            actions.Add(PolicyArn);
        }
        else if (PolicyArn is not null)
        {
            WriteVerbose($"{PolicyType} acts by itself; the alarm does not call it.");
        }

        return new PutMetricAlarmRequest
        {
            AlarmName = name,
            AlarmDescription = string.Create(CultureInfo.InvariantCulture, $"Average CPU of {watched} above {Threshold} % for {Minutes} min"),
            Namespace = "AWS/EC2",
            MetricName = "CPUUtilization",
            Dimensions = [new Dimension { Name = ParameterSetName == GroupSet ? "AutoScalingGroupName" : "InstanceId", Value = watched }],
            Statistic = Statistic.Average,
            ComparisonOperator = ComparisonOperator.GreaterThanThreshold,
            Threshold = Threshold,
            Period = 60,
            EvaluationPeriods = Minutes,
            Unit = StandardUnit.Percent,
            AlarmActions = actions,
            OKActions = NotifyOk ? topics : null,
        };
    }

    private async Task CheckWatchedAsync(AwsConnection aws)
    {
        if (ParameterSetName == GroupSet)
        {
            await new ScalingGroups(aws, Changes).RequireAsync(ScalingGroupName, StopToken);
            return;
        }

        var page = await aws.Ec2.DescribeInstancesAsync(new Amazon.EC2.Model.DescribeInstancesRequest { Filters = [new Amazon.EC2.Model.Filter { Name = "instance-id", Values = [InstanceId] }] }, StopToken);
        if (page.Reservations is null or [])
        {
            throw AwsOpsException.NotFound("Instance", InstanceId, aws.Where, "Check the id and -Region.");
        }
    }
}
