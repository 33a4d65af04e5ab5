using System.Collections;
using System.Globalization;
using System.Management.Automation;
using AwsOps.Engine.Scaling;

namespace AwsOps.Scaling.Rehearsal;

/// <summary>A load as it is replayed: its start, its minutes in requests per second, and what was assumed in reading it.</summary>
internal abstract class LoadSource
{
    /// <summary>Start of the first minute, UTC.</summary>
    public abstract DateTime Start { get; }

    /// <summary>Whether <see cref="Minutes"/> reads anew each time without holding the whole load in memory.</summary>
    public virtual bool IsStream => false;

    /// <summary>The load of each minute, in requests per second.</summary>
    /// <param name="assumptions">Takes what was assumed on the way.</param>
    public abstract IEnumerable<double> Minutes(ICollection<string> assumptions);

    /// <summary>A trace in a file.</summary>
    public static LoadSource File(string path, TraceOptions options) => new FileLoad(path, options);

    /// <summary>Values by minute.</summary>
    public static LoadSource Values(DateTime start, IEnumerable<double> minutes) => new ValuesLoad(start, minutes);

    /// <summary>Points from the pipeline: what has a time and a value, such as Get-Metric's output.</summary>
    public static LoadSource Points(IReadOnlyCollection<LoadPoint> points, TraceOptions options)
    {
        // CloudWatch answers the newest first; objects have no order that a mistake could show in.
        var sorted = points.OrderBy(static point => point.Time).ToList();
        var header = sorted.Select(static point => point.Metric).FirstOrDefault(static metric => metric is not null) ?? "Value";
        var lines = sorted.Select(static point => string.Create(CultureInfo.InvariantCulture, $"{point.Time:yyyy-MM-ddTHH:mm:ss}Z,{(double.IsNaN(point.Value) ? string.Empty : point.Value.ToString("R", CultureInfo.InvariantCulture))}"));
        return new TraceLoad("The load from the pipeline", string.Join('\n', lines.Prepend("Timestamp," + header.Replace(',', ' '))), options);
    }

    private static AwsOpsException Unreadable(string source, TraceFormatException exception) =>
        new("InvalidTrace", ErrorCategory.InvalidData, $"{source}: {exception.Message}", "A trace has a time and a load in each row, sorted by time; -Unit says what the load counts.", exception) { Target = exception.Value };

    private static IEnumerable<double> Read(string source, LoadTrace trace, ICollection<string> assumptions)
    {
        using var minutes = trace.Minutes().GetEnumerator();
        while (Next())
        {
            yield return minutes.Current;
        }

        foreach (var note in trace.Notes)
        {
            assumptions.Add(string.Create(CultureInfo.InvariantCulture, $"{source}, line {note.Line}: {note.Text}"));
        }

        bool Next()
        {
            try
            {
                return minutes.MoveNext();
            }
            catch (TraceFormatException exception)
            {
                throw Unreadable(source, exception);
            }
        }
    }

    private static LoadTrace Open(string source, TextReader reader, TraceOptions options)
    {
        try
        {
            return LoadTrace.Open(reader, options);
        }
        catch (TraceFormatException exception)
        {
            throw Unreadable(source, exception);
        }
    }

    private sealed class FileLoad : LoadSource
    {
        private readonly string _path;
        private readonly TraceOptions _options;

        public FileLoad(string path, TraceOptions options)
        {
            (_path, _options) = (path, options);
            using var reader = Reader();
            Start = LoadSource.Open(Path.GetFileName(_path), reader, _options).Start;
        }

        public override DateTime Start { get; }

        public override bool IsStream => true;

        public override IEnumerable<double> Minutes(ICollection<string> assumptions)
        {
            using var reader = Reader();
            foreach (var minute in Read(Path.GetFileName(_path), LoadSource.Open(Path.GetFileName(_path), reader, _options), assumptions))
            {
                yield return minute;
            }
        }

        private StreamReader Reader()
        {
            try
            {
                return new StreamReader(_path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw AwsOpsException.BadArgument("TracePath", _path, "it can't be read:", exception.Message);
            }
        }
    }

    private sealed class TraceLoad : LoadSource
    {
        private readonly string _source, _text;
        private readonly TraceOptions _options;

        public TraceLoad(string source, string text, TraceOptions options)
        {
            (_source, _text, _options) = (source, text, options);
            Start = LoadSource.Open(source, new StringReader(text), options).Start;
        }

        public override DateTime Start { get; }

        public override IEnumerable<double> Minutes(ICollection<string> assumptions) =>
            Read(_source, LoadSource.Open(_source, new StringReader(_text), _options), assumptions);
    }

    private sealed class ValuesLoad(DateTime start, IEnumerable<double> minutes) : LoadSource
    {
        public override DateTime Start => start;

        public override IEnumerable<double> Minutes(ICollection<string> assumptions) => minutes;
    }
}

/// <summary>A point of a load: a time and a value.</summary>
/// <param name="Time">The time, UTC.</param>
/// <param name="Value">The value; NaN for none.</param>
/// <param name="Metric">What was measured; null when the object does not say.</param>
/// <param name="IsSum">Whether the value counts what came in its period.</param>
internal readonly record struct LoadPoint(DateTime Time, double Value, string? Metric, bool IsSum)
{
    private static readonly string[] Times = ["Timestamp", "Time", "Date"];
    private static readonly string[] Values = ["Value", "Average", "Sum", "Load", "RequestsPerSecond"];

    /// <summary>Whether an object has a time and a value.</summary>
    public static bool TryRead(PSObject item, out LoadPoint point)
    {
        point = default;
        if (Get(item, Times) is not { } time || Get(item, Values) is not { } value)
        {
            return false;
        }

        try
        {
            var at = (DateTime)LanguagePrimitives.ConvertTo(time.Value, typeof(DateTime), CultureInfo.InvariantCulture);
            var number = value.Value is null ? double.NaN : (double)LanguagePrimitives.ConvertTo(value.Value, typeof(double), CultureInfo.InvariantCulture);
            var isSum = value.Name == "Sum" || "Sum".Equals(Get(item, ["Statistic"])?.Value as string, StringComparison.OrdinalIgnoreCase);
            point = new LoadPoint(at.Kind == DateTimeKind.Local ? at.ToUniversalTime() : DateTime.SpecifyKind(at, DateTimeKind.Utc), number, Get(item, ["MetricName"])?.Value?.ToString(), isSum);
            return true;
        }
        catch (PSInvalidCastException exception)
        {
            throw AwsOpsException.BadArgument("InputObject", $"{time.Name}={time.Value}; {value.Name}={value.Value}", "a time and a number are needed:", exception.Message);
        }
    }

    private static (string Name, object? Value)? Get(PSObject item, string[] names)
    {
        foreach (var name in names)
        {
            if (item.BaseObject is IDictionary table)
            {
                if (table.Keys.OfType<string>().FirstOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } key)
                {
                    return (name, Unwrap(table[key]));
                }
            }
            else if (item.Properties[name] is { } property)
            {
                return (name, Unwrap(property.Value));
            }
        }

        return null;
    }

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
