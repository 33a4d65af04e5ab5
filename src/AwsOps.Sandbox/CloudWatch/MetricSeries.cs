namespace AwsOps.Sandbox.CloudWatch;

/// <summary>The samples of one metric, in the order of time.</summary>
internal sealed class MetricSeries(MetricId id)
{
    private readonly List<MetricSample> _samples = [];

    public MetricId Id { get; } = id;

    /// <summary>When data last came, UTC.</summary>
    public DateTime LastUpdate { get; private set; }

    public void Add(in MetricSample sample, DateTime now)
    {
        LastUpdate = now;
        var index = _samples.Count;
        while (index > 0 && _samples[index - 1].Time > sample.Time)
        {
            index--;
        }

        _samples.Insert(index, sample);
    }

    /// <summary>Periods with data within [start, end), the oldest first; periods are counted from <paramref name="start"/>.</summary>
    /// <param name="start">Start, UTC.</param>
    /// <param name="end">End, UTC, exclusive.</param>
    /// <param name="period">Length of a period.</param>
    /// <param name="unit">Only samples of this unit; null takes all.</param>
    public List<MetricAggregate> Read(DateTime start, DateTime end, TimeSpan period, string? unit = null)
    {
        var found = new List<MetricAggregate>();
        for (var i = FirstAt(start); i < _samples.Count && _samples[i].Time < end; i++)
        {
            var sample = _samples[i];
            if (unit is not null && sample.Unit != unit)
            {
                continue;
            }

            var at = new DateTime(sample.Time.Ticks - ((sample.Time - start).Ticks % period.Ticks), DateTimeKind.Utc);
            if (found.Count == 0 || found[^1].Start != at)
            {
                found.Add(new MetricAggregate(at));
            }

            found[^1].Add(sample);
        }

        return found;
    }

    /// <summary>The units that samples within [start, end) carry.</summary>
    public IEnumerable<string> Units(DateTime start, DateTime end) => _samples
        .Skip(FirstAt(start)).TakeWhile(s => s.Time < end).Select(static s => s.Unit).Distinct();

    private int FirstAt(DateTime time)
    {
        var (low, high) = (0, _samples.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_samples[middle].Time < time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
