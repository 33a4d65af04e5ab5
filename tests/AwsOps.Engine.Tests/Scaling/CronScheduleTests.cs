using System.Globalization;
using AwsOps.Engine.Scaling;
using CsCheck;

namespace AwsOps.Engine.Tests.Scaling;

/// <summary>
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/schedule_time.html and
/// https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScheduledUpdateGroupAction.html.
/// </summary>
public class CronScheduleTests
{
    [Theory]
    [InlineData("30 0 1 1,6,12 *", "2024-02-10 00:00", "2024-06-01 00:30")] // the API page's example
    [InlineData("0 10 * * *", "2024-02-10 09:59", "2024-02-10 10:00")]
    [InlineData("0 10 * * *", "2024-02-10 10:00", "2024-02-11 10:00")]
    [InlineData("0 8 * * MON-FRI", "2024-02-09 08:00", "2024-02-12 08:00")]
    [InlineData("0 8 * * 1-5", "2024-02-09 08:00", "2024-02-12 08:00")]
    [InlineData("0 8 * * 7", "2024-02-09 08:00", "2024-02-11 08:00")]
    [InlineData("0 8 * * sun", "2024-02-09 08:00", "2024-02-11 08:00")]
    [InlineData("*/15 * * * *", "2024-02-10 10:01", "2024-02-10 10:15")]
    [InlineData("5-20/5 9-17 * * *", "2024-02-10 17:20", "2024-02-11 09:05")]
    [InlineData("0 0 29 2 *", "2024-03-01 00:00", "2028-02-29 00:00")]
    [InlineData("0 0 31 * *", "2024-04-01 00:00", "2024-05-31 00:00")]
    [InlineData("0 0 13 * FRI", "2024-02-10 00:00", "2024-02-13 00:00")] // crontab: either day field
    [InlineData("0 0 13 * FRI", "2024-02-13 00:00", "2024-02-16 00:00")]
    [InlineData("59 23 31 DEC *", "2024-12-31 23:59", "2025-12-31 23:59")]
    public void Next_time(string cron, string after, string expected) =>
        Assert.Equal(Time(expected), CronSchedule.Parse(cron).Next(Time(after)));

    // schedule_time.html: "the scheduled action adjusts for daylight saving time". Skipped and repeated times as crontab(5) does them.
    [Theory]
    [InlineData("0 9 * * *", "America/New_York", "2024-03-09 20:00", "2024-03-10 13:00")] // EDT from this day
    [InlineData("0 9 * * *", "America/New_York", "2024-03-08 20:00", "2024-03-09 14:00")]
    [InlineData("30 2 * * *", "America/New_York", "2024-03-10 00:00", "2024-03-10 07:00")] // skipped: when the clocks have gone forward
    [InlineData("30 2 * * *", "America/New_York", "2024-03-10 07:00", "2024-03-11 06:30")]
    [InlineData("30 1 * * *", "America/New_York", "2024-11-03 00:00", "2024-11-03 05:30")] // repeated: once
    [InlineData("30 1 * * *", "America/New_York", "2024-11-03 05:30", "2024-11-04 06:30")]
    [InlineData("30 * * * *", "America/New_York", "2024-11-03 05:30", "2024-11-03 06:30")] // every hour: in real time
    [InlineData("0 * * * *", "Europe/Berlin", "2024-03-31 00:00", "2024-03-31 01:00")]
    [InlineData("15 * * * *", "Australia/Lord_Howe", "2024-04-06 14:50", "2024-04-06 15:45")] // back by half an hour
    [InlineData("0 0 * * *", "Asia/Kolkata", "2024-04-06 00:00", "2024-04-06 18:30")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2024-03-31 00:00", "2024-03-31 01:00")]
    public void Time_zones(string cron, string zone, string after, string expected) =>
        Assert.Equal(Time(expected), CronSchedule.Parse(cron).Next(Time(after), ScheduledAction.FindTimeZone(zone)));

    [Theory]
    [InlineData("* * * *", "4 fields")]
    [InlineData("* * * * * *", "6 fields")]
    [InlineData("60 * * * *", "field 1, Minute '60': 60 is outside 0 to 59")]
    [InlineData("* 24 * * *", "Hour '24': 24 is outside 0 to 23")]
    [InlineData("* * 0 * *", "Day_of_Month '0'")]
    [InlineData("* * * 13 *", "Month_of_Year '13'")]
    [InlineData("* * * * 8", "Day_of_Week '8'")]
    [InlineData("* * * * MONDAY", "'MONDAY' is not a number or one of SUN to SAT")]
    [InlineData("*/0 * * * *", "step '0'")]
    [InlineData("5/10 * * * *", "a step needs a range")]
    [InlineData("30-10 * * * *", "runs backwards")]
    [InlineData("1,,2 * * * *", "a value is missing")]
    [InlineData("* * L * *", "'L' is not a number")]
    [InlineData("0 0 ? * *", "'?' is not a number")]
    [InlineData("0 0 31 2,4,6 *", "never occurs")]
    public void Errors_name_the_field(string cron, string expected)
    {
        Assert.False(CronSchedule.TryParse(cron, out _, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    // Against a search minute by minute.
    [Fact]
    public void Agrees_with_a_search_by_the_minute()
    {
        var field = Gen.Select(Gen.Int[0, 59], Gen.Int[0, 23], Gen.Int[1, 28], Gen.Int[0, 6], Gen.Int[0, 40 * 1440]);
        field.Sample((minute, hour, day, weekday, offset) =>
        {
            var after = Time("2024-10-01 00:00").AddMinutes(offset);
            var schedule = CronSchedule.Parse($"{minute} {hour} {day} * {weekday}");
            var expected = after.AddMinutes(1);
            while (expected.Minute != minute || expected.Hour != hour || (expected.Day != day && (int)expected.DayOfWeek != weekday))
            {
                expected = expected.AddMinutes(1);
            }

            return schedule.Next(after) == expected;
        }, iter: 200);
    }

    [Fact]
    public void Start_end_and_recurrence()
    {
        var action = new ScheduledAction
        {
            Name = "sale",
            Recurrence = CronSchedule.Parse("0 8 * * *"),
            StartTime = Time("2024-02-10 06:30"),
            EndTime = Time("2024-02-12 08:00"),
            MinSize = 10,
        };
        // "If you specify Recurrence and StartTime, Amazon EC2 Auto Scaling performs the action at this time, and then performs the
        // action based on the specified recurrence": API_PutScheduledUpdateGroupAction.
        var times = new List<DateTime>();
        for (DateTime? time = Time("2024-01-01 00:00"); (time = action.Next(time.Value)) is { } next;)
        {
            times.Add(next);
        }

        Assert.Equal([Time("2024-02-10 06:30"), Time("2024-02-10 08:00"), Time("2024-02-11 08:00"), Time("2024-02-12 08:00")], times);
        Assert.Null((action with { Recurrence = null }).Next(Time("2024-02-10 06:30")));
    }

    [Fact]
    public void Sizes_that_an_action_sets()
    {
        var action = new ScheduledAction { Name = "a", StartTime = Time("2024-01-01 00:00"), MinSize = 4 };
        Assert.Equal((4, 10, 4), action.Apply(1, 10, 2));
        Assert.Equal((4, 10, 6), action.Apply(1, 10, 6));
        Assert.Equal((1, 3, 3), (action with { MinSize = null, MaxSize = 3 }).Apply(1, 10, 6));
        Assert.Equal((0, 0, 0), (action with { MinSize = 0, MaxSize = 0, DesiredCapacity = 0 }).Apply(1, 10, 6));
    }

    [Fact]
    public void Invalid_actions()
    {
        var action = new ScheduledAction { Name = "a", StartTime = Time("2024-01-01 00:00") };
        Assert.Contains("sets nothing", action.FindProblem(), StringComparison.Ordinal);
        Assert.Contains("MinSize 5 is greater than MaxSize 4", (action with { MinSize = 5, MaxSize = 4 }).FindProblem(), StringComparison.Ordinal);
        Assert.Contains("DesiredCapacity 9", (action with { MaxSize = 4, DesiredCapacity = 9 }).FindProblem(), StringComparison.Ordinal);
        Assert.Contains("no time", (action with { MinSize = 1, StartTime = null }).FindProblem(), StringComparison.Ordinal);
        Assert.Contains("not before", (action with { MinSize = 1, EndTime = action.StartTime }).FindProblem(), StringComparison.Ordinal);
        Assert.Null((action with { MinSize = 1 }).FindProblem());
        Assert.Contains("Mars/Olympus", Assert.Throws<ArgumentException>(() => ScheduledAction.FindTimeZone("Mars/Olympus")).Message, StringComparison.Ordinal);
    }

    private static DateTime Time(string text) =>
        DateTime.ParseExact(text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
