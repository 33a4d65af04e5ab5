using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Attributes of instances, one in each request; metadata options; instance profiles.</summary>
internal static class InstanceAttributeOperations
{
    /// <summary>API spelling of an attribute to the member that carries it.</summary>
    private static readonly Dictionary<string, string> Members = new(StringComparer.Ordinal)
    {
        ["instanceType"] = "InstanceType",
        ["userData"] = "UserData",
        ["disableApiTermination"] = "DisableApiTermination",
        ["disableApiStop"] = "DisableApiStop",
        ["instanceInitiatedShutdownBehavior"] = "InstanceInitiatedShutdownBehavior",
        ["sourceDestCheck"] = "SourceDestCheck",
        ["groupSet"] = "Groups",
        ["ebsOptimized"] = "EbsOptimized",
        ["enaSupport"] = "EnaSupport",
    };

    private static readonly Filters<Instance> ProfileFilters = new()
    {
        { "instance-id", static i => i.Id },
        { "state", static _ => "associated" },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("DescribeInstanceAttribute", Show);
        simulator.Op("ModifyInstanceAttribute", Modify, static (call, ec2, request) => InstanceOperations.CheckIds(ec2, [request.String("InstanceId") ?? string.Empty]));
        simulator.Op("ModifyInstanceMetadataOptions", ModifyMetadata);
        simulator.Op("AssociateIamInstanceProfile", Associate);
        simulator.Op("DescribeIamInstanceProfileAssociations", Associations);
        simulator.Op("DisassociateIamInstanceProfile", Disassociate);
    }

    private static Struct Show(Call call, Ec2State ec2, Struct request)
    {
        var instance = ec2.Instances.Get(request.String("InstanceId"));
        var attribute = request.String("Attribute");
        var answer = new Struct { { "InstanceId", instance.Id } };
        static Struct Value(object? value) => new() { { "Value", value } };
        answer[attribute switch
        {
            "blockDeviceMapping" => "BlockDeviceMappings",
            "rootDeviceName" => "RootDeviceName",
            _ => Members.GetValueOrDefault(attribute ?? string.Empty)
                ?? throw new AwsError("InvalidParameterValue", $"Value ({attribute}) for parameter attribute is invalid: the sandbox does not keep this attribute."),
        }] = attribute switch
        {
            "instanceType" => Value(instance.InstanceType),
            "userData" => instance.UserData is null ? new Struct() : Value(instance.UserData),
            "disableApiTermination" => Value(instance.DisableApiTermination),
            "disableApiStop" => Value(instance.DisableApiStop),
            "instanceInitiatedShutdownBehavior" => Value(instance.ShutdownBehavior),
            "sourceDestCheck" => Value(instance.PrimaryInterface?.SourceDestCheck ?? true),
            "groupSet" => Render.Groups(instance.SecurityGroups),
            "ebsOptimized" => Value(instance.EbsOptimized),
            "enaSupport" => Value(true),
            "rootDeviceName" => Value(ec2.GetImage(instance.ImageId).RootDeviceName),
            _ => instance.Volumes.Select(static v => InstanceView.BlockDevice(v.Key, v.Value)).ToList(),
        };
        return answer;
    }

    private static Struct? Modify(Call call, Ec2State ec2, Struct request)
    {
        var instance = ec2.Instances.Get(request.String("InstanceId"));
        var given = request.Where(static m => m.Key is not ("InstanceId" or "DryRun" or "Value" or "Attribute")).Select(static m => m.Key).ToList();
        if (request.String("Attribute") is { } attribute && request.Has("Value"))
        {
            // The older form: the attribute's name and a text.
            var member = Members.GetValueOrDefault(attribute) ?? attribute;
            given.Add(member);
            var text = request.String("Value")!;
            request[member] = new Struct
            {
                { "Value", member is "DisableApiTermination" or "DisableApiStop" or "SourceDestCheck" or "EbsOptimized" ? text == "true" : text },
            };
        }

        if (given.Count == 0)
        {
            throw new AwsError("MissingParameter", "The request must contain an attribute to modify");
        }

        if (given.Count > 1)
        {
            throw new AwsError("InvalidParameterCombination", $"Fields for multiple attribute types specified: {string.Join(", ", given.Select(static g => char.ToLowerInvariant(g[0]) + g[1..]))}");
        }

        if (instance.State is InstanceState.ShuttingDown or InstanceState.Terminated)
        {
            throw new AwsError("IncorrectInstanceState", $"The instance '{instance.Id}' is not in a state from which its attributes can be modified.");
        }

        var value = request.Child(given[0]);
        switch (given[0])
        {
            case "InstanceType":
                ModifyType(ec2, instance, value?.String("Value") ?? string.Empty);
                break;
            case "UserData":
                RequireStopped(instance);
                var userData = value?["Value"] switch
                {
                    byte[] bytes => Convert.ToBase64String(bytes),
                    string text => text,
                    _ => string.Empty,
                };
                InstanceOperations.CheckUserData(userData);
                instance.UserData = userData.Length == 0 ? null : userData;
                break;
            case "EbsOptimized":
                RequireStopped(instance);
                if (value?.Bool("Value") == true && InstanceTypes.Get(instance.InstanceType).EbsOptimizedSupport == "unsupported")
                {
                    throw new AwsError("InvalidParameterCombination", $"EBS-optimized instances are not supported for your requested configuration. The instance type {instance.InstanceType} does not support them.");
                }

                instance.EbsOptimized = value?.Bool("Value") ?? false;
                break;
            case "DisableApiTermination":
                instance.DisableApiTermination = value?.Bool("Value") ?? false;
                break;
            case "DisableApiStop":
                instance.DisableApiStop = value?.Bool("Value") ?? false;
                break;
            case "InstanceInitiatedShutdownBehavior":
                instance.ShutdownBehavior = value?.String("Value") is "stop" or "terminate"
                    ? value.String("Value")!
                    : throw new AwsError("InvalidParameterValue", $"Value ({value?.String("Value")}) for parameter instanceInitiatedShutdownBehavior is invalid. It must be stop or terminate.");
                break;
            case "SourceDestCheck":
                instance.PrimaryInterface!.SourceDestCheck = value?.Bool("Value") ?? true;
                break;
            case "Groups":
                instance.PrimaryInterface!.Groups = NetworkInterfaceOperations.GroupsIn(ec2, instance.Subnet.Vpc, request.Strings("Groups"));
                break;
            default:
                throw new AwsError("UnsupportedOperation", $"The sandbox does not modify the attribute {given[0]}.");
        }

        return null;
    }

    /// <summary>https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-resize.html</summary>
    private static void ModifyType(Ec2State ec2, Instance instance, string name)
    {
        var type = InstanceTypes.Find(name) ?? throw new AwsError("InvalidInstanceAttributeValue", $"The instance type '{name}' is not valid.");
        RequireStopped(instance);
        if (type.Architecture != instance.Architecture)
        {
            throw new AwsError(
                "InvalidInstanceAttributeValue",
                $"The requested instance type's architecture ({type.Architecture}) does not match the architecture in the manifest for {instance.ImageId} ({instance.Architecture}).");
        }

        if (type.EbsOptimizedSupport == "unsupported" && instance.EbsOptimized)
        {
            throw new AwsError("InvalidParameterCombination", $"EBS-optimized instances are not supported for your requested configuration. The instance type {name} does not support them.");
        }

        instance.InstanceType = name;
        instance.CpuCredits = type.Burstable ? instance.CpuCredits ?? ec2.DefaultCredits(name) : null;
    }

    private static void RequireStopped(Instance instance)
    {
        if (instance.State != InstanceState.Stopped)
        {
            throw new AwsError("IncorrectInstanceState", $"The instance '{instance.Id}' is not in the 'stopped' state.");
        }
    }

    private static Struct ModifyMetadata(Call call, Ec2State ec2, Struct request)
    {
        var instance = ec2.Instances.Get(request.String("InstanceId"));
        var options = instance.MetadataOptions is null ? new Struct() : InstanceView.Metadata(ec2.GetImage(instance.ImageId), instance);
        foreach (var (member, value) in request.Where(static m => m.Key is not ("InstanceId" or "DryRun")))
        {
            options[member] = value;
        }

        instance.MetadataOptions = options;
        var view = InstanceView.Metadata(ec2.GetImage(instance.ImageId), instance);
        view["State"] = "pending";
        return new Struct { { "InstanceId", instance.Id }, { "InstanceMetadataOptions", view } };
    }

    private static Struct Associate(Call call, Ec2State ec2, Struct request)
    {
        var instance = ec2.Instances.Get(request.String("InstanceId"));
        var profile = request.Child("IamInstanceProfile");
        if (instance.ProfileAssociation is { } old)
        {
            throw new AwsError("IncorrectState", $"There is an existing association for instance {instance.Id} ({old.Id})");
        }

        instance.IamInstanceProfileArn = ec2.ProfileArn(profile?.String("Arn") ?? profile?.String("Name"))
            ?? throw new AwsError("MissingParameter", "The request must contain the parameter iamInstanceProfile.name or iamInstanceProfile.arn");
        instance.ProfileAssociation = (call.Ids.Ec2("iip-assoc"), call.Now);
        return new Struct { { "IamInstanceProfileAssociation", View(instance, "associating") } };
    }

    private static Struct Associations(Call call, Ec2State ec2, Struct request)
    {
        var ids = request.Strings("AssociationIds");
        var chosen = ProfileFilters.Apply(request, ec2.Instances.Where(i => i.ProfileAssociation is { } a && (ids.Count == 0 || ids.Contains(a.Id))));
        return Describe.Answer(request, chosen, "IamInstanceProfileAssociations", static i => View(i, "associated"));
    }

    private static Struct Disassociate(Call call, Ec2State ec2, Struct request)
    {
        var id = request.String("AssociationId");
        var instance = ec2.Instances.FirstOrDefault(i => i.ProfileAssociation?.Id == id)
            ?? throw new AwsError("InvalidAssociationID.NotFound", $"An invalid association-id of '{id}' was given");
        var view = View(instance, "disassociating");
        instance.ProfileAssociation = null;
        instance.IamInstanceProfileArn = null;
        return new Struct { { "IamInstanceProfileAssociation", view } };
    }

    private static Struct View(Instance instance, string state) => new()
    {
        { "AssociationId", instance.ProfileAssociation?.Id },
        { "InstanceId", instance.Id },
        { "IamInstanceProfile", InstanceView.Profile(instance) },
        { "State", state },
        { "Timestamp", instance.ProfileAssociation?.Time },
    };
}
