using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Logs;

/// <summary>CloudWatch Logs of one account in one region: <c>scope.Get&lt;LogsState&gt;()</c>.</summary>
internal sealed class LogsState(Scope scope)
{
    private long _events;

    public SortedDictionary<string, LogGroup> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>The group of a name or an ARN, rid of expired events.</summary>
    public LogGroup Get(string? nameOrArn)
    {
        var name = nameOrArn ?? throw LogErrors.Invalid("A log group name or identifier is required.");
        if (name.StartsWith("arn:", StringComparison.Ordinal))
        {
            name = name.Split(':', 7)[^1];
            name = name.EndsWith(":*", StringComparison.Ordinal) ? name[..^2] : name;
        }

        var group = Groups.GetValueOrDefault(name) ?? throw LogErrors.NotFound("The specified log group does not exist.");
        group.Expire(scope.Clock.UtcNow);
        return group;
    }

    public string ArnOf(string name) => $"arn:aws:logs:{scope.Region}:{scope.Account}:log-group:{name}";

    /// <summary>Adds an event and lets the group's metric filters see it. Other simulated services call this too.</summary>
    public void Write(LogGroup group, LogStream stream, long timestamp, string message)
    {
        stream.Add(new LogEvent(++_events, timestamp, LogTime.Of(scope.Clock.UtcNow), message));
        foreach (var filter in group.Filters.Values)
        {
            filter.Publish(scope, timestamp, message);
        }
    }
}
