using System.Diagnostics.CodeAnalysis;

namespace AwsOps.Engine.Scaling;

/// <summary>
/// The five-field cron of a scheduled action: [Minute] [Hour] [Day_of_Month] [Month_of_Year] [Day_of_Week], as crontab reads
/// it: when both day fields are restricted, either suffices (SC1). See
/// https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScheduledUpdateGroupAction.html and
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/schedule_time.html.
/// </summary>
/// <remarks>
/// AWS does not say what happens to times that daylight saving skips or repeats. As crontab does it: a fixed time that is skipped
/// runs when the clocks have gone forward, one that is repeated runs once; expressions whose minute or hour begins with * follow real time.
/// </remarks>
public sealed class CronSchedule
{
    // Leap days come every 4 years, at times every 8; nothing that ever occurs is further apart.
    private const int SearchYears = 9;

    private readonly CronField _minute, _hour, _dayOfMonth, _month, _dayOfWeek;

    private CronSchedule(string text, CronField[] fields)
    {
        Text = text;
        (_minute, _hour, _dayOfMonth, _month, _dayOfWeek) = (fields[0], fields[1], fields[2], fields[3], fields[4]);
    }

    /// <summary>The expression.</summary>
    public string Text { get; }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="FormatException">It is not valid; the message names the field, its value and what would be right.</exception>
    public static CronSchedule Parse(string text)
    {
        var parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != CronFieldKind.All.Length)
        {
            throw new FormatException($"Recurrence '{text}' has {parts.Length} fields: use five, [Minute] [Hour] [Day_of_Month] [Month_of_Year] [Day_of_Week], such as '30 8 * * MON-FRI'.");
        }

        var fields = new CronField[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            try
            {
                fields[i] = CronField.Parse(parts[i], CronFieldKind.All[i]);
            }
            catch (FormatException problem)
            {
                throw new FormatException($"Recurrence '{text}', field {i + 1}, {problem.Message}");
            }
        }

        var schedule = new CronSchedule(text, fields);
        return schedule.NeverOccurs()
            ? throw new FormatException($"Recurrence '{text}' never occurs: none of its months has such a day of the month.")
            : schedule;
    }

    /// <summary>Reads an expression; false, and what is wrong, when it is not valid.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out CronSchedule? schedule, [NotNullWhen(false)] out string? problem)
    {
        try
        {
            (schedule, problem) = (Parse(text), null);
            return true;
        }
        catch (FormatException exception)
        {
            (schedule, problem) = (null, exception.Message);
            return false;
        }
    }

    /// <summary>The first time (UTC) after <paramref name="after"/> (UTC), read in <paramref name="zone"/> (null is UTC).</summary>
    public DateTime Next(DateTime after, TimeZoneInfo? zone = null)
    {
        zone ??= TimeZoneInfo.Utc;
        after = DateTime.SpecifyKind(after, DateTimeKind.Utc);
        return zone.BaseUtcOffset == TimeSpan.Zero && !zone.SupportsDaylightSavingTime ? NextLocal(after.AddMinutes(1), after)
            : _minute.IsStar || _hour.IsStar ? NextInRealTime(after, zone)
            : NextAtFixedTime(after, zone);
    }

    private static DateTime Floor(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMinute), time.Kind);

    // Fixed times are looked for on the local clock, where each occurs once, and then placed in real time.
    private DateTime NextAtFixedTime(DateTime after, TimeZoneInfo zone)
    {
        var local = DateTime.SpecifyKind(Floor(TimeZoneInfo.ConvertTimeFromUtc(after, zone)).AddDays(-1), DateTimeKind.Unspecified);
        while (true)
        {
            local = NextLocal(local, after);
            var utc = ToUtc(local, zone);
            if (utc > after)
            {
                return utc;
            }

            local = local.AddMinutes(1);
        }
    }

    // The local clock runs through skipped and repeated hours as it does in real time.
    private DateTime NextInRealTime(DateTime after, TimeZoneInfo zone)
    {
        var time = Floor(after).AddMinutes(1);
        for (var end = after.AddYears(SearchYears); time < end;)
        {
            var local = TimeZoneInfo.ConvertTimeFromUtc(time, zone);
            if (!HoldsDay(local))
            {
                // Up to the last hours before midnight, so that a change of the clocks on the way is not jumped over.
                var rest = 24 - local.Hour - 4;
                time = rest > 0 ? time.AddHours(rest).AddMinutes(-local.Minute) : time.AddMinutes(60 - local.Minute);
            }
            else if (!_hour.Contains(local.Hour))
            {
                time = time.AddMinutes(60 - local.Minute);
            }
            else if (_minute.Contains(local.Minute))
            {
                return time;
            }
            else
            {
                time = time.AddMinutes(1);
            }
        }

        throw Unreachable(after);
    }

    private DateTime NextLocal(DateTime from, DateTime after)
    {
        var time = Floor(from);
        for (var end = time.AddYears(SearchYears); time < end; time = time.Date.AddDays(1))
        {
            if (!_month.Contains(time.Month))
            {
                // The step to the first of the next month; the loop adds the last day.
                time = new DateTime(time.Year, time.Month, DateTime.DaysInMonth(time.Year, time.Month), 0, 0, 0, time.Kind);
                continue;
            }

            if (HoldsDay(time) && NextInDay(time) is { } found)
            {
                return found;
            }
        }

        throw Unreachable(after);
    }

    private DateTime? NextInDay(DateTime time)
    {
        var minute = _minute.Next(time.Minute);
        var hour = _hour.Next(minute < 0 ? time.Hour + 1 : time.Hour);
        if (hour < 0)
        {
            return null;
        }

        return time.Date.AddHours(hour).AddMinutes(hour == time.Hour ? minute : _minute.Next(0));
    }

    private bool HoldsDay(DateTime local)
    {
        if (!_month.Contains(local.Month))
        {
            return false;
        }

        var ofMonth = _dayOfMonth.Contains(local.Day);
        var ofWeek = _dayOfWeek.Contains((int)local.DayOfWeek);
        return _dayOfMonth.IsStar || _dayOfWeek.IsStar ? ofMonth && ofWeek : ofMonth || ofWeek;
    }

    private bool NeverOccurs()
    {
        if (!_dayOfWeek.IsStar)
        {
            return false;
        }

        for (var month = _month.Next(1); month > 0; month = _month.Next(month + 1))
        {
            var day = _dayOfMonth.Next(1);
            if (day <= DateTime.DaysInMonth(2024, month))
            {
                return false;
            }
        }

        return true;
    }

    private static DateTime ToUtc(DateTime local, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(local))
        {
            // Skipped: the moment at which the clocks went forward.
            var (low, high) = (local.AddDays(-1), local);
            while (zone.IsInvalidTime(low))
            {
                low = low.AddDays(-1);
            }

            while (high - low > TimeSpan.FromMinutes(1))
            {
                var middle = Floor(low + ((high - low) / 2));
                (low, high) = zone.IsInvalidTime(middle) ? (low, middle) : (middle, high);
            }

            return TimeZoneInfo.ConvertTimeToUtc(low, zone).AddMinutes(1);
        }

        // Repeated: the first of the two, which is the one with the larger offset.
        return zone.IsAmbiguousTime(local)
            ? DateTime.SpecifyKind(local - zone.GetAmbiguousTimeOffsets(local).Max(), DateTimeKind.Utc)
            : TimeZoneInfo.ConvertTimeToUtc(local, zone);
    }

    private InvalidOperationException Unreachable(DateTime after) => new($"Recurrence '{Text}' does not occur within {SearchYears} years after {after:u}.");
}
