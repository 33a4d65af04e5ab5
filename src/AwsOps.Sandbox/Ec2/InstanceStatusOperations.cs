using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Status checks. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-system-instance-status-check.html</summary>
internal static class InstanceStatusOperations
{
    private static readonly Filters<Instance> Filters = new()
    {
        { "availability-zone", static i => i.AvailabilityZone },
        { "availability-zone-id", static i => i.Subnet.AvailabilityZoneId },
        { "instance-state-name", static i => InstanceView.StateName(i.State) },
        { "instance-state-code", static i => ((int)i.State).ToString(System.Globalization.CultureInfo.InvariantCulture) },
        { "instance-status.status", static i => Summary(i.StatusCheck) },
        { "instance-status.reachability", static i => Reachability(i.StatusCheck) },
        { "system-status.status", static i => Summary(SystemCheck(i)) },
        { "system-status.reachability", static i => Reachability(SystemCheck(i)) },
    };

    public static void Register(Ec2Simulator simulator) => simulator.Op("DescribeInstanceStatus", List);

    private static Struct List(Call call, Ec2State ec2, Struct request)
    {
        InstanceOperations.CheckIds(ec2, request.Strings("InstanceIds"));

        // "Default: false. When true, includes the health status for all instances. When false, … for running instances only."
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceStatus.html
        var all = request.Bool("IncludeAllInstances") == true;
        var chosen = Describe.Select(request, ec2.Instances, "InstanceIds", Filters).Where(i => all || i.State == InstanceState.Running);
        return Describe.Answer(request, chosen, "InstanceStatuses", static i => new Struct
        {
            { "InstanceId", i.Id },
            { "AvailabilityZone", i.AvailabilityZone },
            { "AvailabilityZoneId", i.Subnet.AvailabilityZoneId },
            { "InstanceState", InstanceView.State(i.State) },
            { "InstanceStatus", View(i.StatusCheck) },
            { "SystemStatus", View(SystemCheck(i)) },
        });
    }

    /// <summary>An impaired instance fails its own check; the host is well.</summary>
    private static StatusCheck SystemCheck(Instance instance) => instance.StatusCheck == StatusCheck.Impaired ? StatusCheck.Ok : instance.StatusCheck;

    private static Struct View(StatusCheck check) => new()
    {
        { "Status", Summary(check) },
        {
            "Details", check == StatusCheck.NotApplicable
                ? []
                : new List<Struct> { new() { { "Name", "reachability" }, { "Status", Reachability(check) } } }
        },
    };

    private static string Summary(StatusCheck check) => check switch
    {
        StatusCheck.Initializing => "initializing",
        StatusCheck.Ok => "ok",
        StatusCheck.Impaired => "impaired",
        _ => "not-applicable",
    };

    private static string? Reachability(StatusCheck check) => check switch
    {
        StatusCheck.Initializing => "initializing",
        StatusCheck.Ok => "passed",
        StatusCheck.Impaired => "failed",
        _ => null,
    };
}
