using System.Globalization;

namespace AwsOps.Engine.Scaling;

/// <summary>One row of a trace.</summary>
/// <param name="Time">Its time, UTC.</param>
/// <param name="Value">Its value; NaN when the row has none.</param>
/// <param name="Line">Its line in the file, from 1.</param>
public readonly record struct LoadSample(DateTime Time, double Value, long Line);

/// <summary>A trace that can't be read: says which line and value, and what would be right.</summary>
public sealed class TraceFormatException : FormatException
{
    /// <summary>Makes the error.</summary>
    public TraceFormatException(long line, string value, string problem)
        : base(string.Create(CultureInfo.InvariantCulture, $"Line {line}, '{value}': {problem}"))
    {
        Line = line;
        Value = value;
    }

    /// <summary>The line, from 1.</summary>
    public long Line { get; }

    /// <summary>What stands there.</summary>
    public string Value { get; }
}

/// <summary>
/// Reads rows of time and value from comma, semicolon or tab separated text, one at a time; memory does not grow with the file. Rows
/// must be in order of time. A header is found by itself; with one, the columns are found by name.
/// </summary>
public sealed class LoadTraceReader
{
    private static readonly string[] TimeNames = ["timestamp", "time", "date", "datetime", "minute"];
    private static readonly string[] ValueNames = ["value", "load", "requests", "count", "rps", "sum", "average"];

    private readonly TextReader _reader;
    private readonly string? _timeColumn;
    private readonly string? _valueColumn;
    private char[] _buffer = new char[1 << 16];
    private int _begin, _end;
    private bool _isStarted;
    private char _separator = ',';
    private int _timeIndex, _valueIndex = 1;
    private DateTime _last = DateTime.MinValue;

    /// <summary>Reads from <paramref name="reader"/>, which stays the caller's to dispose of.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="timeColumn">The header of the times' column; null finds it by the usual names, else the first.</param>
    /// <param name="valueColumn">The header of the values' column; null finds it by the usual names, else the second.</param>
    public LoadTraceReader(TextReader reader, string? timeColumn = null, string? valueColumn = null)
    {
        _reader = reader;
        _timeColumn = timeColumn;
        _valueColumn = valueColumn;
    }

    /// <summary>The lines read so far.</summary>
    public long Line { get; private set; }

    /// <summary>The header of the values' column, if there is a header.</summary>
    public string? ValueHeader { get; private set; }

    /// <summary>Reads the next row; false at the end.</summary>
    /// <exception cref="TraceFormatException">The row is not a time and a value of 0 or more, or it is out of order.</exception>
    public bool TryRead(out LoadSample sample)
    {
        while (TryReadLine(out var line))
        {
            if (line.IsEmpty || line[0] == '#' || (!_isStarted && IsHeader(line)))
            {
                continue;
            }

            sample = Parse(line);
            return true;
        }

        sample = default;
        return false;
    }

    private bool IsHeader(ReadOnlySpan<char> line)
    {
        _isStarted = true;
        _separator = line.Contains('\t') ? '\t' : line.Contains(';') ? ';' : ',';
        var isHeader = !TraceTime.TryParse(Field(line, 0), out _) && !IsNumber(Field(line, 1));
        if (!isHeader)
        {
            return _timeColumn is null && _valueColumn is null ? false
                : throw new TraceFormatException(Line, line.ToString(), $"a header with the column '{_timeColumn ?? _valueColumn}' was expected.");
        }

        var names = Fields(line);
        _timeIndex = FindColumn(names, _timeColumn, TimeNames, 0);
        _valueIndex = FindColumn(names, _valueColumn, ValueNames, _timeIndex == 0 ? 1 : 0);
        ValueHeader = _valueIndex < names.Length ? names[_valueIndex] : null;
        return true;
    }

    private string[] Fields(ReadOnlySpan<char> line)
    {
        var fields = new List<string>();
        for (var index = 0; index <= line.Count(_separator); index++)
        {
            fields.Add(Field(line, index).ToString());
        }

        return [.. fields];
    }

    private int FindColumn(string[] names, string? wanted, string[] usual, int otherwise)
    {
        if (wanted is not null)
        {
            var index = Array.FindIndex(names, n => n.Equals(wanted, StringComparison.OrdinalIgnoreCase));
            return index >= 0 ? index : throw new TraceFormatException(Line, string.Join(_separator, names), $"there is no column '{wanted}'.");
        }

        var found = Array.FindIndex(names, n => usual.Contains(n, StringComparer.OrdinalIgnoreCase));
        return found >= 0 ? found : otherwise;
    }

    private LoadSample Parse(ReadOnlySpan<char> line)
    {
        var timeText = Field(line, _timeIndex);
        if (!TraceTime.TryParse(timeText, out var time))
        {
            throw new TraceFormatException(Line, timeText.ToString(), "not a time: use ISO 8601 such as 2024-03-01T08:00:00Z, or seconds since 1970.");
        }

        if (time < _last)
        {
            throw new TraceFormatException(Line, timeText.ToString(), $"earlier than the row before it ({_last:yyyy-MM-dd HH:mm:ss}): sort the file by time.");
        }

        _last = time;
        return new LoadSample(time, ParseValue(Field(line, _valueIndex)), Line);
    }

    private double ParseValue(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return double.NaN;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            throw new TraceFormatException(Line, text.ToString(), text.Contains(',') ? "not a number: write decimals with a point." : "not a number: use digits, with a point for decimals.");
        }

        return value >= 0 ? value : throw new TraceFormatException(Line, text.ToString(), "a load can't be negative: use 0 or more.");
    }

    private static bool IsNumber(ReadOnlySpan<char> text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private ReadOnlySpan<char> Field(ReadOnlySpan<char> line, int index)
    {
        while (true)
        {
            var quoted = line.Length > 0 && line[0] == '"';
            var close = quoted ? line[1..].IndexOf('"') : -1;
            var offset = close >= 0 ? close + 2 : 0;
            var separator = line[offset..].IndexOf(_separator);
            var end = separator < 0 ? line.Length : offset + separator;
            if (index-- == 0)
            {
                return line[..end].Trim().Trim('"');
            }

            if (separator < 0)
            {
                return default;
            }

            line = line[(end + 1)..];
        }
    }

    private bool TryReadLine(out ReadOnlySpan<char> line)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_begin, _end - _begin).IndexOf('\n');
            if (length >= 0)
            {
                line = _buffer.AsSpan(_begin, length).TrimEnd('\r');
                _begin += length + 1;
                Line++;
                return true;
            }

            if (!Fill())
            {
                line = _buffer.AsSpan(_begin, _end - _begin).TrimEnd('\r');
                var isLine = _begin < _end;
                _begin = _end;
                Line += isLine ? 1 : 0;
                return isLine;
            }
        }
    }

    private bool Fill()
    {
        if (_begin > 0)
        {
            Array.Copy(_buffer, _begin, _buffer, 0, _end - _begin);
            (_begin, _end) = (0, _end - _begin);
        }
        else if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var read = _reader.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}

/// <summary>Times as traces write them: ISO 8601 (UTC when it says nothing else), or seconds or milliseconds since 1970.</summary>
internal static class TraceTime
{
    public static bool TryParse(ReadOnlySpan<char> text, out DateTime time)
    {
        if (TryParseFast(text, out time))
        {
            return true;
        }

        if (text.Length is >= 9 and <= 13 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            time = text.Length >= 12 ? DateTime.UnixEpoch.AddMilliseconds(number) : DateTime.UnixEpoch.AddSeconds(number);
            return true;
        }

        return text.ContainsAny("-/")
            && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces, out time);
    }

    // 2024-03-01T08:00:00, with a blank for the T and a Z at the end or not: what nearly every row of a long file looks like.
    private static bool TryParseFast(ReadOnlySpan<char> text, out DateTime time)
    {
        time = default;
        if (text.Length is not (19 or 20) || (text.Length == 20 && text[19] != 'Z')
            || text[4] != '-' || text[7] != '-' || text[10] is not ('T' or ' ') || text[13] != ':' || text[16] != ':')
        {
            return false;
        }

        var (year, month, day) = ((Two(text, 0) * 100) + Two(text, 2), Two(text, 5), Two(text, 8));
        var (hour, minute, second) = (Two(text, 11), Two(text, 14), Two(text, 17));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59)
        {
            return false;
        }

        time = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc);
        return true;
    }

    // A number so negative that no sum of it passes for a date when a character is not a digit.
    private static int Two(ReadOnlySpan<char> text, int at) =>
        char.IsAsciiDigit(text[at]) && char.IsAsciiDigit(text[at + 1]) ? ((text[at] - '0') * 10) + text[at + 1] - '0' : -100_000;
}
