using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch.Alarms;

/// <summary>The alarms of one account in one region, evaluated as the clock goes.</summary>
internal sealed class AlarmBook(Scope scope, MetricStore metrics)
{
    private readonly SortedDictionary<string, Alarm> _alarms = new(StringComparer.Ordinal);
    private readonly HashSet<CompositeAlarm> _deciding = [];

    /// <summary>How punctual evaluation is; for alarms put from now on.</summary>
    public AlarmTimings Timings { get; set; } = new();

    public AlarmHistory History { get; } = new(scope.Clock);

    /// <summary>By name.</summary>
    public IReadOnlyCollection<Alarm> All => _alarms.Values;

    public bool TryGet(string name, [NotNullWhen(true)] out Alarm? alarm) => _alarms.TryGetValue(name, out alarm);

    /// <summary>The alarm that a name or an ARN means, or null.</summary>
    public Alarm? Find(string nameOrArn) => nameOrArn.StartsWith("arn:", StringComparison.Ordinal)
        ? _alarms.Values.FirstOrDefault(a => a.Arn == nameOrArn)
        : _alarms.GetValueOrDefault(nameOrArn);

    public string ArnOf(string name) => $"arn:aws:cloudwatch:{scope.Region}:{scope.Account}:alarm:{name}";

    /// <summary>Adds an alarm, or records that it was changed.</summary>
    public void Put(Alarm alarm)
    {
        var now = scope.Clock.UtcNow;
        var isNew = _alarms.TryAdd(alarm.Name, alarm);
        if (isNew)
        {
            alarm.StateUpdated = alarm.StateTransitioned = now;
        }

        alarm.ConfigurationUpdated = now;
        History.Configuration(alarm, isNew ? "created" : "updated");
        if (alarm is MetricAlarm metric)
        {
            metric.Timer?.Dispose();
            metric.Timer = Schedule(metric);
        }
        else
        {
            Decide((CompositeAlarm)alarm, null);
        }
    }

    public void Remove(Alarm alarm)
    {
        if (_alarms.Remove(alarm.Name))
        {
            (alarm as MetricAlarm)?.Timer?.Dispose();
            (alarm as CompositeAlarm)?.Timer?.Dispose();
            History.Configuration(alarm, "deleted");
        }
    }

    /// <summary>Sets the state, writes history, acts, and lets composite alarms follow.</summary>
    public void SetState(Alarm alarm, AlarmState state, string reason, string? reasonData)
    {
        var change = new AlarmChange(alarm.State, state, alarm.StateReason, alarm.StateReasonData);
        alarm.StateReason = reason;
        alarm.StateReasonData = reasonData;
        alarm.StateUpdated = scope.Clock.UtcNow;
        if (change.Old == state)
        {
            return;
        }

        alarm.State = state;
        alarm.StateTransitioned = alarm.StateUpdated;
        History.State(alarm, change);
        if (alarm is CompositeAlarm { Suppressor: not null } composite)
        {
            Suppression.Changed(scope, this, composite, change);
        }
        else
        {
            AlarmActions.Run(scope, this, alarm, change);
        }

        foreach (var parent in _alarms.Values.OfType<CompositeAlarm>().Where(c => c.Rule.Alarms.Any(n => Find(n) == alarm)).ToList())
        {
            Decide(parent, alarm);
        }

        foreach (var suppressed in _alarms.Values.OfType<CompositeAlarm>().Where(c => c.Suppressor is { } s && Find(s) == alarm).ToList())
        {
            Suppression.SuppressorChanged(scope, this, suppressed, alarm.State);
        }
    }

    /// <summary>A time as CloudWatch words it in mails and reasons.</summary>
    public static string Words(DateTime time) => time.ToString("dddd dd MMMM, yyyy HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    // CW1: every minute, every ten seconds for periods below a minute.
    private IDisposable Schedule(MetricAlarm alarm)
    {
        var interval = alarm.Settings.EvaluationIntervalSeconds;
        alarm.SecondsPastMinute ??= Timings.PastMinute.Min + scope.Ids.Next(Timings.PastMinute.Max - Timings.PastMinute.Min + 1);
        var first = MetricStore.Floor(scope.Clock.UtcNow, interval).AddSeconds(interval < 60 ? Timings.PastTenSeconds : alarm.SecondsPastMinute.Value);
        return scope.Clock.Every(first > scope.Clock.UtcNow ? first : first.AddSeconds(interval), TimeSpan.FromSeconds(interval), () => Evaluate(alarm));
    }

    private void Evaluate(MetricAlarm alarm)
    {
        var now = scope.Clock.UtcNow;
        var window = alarm.Window(metrics, now);
        var evaluation = AlarmEvaluator.Evaluate(alarm.Settings, window, alarm.State);
        if (evaluation.State != alarm.State)
        {
            SetState(alarm, evaluation.State, AlarmReason.Describe(alarm.Settings, window, evaluation), AlarmReason.Data(alarm.Settings, window, now));
        }
        else if (alarm.State == AlarmState.Alarm)
        {
            AlarmActions.Repeat(scope, alarm);
        }
    }

    // Alarms that refer to each other in a circle are not decided again on the way round.
    private void Decide(CompositeAlarm alarm, Alarm? cause)
    {
        if (!_deciding.Add(alarm))
        {
            return;
        }

        try
        {
            var holds = alarm.Rule.Holds(name => Find(name)?.State ?? AlarmState.InsufficientData);
            var because = cause ?? alarm.Rule.Alarms.Select(Find).FirstOrDefault(static a => a is not null);
            var reason = because is null
                ? $"{alarm.Arn} was created and its alarm rule evaluates to {(holds ? "ALARM" : "OK")}"
                : cause is null
                    ? $"{alarm.Arn} was created and its alarm rule evaluates to {(holds ? "ALARM" : "OK")}"
                    : $"{cause.Arn} transitioned to {cause.State.ToAws()} at {Words(scope.Clock.UtcNow)}";
            SetState(alarm, holds ? AlarmState.Alarm : AlarmState.Ok, reason, because is null ? null : Triggering(because));
        }
        finally
        {
            _deciding.Remove(alarm);
        }
    }

    private static string Triggering(Alarm alarm) => new System.Text.Json.Nodes.JsonObject
    {
        ["triggeringAlarms"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject
        {
            ["arn"] = alarm.Arn,
            ["state"] = new System.Text.Json.Nodes.JsonObject
            {
                ["value"] = alarm.State.ToAws(),
                ["timestamp"] = alarm.StateUpdated.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture),
            },
        }),
    }.ToJsonString(Json.Relaxed);
}
