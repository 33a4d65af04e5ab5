using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Start, stop, reboot, terminate; monitoring. Ids are checked before any instance is touched.</summary>
internal static class InstanceStateOperations
{
    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("StartInstances", static (call, ec2, request) => Change(ec2, request, "StartingInstances", ec2.StartInstance), CheckIds);
        simulator.Op("StopInstances", Stop, CheckIds);
        simulator.Op("TerminateInstances", Terminate, CheckIds);
        simulator.Op("RebootInstances", Reboot, CheckIds);
        simulator.Op("MonitorInstances", static (call, ec2, request) => Monitor(ec2, request, on: true), CheckIds);
        simulator.Op("UnmonitorInstances", static (call, ec2, request) => Monitor(ec2, request, on: false), CheckIds);
    }

    private static void CheckIds(Call call, Ec2State ec2, Struct request) => InstanceOperations.CheckIds(ec2, request.Strings("InstanceIds"));

    private static IEnumerable<Instance> Instances(Ec2State ec2, Struct request) =>
        request.Strings("InstanceIds").Distinct(StringComparer.Ordinal).Select(id => ec2.Instances.Get(id));

    private static Struct Change(Ec2State ec2, Struct request, string member, Func<string, Instance> change) => new()
    {
        { member, Instances(ec2, request).ToList().Select(i => Changed(i, i.State, change(i.Id).State)).ToList() },
    };

    private static Struct Changed(Instance instance, InstanceState previous, InstanceState current) => new()
    {
        { "InstanceId", instance.Id },
        { "PreviousState", InstanceView.State(previous) },
        { "CurrentState", InstanceView.State(current) },
    };

    private static Struct Stop(Call call, Ec2State ec2, Struct request)
    {
        foreach (var instance in Instances(ec2, request))
        {
            // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-stop-protection.html
            if (instance.DisableApiStop)
            {
                throw new AwsError("OperationNotPermitted", $"The instance '{instance.Id}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.");
            }

            if (request.Bool("Hibernate") == true && !instance.Spec.Hibernation)
            {
                throw new AwsError("UnsupportedHibernationConfiguration", $"The instance '{instance.Id}' is not enabled for hibernation.");
            }
        }

        return Change(ec2, request, "StoppingInstances", id => ec2.StopInstance(id, request.Bool("Hibernate") == true));
    }

    /// <summary>
    /// A protected instance fails the request; instances in other Availability Zones are terminated all the same.
    /// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html
    /// </summary>
    private static Struct Terminate(Call call, Ec2State ec2, Struct request)
    {
        var instances = Instances(ec2, request).ToList();
        if (instances.Find(static i => i.DisableApiTermination && i.State is not (InstanceState.ShuttingDown or InstanceState.Terminated)) is { } kept)
        {
            var zones = instances.Where(static i => i.DisableApiTermination).Select(static i => i.AvailabilityZone).ToHashSet(StringComparer.Ordinal);
            foreach (var instance in instances.Where(i => !zones.Contains(i.AvailabilityZone)))
            {
                ec2.TerminateInstance(instance.Id);
            }

            throw new AwsError("OperationNotPermitted", $"The instance '{kept.Id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.");
        }

        return Change(ec2, request, "TerminatingInstances", id => ec2.TerminateInstance(id));
    }

    private static Struct? Reboot(Call call, Ec2State ec2, Struct request)
    {
        foreach (var instance in Instances(ec2, request))
        {
            Ec2State.RequireState(instance, "rebooted", InstanceState.Running, InstanceState.Pending);
        }

        return null;
    }

    private static Struct Monitor(Ec2State ec2, Struct request, bool on)
    {
        var changed = new List<Struct>();
        foreach (var instance in Instances(ec2, request).ToList())
        {
            var was = instance.DetailedMonitoring;
            instance.DetailedMonitoring = on;
            changed.Add(new Struct
            {
                { "InstanceId", instance.Id },
                { "Monitoring", new Struct { { "State", was == on ? (on ? "enabled" : "disabled") : on ? "pending" : "disabling" } } },
            });
        }

        return new Struct { { "InstanceMonitorings", changed } };
    }
}
