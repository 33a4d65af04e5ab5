using AwsOps.Sandbox.CloudWatch.Alarms;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch;

/// <summary>CloudWatch of one account in one region: <c>scope.Get&lt;CloudWatchState&gt;()</c>.</summary>
internal sealed class CloudWatchState
{
    public CloudWatchState(Scope scope)
    {
        Metrics = new MetricStore(scope.Clock);
        Alarms = new AlarmBook(scope, Metrics);
    }

    public MetricStore Metrics { get; }

    public AlarmBook Alarms { get; }
}
