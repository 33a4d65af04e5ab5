using System.Globalization;
using AwsOps.Engine.Scaling;

namespace AwsOps.Engine.Tests.Scaling;

public class LoadTraceTests
{
    [Fact]
    public void A_trace_by_the_minute()
    {
        var trace = Open("timestamp,value\n2024-03-01T08:00:00Z,10\n2024-03-01T08:01:00Z,20.5\r\n\n# a remark\n2024-03-01T08:02:00Z,1e2\n");
        Assert.Equal(new DateTime(2024, 3, 1, 8, 0, 0, DateTimeKind.Utc), trace.Start);
        Assert.Equal([10, 20.5, 100], trace.Minutes());
        Assert.Equal((3, 0, 0), (trace.Rows, trace.Duplicates, trace.FilledMinutes));
        Assert.Empty(trace.Notes);
        Assert.Throws<InvalidOperationException>(() => trace.Minutes());
    }

    [Theory]
    [InlineData("2024-03-01 08:00:00,1\n2024-03-01 08:01:00,2")]
    [InlineData("2024-03-01T09:00:00+01:00,1\n2024-03-01T09:01:00+01:00,2")]
    [InlineData("1709280000,1\n1709280060,2")]
    [InlineData("1709280000000,1\n1709280060000,2")]
    [InlineData("2024-03-01 08:00;1\n2024-03-01 08:01;2")]
    [InlineData("Time\tLoad\n2024-03-01 08:00\t1\n2024-03-01 08:01\t2")]
    [InlineData("\"load, total\",\"Timestamp\"\n1,\"2024-03-01 08:00\"\n2,\"2024-03-01 08:01\"")]
    [InlineData("host,date,requests\na,2024-03-01 08:00:00,1\na,2024-03-01 08:01:00,2")]
    [InlineData("2024-03-01T08:00:10.5Z,1\n2024-03-01T08:01:10.5Z,2")]
    public void Shapes_of_files(string text)
    {
        var trace = Open(text);
        Assert.Equal(new DateTime(2024, 3, 1, 8, 0, 0, DateTimeKind.Utc), trace.Start);
        Assert.Equal([1, 2], trace.Minutes());
    }

    [Theory]
    [InlineData("2024-03-01 08:00:00,1\n2024-03-01 08:01:00,abc", 2, "abc", "not a number")]
    [InlineData("2024-03-01 08:00:00;1\n2024-03-01 08:01:00;1,5", 2, "1,5", "with a point")]
    [InlineData("2024-03-01 08:00:00,1\n2024-03-01 08:01:00,-3", 2, "-3", "can't be negative")]
    [InlineData("2024-03-01 08:00:00,1\n2024-03-01 08:01:00,NaN", 2, "NaN", "not a number")]
    [InlineData("2024-03-01 08:00:00,1\n2024-03-01 07:59:00,2", 2, "2024-03-01 07:59:00", "sort the file by time")]
    [InlineData("2024-03-01 08:00:00,1\nyesterday,2", 2, "yesterday", "not a time")]
    [InlineData("2024-03-01 08:00:00,1\n2024-02-30 08:00:00,2", 2, "2024-02-30 08:00:00", "not a time")]
    [InlineData("time,value\n", 1, "", "no rows")]
    [InlineData("", 0, "", "no rows")]
    [InlineData("2024-03-01 08:00:00,1\n2024-03-05 08:00:00,2", 2, "2024-03-05 08:00", "minutes are missing")]
    public void Errors_name_line_and_value(string text, long line, string value, string problem)
    {
        var error = Assert.Throws<TraceFormatException>(() => Open(text).Minutes().Count());
        Assert.Equal((line, value), (error.Line, error.Value));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TraceGap.Interpolate, "10,10,20,30,40,50")]
    [InlineData(TraceGap.Hold, "10,10,10,10,10,50")]
    [InlineData(TraceGap.Zero, "10,10,0,0,0,50")]
    public void Gaps_are_filled_and_noted(TraceGap gap, string expected)
    {
        var trace = Open("2024-03-01 08:00:00,10\n2024-03-01 08:01:00,10\n2024-03-01 08:05:00,50", new() { Gap = gap });
        Assert.Equal(expected, string.Join(',', trace.Minutes()));
        Assert.Equal(3, trace.FilledMinutes);
        var note = Assert.Single(trace.Notes);
        Assert.Equal(3, note.Line);
        Assert.Contains("3 minutes are missing before it, from 2024-03-01 08:02", note.Text, StringComparison.Ordinal);
        Assert.Throws<TraceFormatException>(() => Open("2024-03-01 08:00:00,10\n2024-03-01 08:01:00,10\n2024-03-01 08:05:00,50", new() { Gap = TraceGap.Fail }).Minutes().Count());
    }

    [Fact]
    public void Duplicates_and_empty_values_are_noted()
    {
        var trace = Open("t,requests\n2024-03-01 08:00:00,\n2024-03-01 08:01:00,10\n2024-03-01 08:01:00,30\n2024-03-01 08:02:00,5\n2024-03-01 08:03:00,5");
        Assert.Equal([20, 20, 5, 5], trace.Minutes());
        Assert.Equal((1, 1), (trace.Duplicates, trace.FilledMinutes));
        Assert.Equal([2, 4], trace.Notes.Select(n => n.Line));
    }

    [Fact]
    public void Units_and_intervals()
    {
        const string FiveMinutes = "2024-03-01 08:00:00,300\n2024-03-01 08:05:00,600\n2024-03-01 08:10:00,900";
        var trace = Open(FiveMinutes, new() { Unit = TraceUnit.PerInterval });
        Assert.Equal(5, trace.IntervalMinutes);
        Assert.Equal(1800, 60 * trace.Minutes().Sum(), 6);
        Assert.Contains("5 minutes apart", trace.Notes[0].Text, StringComparison.Ordinal);
        Assert.Equal(5, Open(FiveMinutes, new() { Unit = TraceUnit.PerMinute }).Minutes().First());
        var tenSeconds = string.Join('\n', Enumerable.Range(0, 12).Select(i => $"2024-03-01 08:{i / 6:00}:{i % 6 * 10:00},60"));
        Assert.Equal([6, 6], Open(tenSeconds, new() { Unit = TraceUnit.PerInterval }).Minutes());
        Assert.Equal([60, 60], Open(tenSeconds).Minutes());
    }

    [Fact]
    public void A_utilization_is_doubted() =>
        Assert.Contains("looks like a utilization", Open("timestamp,CPUUtilization\n2024-03-01 08:00:00,30").Notes[0].Text, StringComparison.Ordinal);

    [Fact]
    public void Columns_by_name()
    {
        const string Text = "when,a,b\n2024-03-01 08:00:00,1,2";
        Assert.Equal([2], Open(Text, new() { TimeColumn = "when", ValueColumn = "B" }).Minutes());
        Assert.Contains("no column 'c'", Assert.Throws<TraceFormatException>(() => Open(Text, new() { ValueColumn = "c" })).Message, StringComparison.Ordinal);
        Assert.Contains("header", Assert.Throws<TraceFormatException>(() => Open("2024-03-01 08:00:00,1", new() { ValueColumn = "c" })).Message, StringComparison.Ordinal);
    }

    // A long trace goes through in a small buffer. The smallest object takes 24 bytes, so a byte per row is none.
    [Fact]
    public void A_long_trace_is_not_kept()
    {
        const int Rows = 200_000;
        var trace = LoadTrace.Open(new Generated(Rows));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(Rows, trace.Minutes().Count());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Rows);
    }

    private static LoadTrace Open(string text, TraceOptions? options = null) => LoadTrace.Open(new StringReader(text), options);

    /// <summary>Rows made as they are read.</summary>
    private sealed class Generated(int rows) : TextReader
    {
        private static readonly DateTime Start = new(2004, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        private readonly char[] _line = new char[64];
        private int _row, _from, _to;

        public override int Read(char[] buffer, int index, int count)
        {
            if (_from == _to && _row < rows)
            {
                var time = Start.AddMinutes(_row++);
                time.TryFormat(_line, out var length, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
                ",5\n".CopyTo(_line.AsSpan(length));
                (_from, _to) = (0, length + 3);
            }

            var taken = Math.Min(count, _to - _from);
            Array.Copy(_line, _from, buffer, index, taken);
            _from += taken;
            return taken;
        }
    }
}
