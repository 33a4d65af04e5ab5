using System.Globalization;
using System.Management.Automation;
using Amazon.AutoScaling.Model;
using AwsOps.Common;
using AwsOps.Engine.Scaling;

namespace AwsOps.Scaling;

/// <summary>Makes a scheduled action: a group takes given sizes at a time, once or again and again.</summary>
/// <remarks><para>-Recurrence is cron with five fields (minute, hour, day of month, month, day of week), read in UTC unless -TimeZone names an IANA zone. What cron can't mean is an error that names the field, before anything is made.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 20 | New-ScalingSchedule -ScalingScheduleName workday -Recurrence '0 8 * * 1-5' -TimeZone Europe/Berlin -MinSize 6</code>
/// <para>Keeps at least six instances from eight in the morning on workdays.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 20 | New-ScalingSchedule sale -At '2026-11-27T05:45:00Z' -MinSize 10 -DesiredCapacity 10</code>
/// <para>Has ten instances ready a quarter of an hour before a sale.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scheduled-scaling.html">Scheduled scaling</seealso>
[Cmdlet(VerbsCommon.New, "ScalingSchedule", SupportsShouldProcess = true, DefaultParameterSetName = RecurrenceSet)]
[OutputType(typeof(ScalingSchedule))]
[IamAction("autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeScheduledActions", "autoscaling:PutScheduledUpdateGroupAction")]
public sealed class NewScalingScheduleCommand : AwsCmdlet
{
    private const string RecurrenceSet = "Recurrence";
    private const string OnceSet = "Once";

    /// <summary>Group that scales.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScalingGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string ScalingGroupName { get; set; } = null!;

    /// <summary>Name of the scheduled action.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateFormat("^[^:]{1,255}$", "-ScalingScheduleName '{0}': 1 to 255 characters, without a colon.")]
    public string ScalingScheduleName { get; set; } = null!;

    /// <summary>When, again and again: cron with five fields, e.g. '0 8 * * 1-5'.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RecurrenceSet)]
    [ValidateNotNullOrEmpty]
    public string Recurrence { get; set; } = null!;

    /// <summary>When, once. A time without a zone is UTC.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OnceSet)]
    public DateTime At { get; set; }

    /// <summary>IANA time zone of the recurrence, e.g. Europe/Berlin; daylight saving is followed. Without it UTC.</summary>
    [Parameter(ParameterSetName = RecurrenceSet)]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    [ValidateNotNullOrEmpty]
    public string? TimeZone { get; set; }

    /// <summary>The recurrence begins at this time. A time without a zone is UTC.</summary>
    [Parameter(ParameterSetName = RecurrenceSet)]
    public DateTime? StartTime { get; set; }

    /// <summary>The recurrence ends at this time. A time without a zone is UTC.</summary>
    [Parameter(ParameterSetName = RecurrenceSet)]
    public DateTime? EndTime { get; set; }

    /// <summary>Fewest instances from then on.</summary>
    [Parameter]
    [ValidateRange(0, 10000)]
    public int? MinSize { get; set; }

    /// <summary>Most instances from then on.</summary>
    [Parameter]
    [ValidateRange(0, 10000)]
    public int? MaxSize { get; set; }

    /// <summary>Instances there should be then.</summary>
    [Parameter]
    [ValidateRange(0, 10000)]
    public int? DesiredCapacity { get; set; }

    /// <inheritdoc/>
    private protected override object? ErrorTarget => ScalingScheduleName;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        if (MinSize is null && MaxSize is null && DesiredCapacity is null)
        {
            throw new AwsOpsException("NoSizes", ErrorCategory.InvalidArgument, "The schedule would change nothing.", "Give at least one of -MinSize, -MaxSize, -DesiredCapacity.");
        }

        CheckSizes();
        var when = CheckTimes(aws.UtcNow);
        var group = await new ScalingGroups(aws, Changes).RequireAsync(ScalingGroupName, StopToken);
        var most = Math.Max(MinSize ?? 0, DesiredCapacity ?? 0);
        if (MaxSize is null && most > group.MaxSize)
        {
            // The group may have been made larger until then; AWS looks at it only then.
            Changes.Warning(string.Create(CultureInfo.InvariantCulture, $"Group '{group.ScalingGroupName}' has at most {group.MaxSize} instances now: the schedule asks for {most} and fails unless the maximum is raised before. -MaxSize {most} does it with the schedule."));
        }

        var request = new PutScheduledUpdateGroupActionRequest
        {
            AutoScalingGroupName = ScalingGroupName,
            ScheduledActionName = ScalingScheduleName,
            Recurrence = ParameterSetName == RecurrenceSet ? Recurrence : null,
            TimeZone = TimeZone,
            StartTime = ParameterSetName == OnceSet ? Utc(At) : StartTime is { } start ? Utc(start) : null,
            EndTime = EndTime is { } end ? Utc(end) : null,
            MinSize = MinSize,
            MaxSize = MaxSize,
            DesiredCapacity = DesiredCapacity,
        };
        var sizes = string.Create(CultureInfo.InvariantCulture, $"minimum {MinSize?.ToString() ?? "as is"}, maximum {MaxSize?.ToString() ?? "as is"}, desired {DesiredCapacity?.ToString() ?? "as is"}");
        if (await new ScalingSchedules(aws, Changes).NewAsync(request, $"{when}: {sizes}", StopToken) is { } schedule)
        {
            WriteObject(schedule);
        }
    }

    /// <summary>An error when the sizes asked for contradict each other; one that is left out contradicts nothing.</summary>
    private void CheckSizes()
    {
        if (MinSize > MaxSize)
        {
            ScalingGroupSizes.Check(MinSize.Value, MaxSize.Value, null);
        }

        if (DesiredCapacity < MinSize)
        {
            throw AwsOpsException.BadArgument(nameof(DesiredCapacity), DesiredCapacity, "it is below", $"-MinSize {MinSize}.");
        }

        if (DesiredCapacity > MaxSize)
        {
            throw AwsOpsException.BadArgument(nameof(DesiredCapacity), DesiredCapacity, "it is above", $"-MaxSize {MaxSize}.");
        }
    }

    private static DateTime Utc(DateTime time) => time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc);

    private string CheckTimes(DateTime now)
    {
        if (ParameterSetName == OnceSet)
        {
            return Utc(At) > now
                ? Utc(At).ToString("u", CultureInfo.InvariantCulture)
                : throw AwsOpsException.BadArgument(nameof(At), Utc(At).ToString("u", CultureInfo.InvariantCulture), "that is past; it is", $"{now:u} now.");
        }

        if (!CronSchedule.TryParse(Recurrence, out var cron, out var problem))
        {
            throw new AwsOpsException("InvalidRecurrence", ErrorCategory.InvalidArgument, $"-Recurrence: {problem}", "Five fields: minute hour day-of-month month day-of-week, e.g. '0 8 * * 1-5'.") { Target = Recurrence };
        }

        TimeZoneInfo? zone = null;
        try
        {
            zone = TimeZone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
        }
        catch (Exception exception) when (exception is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw AwsOpsException.BadArgument(nameof(TimeZone), TimeZone, "that is no IANA time zone.", $"Near it: {string.Join(", ", Near.Of(TimeZone!, TimeZoneInfo.GetSystemTimeZones().Where(static zone => zone.HasIanaId).Select(static zone => zone.Id), 3))}.");
        }

        if (EndTime is { } end && Utc(end) <= (StartTime is { } begin ? Utc(begin) : now))
        {
            throw AwsOpsException.BadArgument(nameof(EndTime), Utc(end).ToString("u", CultureInfo.InvariantCulture), "it must be after", StartTime is null ? $"now ({now:u})." : "-StartTime.");
        }

        return $"cron {Recurrence} {TimeZone ?? "UTC"} (next {cron.Next(now, zone):u})";
    }
}
