using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Logs;

/// <summary>Amazon CloudWatch Logs: groups, streams, events, metric filters, Insights.</summary>
internal sealed class LogsSimulator : ServiceSimulator
{
    public LogsSimulator()
        : base("logs")
    {
        LogGroupOperations.Register(this);
        LogStreamOperations.Register(this);
        LogEventOperations.Register(this);
        MetricFilterOperations.Register(this);
        Insights.InsightsOperations.Register(this);
    }
}
