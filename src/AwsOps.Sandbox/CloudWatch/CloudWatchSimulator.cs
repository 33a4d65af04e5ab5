using AwsOps.Sandbox.CloudWatch.Alarms;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch;

/// <summary>Amazon CloudWatch: metrics and alarms.</summary>
internal sealed class CloudWatchSimulator : ServiceSimulator
{
    public CloudWatchSimulator()
        : base("cloudwatch")
    {
        PutMetricData.Register(this);
        ListMetrics.Register(this);
        GetMetricStatistics.Register(this);
        GetMetricData.Register(this);
        PutMetricAlarm.Register(this);
        PutCompositeAlarm.Register(this);
        DescribeAlarms.Register(this);
        AlarmOperations.Register(this);
    }
}
