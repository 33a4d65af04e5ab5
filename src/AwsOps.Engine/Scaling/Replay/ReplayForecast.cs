namespace AwsOps.Engine.Scaling;

/// <summary>Predictive scaling in a replay: keeps hourly history, forecasts every six hours, gives each hour's capacity.</summary>
internal sealed class ReplayForecast
{
    private readonly PredictivePolicy _policy;
    private readonly ReplaySettings _settings;
    private readonly double[] _forecast = new double[SeasonalForecast.HorizonHours];
    private readonly double[] _history = new double[2 * SeasonalForecast.MaxHistoryHours];
    private int _hours;
    private double _sum, _seconds;
    private long _hour;
    private long _forecastFrom = -1;

    /// <param name="policy">The policy.</param>
    /// <param name="settings">The group.</param>
    /// <param name="start">The start of the replay, UTC: which hours its minutes belong to.</param>
    public ReplayForecast(PredictivePolicy policy, ReplaySettings settings, DateTime start)
    {
        (_policy, _settings) = (policy, settings);
        SecondsIntoHour = (start.Minute * 60) + start.Second;
        foreach (var load in policy.History.TakeLast(SeasonalForecast.MaxHistoryHours))
        {
            Remember(load);
        }

        Refresh();
    }

    public int SecondsIntoHour { get; }

    /// <summary>Whether the load is measured by the CPU that it takes: what is not served takes none.</summary>
    public bool IsOfCpu => _policy.Metric == ScalingMetric.CpuUtilization;

    /// <summary>Adds a stretch of load; <paramref name="to"/> is where it ends, in seconds from the start.</summary>
    public void Measure(double load, long from, long to)
    {
        _sum += load * (to - from);
        _seconds += to - from;
        if ((to + SecondsIntoHour) / 3600 == _hour)
        {
            return;
        }

        // A first hour that the replay did not see from its beginning still counts, by its average.
        Remember(_sum / _seconds);
        (_sum, _seconds) = (0, 0);
        if (++_hour % SeasonalForecast.HoursBetweenForecasts == 0 || _forecastFrom < 0)
        {
            Refresh();
        }
    }

    /// <summary>The second at which the capacity of <paramref name="hour"/> (0 is the hour of the start) is put in place.</summary>
    public long TimeOf(long hour) => Math.Max(0, (hour * 3600) - SecondsIntoHour - _policy.PreLaunchSeconds);

    /// <summary>The capacity, in units and before limits, that the forecast asks for in <paramref name="hour"/>; 0 when there is no forecast.</summary>
    public int CapacityOf(long hour)
    {
        var index = hour - _forecastFrom;
        if (_forecastFrom < 0 || index < 0 || index >= _forecast.Length)
        {
            return 0;
        }

        return PredictiveScaling.Capacity(_settings.Load.InstancesFor(_policy.Metric, _policy.TargetValue, _forecast[index]), _settings.UnitsPerInstance);
    }

    public int EffectiveMax(int max, int capacity) => PredictiveScaling.EffectiveMax(max, capacity, _policy.MaxCapacityBufferPercent);

    private void Remember(double load)
    {
        if (_hours == _history.Length)
        {
            Array.Copy(_history, SeasonalForecast.MaxHistoryHours, _history, 0, SeasonalForecast.MaxHistoryHours);
            _hours = SeasonalForecast.MaxHistoryHours;
        }

        _history[_hours++] = load;
    }

    private void Refresh() =>
        _forecastFrom = SeasonalForecast.TryPredict(_history.AsSpan(0, _hours), _forecast) ? _hour : _forecastFrom;
}
