using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Groups;

/// <summary>https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html</summary>
internal static class Processes
{
    private static readonly string[] Names =
    [
        "AZRebalance", "AddToLoadBalancer", "AlarmNotification", "HealthCheck", "InstanceRefresh", "Launch", "ReplaceUnhealthy", "ScheduledActions", "Terminate",
    ];

    public static void Register(ServiceSimulator service)
    {
        service.On("SuspendProcesses", Suspend);
        service.On("ResumeProcesses", Resume);
        service.On("DescribeScalingProcessTypes", static (_, _) => new Struct
        {
            ["Processes"] = Names.Select(static n => new Struct { ["ProcessName"] = n }).ToList(),
        });
    }

    private static Struct? Suspend(Call call, Struct request)
    {
        var (_, group, processes) = Read(call, request);
        var when = call.Now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var process in processes)
        {
            group.Suspended.TryAdd(process, $"User suspended at {when}");
        }

        return null;
    }

    private static Struct? Resume(Call call, Struct request)
    {
        var (state, group, processes) = Read(call, request);
        foreach (var process in processes)
        {
            group.Suspended.Remove(process);
        }

        // What Launch or Terminate left undone is done now.
        state.Capacity.Request(group);
        return null;
    }

    private static (AutoScalingState State, ScalingGroup Group, IReadOnlyList<string> Processes) Read(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        var group = state.Get(request.String("AutoScalingGroupName")!);
        var processes = request.Strings("ScalingProcesses");
        return processes.FirstOrDefault(static p => !Names.Contains(p)) is { } unknown
            ? throw AutoScalingErrors.Validation($"Process '{unknown}' is not valid: use {string.Join(", ", Names)}.")
            : (state, group, processes.Count > 0 ? processes : Names);
    }
}
