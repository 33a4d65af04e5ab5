using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>CPU credits of burstable instances. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances.html</summary>
internal static class InstanceCreditOperations
{
    private static readonly string[] Families = ["t2", "t3", "t3a", "t4g"];

    private static readonly Filters<Instance> Filters = new() { { "instance-id", static i => i.Id } };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("DescribeInstanceCreditSpecifications", List);
        simulator.Op("ModifyInstanceCreditSpecification", Modify);
        simulator.Op("GetDefaultCreditSpecification", static (call, ec2, request) => Default(ec2, Family(request)));
        simulator.Op("ModifyDefaultCreditSpecification", static (call, ec2, request) =>
        {
            var family = Family(request);
            ec2.FamilyCredits[family] = CheckCredits(request.String("CpuCredits"));
            return Default(ec2, family);
        });
    }

    private static Struct List(Call call, Ec2State ec2, Struct request)
    {
        var ids = request.Strings("InstanceIds");
        InstanceOperations.CheckIds(ec2, ids);
        if (ids.Select(id => ec2.Instances.Get(id)).FirstOrDefault(static i => i.CpuCredits is null) is { } fixedPerformance)
        {
            throw new AwsError("InstanceCreditSpecification.NotSupported", $"The instance '{fixedPerformance.Id}' is not a burstable performance instance.");
        }

        // "If you do not specify an instance ID, Amazon EC2 returns burstable performance instances with the unlimited credit option".
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceCreditSpecifications.html
        var chosen = Describe.Select(request, ec2.Instances, "InstanceIds", Filters)
            .Where(i => i.CpuCredits is not null && i.State != InstanceState.Terminated && (ids.Count > 0 || i.CpuCredits == "unlimited"));
        return Describe.Answer(request, chosen, "InstanceCreditSpecifications", static i => new Struct
        {
            { "InstanceId", i.Id },
            { "CpuCredits", i.CpuCredits },
        });
    }

    private static Struct Modify(Call call, Ec2State ec2, Struct request)
    {
        var (done, failed) = (new List<Struct>(), new List<Struct>());
        foreach (var item in request.Structs("InstanceCreditSpecifications"))
        {
            var id = item.String("InstanceId") ?? string.Empty;
            var credits = CheckCredits(item.String("CpuCredits"));
            (string Code, string Message)? error = !ec2.Instances.TryGet(id, out var instance)
                ? (ec2.Instances.NotFound(id).Code, ec2.Instances.NotFound(id).Message)
                : instance.CpuCredits is null
                    ? ("InstanceCreditSpecification.NotSupported", $"The instance '{id}' is not a burstable performance instance.")
                    : instance.State is not (InstanceState.Running or InstanceState.Stopped)
                        ? ("IncorrectInstanceState", $"The instance '{id}' is not in a state from which its credit specification can be modified.")
                        : null;
            if (error is { } e)
            {
                failed.Add(new Struct { { "InstanceId", id }, { "Error", new Struct { { "Code", e.Code }, { "Message", e.Message } } } });
                continue;
            }

            instance!.CpuCredits = credits;
            done.Add(new Struct { { "InstanceId", id } });
        }

        return new Struct { { "SuccessfulInstanceCreditSpecifications", done }, { "UnsuccessfulInstanceCreditSpecifications", failed } };
    }

    private static string CheckCredits(string? credits) => credits is "standard" or "unlimited"
        ? credits
        : throw new AwsError("InvalidParameterValue", $"Invalid value '{credits}' for CpuCredits. It must be standard or unlimited.");

    private static string Family(Struct request) => request.String("InstanceFamily") is { } family && Families.Contains(family)
        ? family
        : throw new AwsError("InvalidInstanceFamily", $"The instance family '{request.String("InstanceFamily")}' is not one of {string.Join(", ", Families)}.");

    private static Struct Default(Ec2State ec2, string family) => new()
    {
        { "InstanceFamilyCreditSpecification", new Struct { { "InstanceFamily", family }, { "CpuCredits", ec2.DefaultCredits(family + ".") } } },
    };
}

internal sealed partial class Ec2State
{
    /// <summary>Default credit options that the account has set, by family.</summary>
    public Dictionary<string, string> FamilyCredits { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// T2 starts as standard, the later burstable families as unlimited, unless the account has said otherwise.
    /// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-unlimited-mode-concepts.html
    /// </summary>
    public string DefaultCredits(string instanceType)
    {
        var family = instanceType[..instanceType.IndexOf('.')];
        return FamilyCredits.GetValueOrDefault(family) ?? (family == "t2" ? "standard" : "unlimited");
    }
}
