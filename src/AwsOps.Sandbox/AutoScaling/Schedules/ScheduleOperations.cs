using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Schedules;

/// <summary>https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScheduledUpdateGroupAction.html</summary>
internal static class ScheduleOperations
{
    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-quotas.html
    private const int MaxActions = 125;
    private const int MaxBatch = 50;

    public static void Register(ServiceSimulator service)
    {
        service.On("PutScheduledUpdateGroupAction", Put);
        service.On("BatchPutScheduledUpdateGroupAction", BatchPut);
        service.On("DescribeScheduledActions", Describe);
        service.On("DeleteScheduledAction", Delete);
        service.On("BatchDeleteScheduledAction", BatchDelete);
    }

    private static Struct? Put(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        Put(call, state, state.Get(request.String("AutoScalingGroupName")!), request);
        return null;
    }

    private static Struct? BatchPut(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        var group = state.Get(request.String("AutoScalingGroupName")!);
        var actions = request.Structs("ScheduledUpdateGroupActions");
        CheckBatch(actions.Count);
        return new Struct
        {
            ["FailedScheduledUpdateGroupActions"] = Failures(actions, static a => a.String("ScheduledActionName")!, a => Put(call, state, group, a)),
        };
    }

    private static Struct? BatchDelete(Call call, Struct request)
    {
        var group = call.Scope.Get<AutoScalingState>().Get(request.String("AutoScalingGroupName")!);
        var names = request.Strings("ScheduledActionNames");
        CheckBatch(names.Count);
        return new Struct { ["FailedScheduledActions"] = Failures(names, static n => n, n => Delete(group, n)) };
    }

    private static Struct? Delete(Call call, Struct request)
    {
        Delete(call.Scope.Get<AutoScalingState>().Get(request.String("AutoScalingGroupName")!), request.String("ScheduledActionName")!);
        return null;
    }

    private static Struct? Describe(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        var names = request.Strings("ScheduledActionNames");
        var (from, to) = (request.Time("StartTime") ?? DateTime.MinValue, request.Time("EndTime") ?? DateTime.MaxValue);
        var groups = request.String("AutoScalingGroupName") is { } name ? [state.Get(name)] : state.Groups;
        // "If scheduled action names are provided, the start and end time are ignored."
        var actions = groups.SelectMany(static g => g.Schedules.Select(s => (Group: g, Schedule: s)))
            .Where(s => names.Count > 0 ? names.Contains(s.Schedule.Name) || names.Contains(s.Schedule.Arn) : s.Schedule.NextRun >= from && s.Schedule.NextRun <= to)
            .OrderBy(static s => s.Schedule.NextRun).ToList();
        var (items, next) = Page.Of(actions, request.String("NextToken"), Math.Clamp(request.Int("MaxRecords") ?? 50, 1, 100), AutoScalingErrors.InvalidToken);
        return new Struct { ["ScheduledUpdateGroupActions"] = items.Select(static s => s.Schedule.Describe(s.Group.Name)).ToList(), ["NextToken"] = next };
    }

    private static void Put(Call call, AutoScalingState state, ScalingGroup group, Struct request)
    {
        var action = Read(call, request);
        var old = group.Schedules.Find(s => s.Name == action.Name);
        if (old is null && group.Schedules.Count >= MaxActions)
        {
            throw AutoScalingErrors.LimitExceeded($"There is a limit of {MaxActions} scheduled actions for each Auto Scaling group.");
        }

        // "A scheduled action must have a unique time value."
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scheduled-scaling.html
        var run = action.Next(call.Now);
        if (run is not null && group.Schedules.Exists(s => s.Name != action.Name && s.NextRun == run))
        {
            throw AutoScalingErrors.AlreadyExists($"There is already a scheduled action of the Auto Scaling group {group.Name} at {run:yyyy-MM-dd'T'HH:mm:ss'Z'}.");
        }

        if (old is null)
        {
            var arn = call.Arn("autoscaling", $"scheduledUpdateGroupAction:{call.Ids.Uuid()}:autoScalingGroupName/{group.Name}:scheduledActionName/{action.Name}");
            group.Schedules.Add(old = new GroupSchedule(arn, action, null));
        }

        old.Action = action;
        old.TimeZone = request.String("TimeZone");
        ScheduleRunner.Arm(state, group, old);
    }

    private static ScheduledAction Read(Call call, Struct request)
    {
        CronSchedule? recurrence = null;
        if (request.String("Recurrence") is { Length: > 0 } cron && !CronSchedule.TryParse(cron, out recurrence, out var problem))
        {
            throw AutoScalingErrors.Validation($"Given recurrence string: {cron} is invalid: {problem}");
        }

        var (start, end) = (request.Time("StartTime") ?? request.Time("Time"), request.Time("EndTime"));
        if (start < call.Now)
        {
            throw AutoScalingErrors.Validation("Given start time is in the past");
        }

        if (end < call.Now)
        {
            throw AutoScalingErrors.Validation("Given end time is in the past");
        }

        TimeZoneInfo zone;
        try
        {
            zone = ScheduledAction.FindTimeZone(request.String("TimeZone"));
        }
        catch (ArgumentException unknown)
        {
            throw AutoScalingErrors.Validation(unknown.Message);
        }

        var action = new ScheduledAction
        {
            Name = request.String("ScheduledActionName")!,
            StartTime = start,
            EndTime = end,
            Recurrence = recurrence,
            TimeZone = zone,
            MinSize = request.Int("MinSize"),
            MaxSize = request.Int("MaxSize"),
            DesiredCapacity = request.Int("DesiredCapacity"),
        };
        return action.FindProblem() is { } wrong ? throw AutoScalingErrors.Validation(wrong) : action;
    }

    private static void Delete(ScalingGroup group, string name)
    {
        var schedule = group.Schedules.Find(s => s.Name == name || s.Arn == name)
            ?? throw AutoScalingErrors.Validation($"Scheduled action name not found - no such action: {name}");
        schedule.Timer?.Dispose();
        group.Schedules.Remove(schedule);
    }

    private static void CheckBatch(int count)
    {
        if (count is 0 or > MaxBatch)
        {
            throw AutoScalingErrors.Validation($"A batch holds 1 to {MaxBatch} scheduled actions; this one has {count}.");
        }
    }

    private static List<Struct> Failures<T>(IEnumerable<T> items, Func<T, string> nameOf, Action<T> act)
    {
        var failed = new List<Struct>();
        foreach (var item in items)
        {
            try
            {
                act(item);
            }
            catch (AwsError error)
            {
                failed.Add(new Struct { ["ScheduledActionName"] = nameOf(item), ["ErrorCode"] = error.Code, ["ErrorMessage"] = error.Message });
            }
        }

        return failed;
    }
}
