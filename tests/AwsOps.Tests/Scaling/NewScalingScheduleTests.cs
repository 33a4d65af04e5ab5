namespace AwsOps.Tests.Scaling;

public sealed class NewScalingScheduleTests : CmdletTest
{
    public NewScalingScheduleTests()
        : base(Shop)
    {
    }

    [Fact]
    public void Again_and_again_in_a_time_zone()
    {
        var schedule = One("$group | New-ScalingSchedule workday -Recurrence '0 8 * * 1-5' -TimeZone Europe/Berlin -MinSize 6");
        Assert.Equal(("0 8 * * 1-5", "Europe/Berlin", 6), (schedule.Text("Recurrence"), schedule.Text("TimeZone"), schedule.Get<int>("MinSize")));
        Assert.Null(schedule.Text("MaxSize"));

        // 08:00 in Berlin in January is 07:00 UTC; today's is past.
        Assert.Equal(new DateTime(2026, 1, 6, 7, 0, 0, DateTimeKind.Utc), schedule.Get<DateTime>("StartTime"));
        Ok("Step-AwsOpsSandbox -Until '2026-01-06T07:05:00Z'");
        Assert.Equal(6, One("Get-ScalingGroup shop").Get<int>("MinSize"));
    }

    [Theory]
    [InlineData("'2026-01-05T09:30:00Z'")]
    [InlineData("'2026-01-05 09:30'")]
    [InlineData("'2026-01-05T10:30:00+01:00'")]
    [InlineData("([datetime]'2026-01-05T09:30:00Z').ToLocalTime()")]
    public void Once_at_a_time_that_is_UTC_unless_it_says_otherwise(string at)
    {
        Assert.Equal(new DateTime(2026, 1, 5, 9, 30, 0, DateTimeKind.Utc), One($"$group | New-ScalingSchedule sale -At {at} -DesiredCapacity 5").Get<DateTime>("StartTime"));
        Ok("Step-AwsOpsSandbox -Minutes 95");
        Assert.Equal(5, One("Get-ScalingGroup shop").Get<int>("DesiredCapacity"));
    }

    [Fact]
    public void More_than_the_group_may_have_is_warned_of()
    {
        var outcome = Run("$group | New-ScalingSchedule sale -Recurrence '0 8 * * *' -MinSize 30");
        Assert.Empty(outcome.Errors);
        Assert.Contains("-MaxSize 30", Assert.Single(outcome.Warnings), StringComparison.Ordinal);
        Assert.Empty(Run("$group | New-ScalingSchedule other -Recurrence '0 8 * * *' -MinSize 30 -MaxSize 30").Warnings);
    }

    [Fact]
    public void WhatIf_says_when_it_comes_next() =>
        Assert.Contains("next 2026-01-06 08:00:00Z", Show("$group | New-ScalingSchedule day -Recurrence '0 8 * * *' -MinSize 3 -WhatIf"), StringComparison.Ordinal);
}
