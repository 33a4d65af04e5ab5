using System.Globalization;

namespace AwsOps.Engine.Scaling;

/// <summary>What a trace's values count.</summary>
public enum TraceUnit
{
    /// <summary>Requests per second.</summary>
    PerSecond,

    /// <summary>Requests per minute.</summary>
    PerMinute,

    /// <summary>Requests in the row's interval, such as the Sum of a CloudWatch metric.</summary>
    PerInterval,
}

/// <summary>What stands for minutes that a trace leaves out.</summary>
public enum TraceGap
{
    /// <summary>A straight line from the row before to the row after.</summary>
    Interpolate,

    /// <summary>The row before.</summary>
    Hold,

    /// <summary>No load.</summary>
    Zero,

    /// <summary>Nothing: a gap is an error.</summary>
    Fail,
}

/// <summary>How a trace is read.</summary>
public sealed record TraceOptions
{
    /// <summary>What the values count.</summary>
    public TraceUnit Unit { get; init; }

    /// <summary>What stands for minutes that are left out.</summary>
    public TraceGap Gap { get; init; }

    /// <summary>The longest gap, in minutes, that is filled; a longer one is an error.</summary>
    public int MaxGapMinutes { get; init; } = 1440;

    /// <summary>The header of the times' column; null finds it.</summary>
    public string? TimeColumn { get; init; }

    /// <summary>The header of the values' column; null finds it.</summary>
    public string? ValueColumn { get; init; }
}

/// <summary>Something that was assumed in reading a trace.</summary>
/// <param name="Line">The line that it was about.</param>
/// <param name="Text">What was found and what was assumed.</param>
public sealed record TraceNote(long Line, string Text);

/// <summary>
/// A trace as load per minute: brought to requests per second, one value per minute, gaps filled. Read once, as it goes; memory does not
/// grow with its length.
/// </summary>
public sealed class LoadTrace
{
    private const int LookAhead = 64;
    private const int MaxNotes = 100;

    private readonly LoadTraceReader _reader;
    private readonly TraceOptions _options;
    private readonly Queue<LoadSample> _ahead = new();
    private readonly List<TraceNote> _notes = [];
    private readonly double _scale;
    private readonly bool _isAdded;
    private bool _isRead;

    private LoadTrace(LoadTraceReader reader, TraceOptions options)
    {
        (_reader, _options) = (reader, options);
        while (_ahead.Count < LookAhead && reader.TryRead(out var sample))
        {
            _ahead.Enqueue(sample);
        }

        if (_ahead.Count == 0)
        {
            throw new TraceFormatException(reader.Line, "", "the trace has no rows: it needs at least one of time and value.");
        }

        Start = Minute(_ahead.Peek().Time);
        var interval = FindInterval();
        IntervalMinutes = Math.Max(1, (int)Math.Round(interval));
        if (interval > options.MaxGapMinutes)
        {
            var second = _ahead.ElementAt(1);
            throw new TraceFormatException(second.Line, second.Time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{interval:0} minutes are missing before it; rows may be at most {options.MaxGapMinutes} minutes apart."));
        }

        _isAdded = options.Unit == TraceUnit.PerInterval && interval < 1;
        _scale = options.Unit switch { TraceUnit.PerSecond => 1, TraceUnit.PerMinute => 1 / 60.0, _ => 1 / (60.0 * IntervalMinutes) };
        NoteUnit();
    }

    /// <summary>The start of the first minute, UTC.</summary>
    public DateTime Start { get; }

    /// <summary>The time between rows in minutes, taken from the first rows; 1 when they are closer.</summary>
    public int IntervalMinutes { get; }

    /// <summary>Rows read so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows so far that had the same time as the row before.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Minutes so far that were filled because the trace left them out.</summary>
    public long FilledMinutes { get; private set; }

    /// <summary>What was assumed, in order of lines: the first hundred notes.</summary>
    public IReadOnlyList<TraceNote> Notes => _notes;

    /// <summary>Opens a trace: reads its first rows.</summary>
    /// <exception cref="TraceFormatException">It can't be read.</exception>
    public static LoadTrace Open(TextReader reader, TraceOptions? options = null)
    {
        options ??= new();
        return new(new LoadTraceReader(reader, options.TimeColumn, options.ValueColumn), options);
    }

    /// <summary>The load of each minute, requests per second. It can be read once.</summary>
    /// <exception cref="TraceFormatException">A row can't be read, or a gap is too long.</exception>
    public IEnumerable<double> Minutes()
    {
        if (_isRead)
        {
            throw new InvalidOperationException("The trace has been read already: open it again, or keep its minutes in an array.");
        }

        _isRead = true;
        return Fill();
    }

    private static DateTime Minute(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Utc);

    private IEnumerable<double> Fill()
    {
        (long Index, double Value)? last = null;
        foreach (var (index, value, line) in ByMinute())
        {
            if (last is not { } before)
            {
                // Rows without a value came first; the first value is all that is known of them.
                FilledMinutes += index;
                for (var i = 0L; i < index; i++)
                {
                    yield return value;
                }
            }
            else
            {
                var distance = index - before.Index;
                var held = distance <= 1.5 * IntervalMinutes ? distance : IntervalMinutes;
                for (var i = 0L; i < held; i++)
                {
                    yield return before.Value;
                }

                if (distance > held)
                {
                    CheckGap(before.Index + held, distance - held, line);
                    for (var i = held; i < distance; i++)
                    {
                        yield return InGap(before.Value, value, (double)i / distance);
                    }
                }
            }

            last = (index, value);
        }

        for (var i = 0; last is not null && i < IntervalMinutes; i++)
        {
            yield return last.Value.Value;
        }
    }

    // The rows of one minute are averaged, or added up when they count what came in less than a minute.
    private IEnumerable<(long Index, double Value, long Line)> ByMinute()
    {
        long index = -1, line = 0;
        double sum = 0;
        var count = 0;
        var previous = DateTime.MinValue;
        while (TryNext(out var sample))
        {
            Rows++;
            if (double.IsNaN(sample.Value))
            {
                Note(sample.Line, "The row has no value; it is read as a gap.");
                continue;
            }

            if (sample.Time == previous)
            {
                Duplicates++;
                Note(sample.Line, string.Create(CultureInfo.InvariantCulture, $"The time {sample.Time:yyyy-MM-dd HH:mm:ss} occurs again; its rows are {(_isAdded ? "added up" : "averaged")}."));
            }

            previous = sample.Time;
            var at = (Minute(sample.Time) - Start).Ticks / TimeSpan.TicksPerMinute;
            if (at != index && count > 0)
            {
                yield return (index, (_isAdded ? sum : sum / count) * _scale, line);
                (sum, count) = (0, 0);
            }

            (index, line) = (at, sample.Line);
            sum += sample.Value;
            count++;
        }

        if (count > 0)
        {
            yield return (index, (_isAdded ? sum : sum / count) * _scale, line);
        }
    }

    private bool TryNext(out LoadSample sample) => _ahead.TryDequeue(out sample) || _reader.TryRead(out sample);

    private double InGap(double before, double after, double share) => _options.Gap switch
    {
        TraceGap.Hold => before,
        TraceGap.Zero => 0,
        _ => before + ((after - before) * share),
    };

    private void CheckGap(long from, long minutes, long line)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{minutes} minutes are missing before it, from {Start.AddMinutes(from):yyyy-MM-dd HH:mm}");
        if (_options.Gap == TraceGap.Fail || minutes > _options.MaxGapMinutes)
        {
            throw new TraceFormatException(line, Start.AddMinutes(from + minutes).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), $"{text}; gaps of up to {(_options.Gap == TraceGap.Fail ? 0 : _options.MaxGapMinutes)} minutes are filled.");
        }

        FilledMinutes += minutes;
        Note(line, $"{text}; filled by {(_options.Gap switch { TraceGap.Hold => "the value before", TraceGap.Zero => "zero", _ => "a straight line" })}.");
    }

    private double FindInterval()
    {
        var times = _ahead.Select(s => s.Time).ToList();
        var distances = times.Zip(times.Skip(1), (a, b) => (b - a).TotalMinutes).Where(d => d > 0).Order().ToList();
        return distances.Count == 0 ? 1 : distances[(distances.Count - 1) / 2];
    }

    private void NoteUnit()
    {
        if (_reader.ValueHeader is { } header
            && (header.Contains("cpu", StringComparison.OrdinalIgnoreCase) || header.Contains("percent", StringComparison.OrdinalIgnoreCase) || header.Contains('%')))
        {
            Note(1, $"The column '{header}' looks like a utilization, which depends on how many instances there were; it is read as a load, {_options.Unit}.");
        }

        if (IntervalMinutes > 1)
        {
            Note(1, string.Create(CultureInfo.InvariantCulture, $"Rows are {IntervalMinutes} minutes apart; each value is held until the next."));
        }
    }

    private void Note(long line, string text)
    {
        if (_notes.Count < MaxNotes)
        {
            _notes.Add(new(line, text));
        }
    }
}
