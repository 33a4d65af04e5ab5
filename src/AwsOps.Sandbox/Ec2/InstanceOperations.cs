using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>RunInstances and DescribeInstances.</summary>
internal static class InstanceOperations
{
    private static readonly Filters<Instance> Filters = new()
    {
        { "instance-id", static i => i.Id },
        { "instance-type", static i => i.InstanceType },
        { "instance-state-name", static i => InstanceView.StateName(i.State) },
        { "instance-state-code", static i => ((int)i.State).ToString(System.Globalization.CultureInfo.InvariantCulture) },
        { "instance-lifecycle", static i => i.IsSpot ? "spot" : null },
        { "instance.group-id", static i => i.SecurityGroups.Select(static g => g.Id) },
        { "instance.group-name", static i => i.SecurityGroups.Select(static g => g.GroupName) },
        { "network-interface.group-id", static i => i.Interfaces.SelectMany(static n => n.Groups).Select(static g => g.Id) },
        { "network-interface.network-interface-id", static i => i.Interfaces.Select(static n => n.Id) },
        { "network-interface.subnet-id", static i => i.Interfaces.Select(static n => n.Subnet.Id) },
        { "network-interface.vpc-id", static i => i.Interfaces.Select(static n => n.Subnet.VpcId) },
        { "architecture", static i => i.Architecture },
        { "availability-zone", static i => i.AvailabilityZone },
        { "availability-zone-id", static i => i.Subnet.AvailabilityZoneId },
        { "client-token", static i => i.Spec.ClientToken },
        { "iam-instance-profile.arn", static i => i.IamInstanceProfileArn },
        { "image-id", static i => i.ImageId },
        { "key-name", static i => i.Spec.KeyName },
        { "launch-time", static i => i.LaunchTime },
        { "monitoring-state", static i => i.DetailedMonitoring ? "enabled" : "disabled" },
        { "ip-address", static i => i.PublicIpAddress },
        { "private-ip-address", static i => i.PrivateIpAddress },
        { "reservation-id", static i => i.ReservationId },
        { "subnet-id", static i => i.SubnetId },
        { "vpc-id", static i => i.VpcId },
        { "tenancy", static i => i.Spec.Tenancy },
        { "hypervisor", static _ => "xen" },
        { "virtualization-type", static _ => "hvm" },
        { "root-device-type", static _ => "ebs" },
        { "state-reason-code", static i => i.StateReason?.Code },
        { "block-device-mapping.volume-id", static i => i.Volumes.Values.Select(static v => v.Id) },
        { "block-device-mapping.device-name", static i => i.Volumes.Keys },
        { "metadata-options.http-tokens", static i => i.MetadataOptions?.String("HttpTokens") },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("RunInstances", Run, static (call, ec2, request) => ec2.PlanLaunch(Prepare(ec2, request)));
        simulator.Op("DescribeInstances", List);
    }

    /// <summary>
    /// Base64, at most 16 KB before it is encoded.
    /// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
    /// </summary>
    public static void CheckUserData(string userData)
    {
        var bytes = new byte[userData.Length];
        if (!Convert.TryFromBase64String(userData, bytes, out var length))
        {
            throw new AwsError("InvalidUserData.Malformed", "Invalid BASE64 encoding of user data.");
        }

        if (length > 16384)
        {
            throw new AwsError("InvalidParameterValue", "User data is limited to 16384 bytes");
        }
    }

    private static Struct Run(Call call, Ec2State ec2, Struct request)
    {
        if (request.String("ClientToken") is { } token && ec2.LaunchTokens.TryGetValue(token, out var earlier))
        {
            // The same token again is the same launch.
            // https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
            return View(ec2, earlier, ec2.Instances.Where(i => i.ReservationId == earlier));
        }

        var (minimum, maximum) = (request.Int("MinCount") ?? 1, request.Int("MaxCount") ?? 1);
        if (minimum < 1)
        {
            throw new AwsError("InvalidParameterValue", $"Value ({minimum}) for parameter minCount is invalid. It must be 1 or more.");
        }

        if (minimum > maximum)
        {
            throw new AwsError("InvalidParameterValue", $"Value ({minimum}) for parameter minCount is invalid. It must be less than or equal to maxCount ({maximum}).");
        }

        var spec = Prepare(ec2, request);
        var plan = ec2.PlanLaunch(spec);
        var count = Math.Min(maximum, plan.Subnet.AvailableIpAddressCount);
        if (count < minimum)
        {
            throw new AwsError(
                "InsufficientFreeAddressesInSubnet",
                $"There are not enough free addresses in subnet '{plan.Subnet.Id}' to satisfy the requested number of instances.");
        }

        var reservation = call.Ids.Ec2("r");
        var launched = new List<Instance>();
        for (var i = 0; i < count; i++)
        {
            launched.Add(ec2.RunInstance(spec, reservation, i));
        }

        if (spec.ClientToken is not null)
        {
            ec2.LaunchTokens[spec.ClientToken] = reservation;
        }

        return View(ec2, reservation, launched);
    }

    private static InstanceSpec Prepare(Ec2State ec2, Struct request)
    {
        foreach (var (type, tags) in TagSpecifications.ByType(request))
        {
            if (type is not ("instance" or "volume" or "network-interface" or "spot-instances-request" or "elastic-gpu"))
            {
                throw new AwsError("InvalidParameterValue", $"'{type}' is not a valid taggable resource type for this operation.");
            }

            foreach (var (key, value) in tags)
            {
                TagSpecifications.Check(key, value);
            }
        }

        if (request.Structs("NetworkInterfaces").Count > 0)
        {
            foreach (var (member, text) in ((string, string)[])[("SubnetId", "subnet ID"), ("SecurityGroupIds", "security groups"), ("SecurityGroups", "security groups")])
            {
                if (request.Has(member))
                {
                    throw new AwsError("InvalidParameterCombination", $"Network interfaces and an instance-level {text} may not be specified on the same request");
                }
            }
        }

        if (request.String("UserData") is { } userData)
        {
            CheckUserData(userData);
        }

        return request.Child("LaunchTemplate") is { } reference ? Merge(ec2, request, reference) : ec2.LaunchSpec(request);
    }

    /// <summary>
    /// What the request gives overrides the template; tags are put together.
    /// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/launch-instances-from-launch-template.html
    /// </summary>
    private static InstanceSpec Merge(Ec2State ec2, Struct request, Struct reference)
    {
        var resolved = ec2.ResolveLaunchTemplate(reference);
        var merged = new Struct();
        foreach (var (member, value) in resolved.Data.Concat(request.Where(static m => m.Key is not ("LaunchTemplate" or "TagSpecifications"))))
        {
            merged[member] = value;
        }

        merged["TagSpecifications"] = resolved.Data.Structs("TagSpecifications").Concat(request.Structs("TagSpecifications")).ToList();
        return ec2.LaunchSpec(merged).WithInstanceTags(
        [
            new("aws:ec2launchtemplate:id", resolved.Template.Id),
            new("aws:ec2launchtemplate:version", resolved.Version.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ]);
    }

    private static Struct List(Call call, Ec2State ec2, Struct request)
    {
        if (request.Has("MaxResults") && request.Strings("InstanceIds").Count > 0)
        {
            // "You cannot specify this parameter and the instance IDs parameter in the same request."
            // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
            throw new AwsError("InvalidParameterCombination", "The parameter instancesSet cannot be used with the parameter maxResults");
        }

        CheckIds(ec2, request.Strings("InstanceIds"));
        var chosen = Describe.Select(request, ec2.Instances, "InstanceIds", Filters).ToList();
        var answer = Describe.Answer(request, chosen, "Instances", static i => new Struct { { "InstanceId", i.Id } });
        return new Struct
        {
            {
                "Reservations", answer.Structs("Instances")
                    .Select(i => ec2.Instances.Get(i.String("InstanceId")))
                    .GroupBy(static i => i.ReservationId)
                    .Select(r => View(ec2, r.Key, r))
                    .ToList()
            },
            { "NextToken", answer.String("NextToken") },
        };
    }

    /// <summary>EC2 names all the missing ids in one error.</summary>
    public static void CheckIds(Ec2State ec2, IReadOnlyList<string> ids)
    {
        if (ids.FirstOrDefault(static id => !id.StartsWith("i-", StringComparison.Ordinal)) is { } malformed)
        {
            throw ec2.Instances.NotFound(malformed);
        }

        var missing = ids.Where(id => ec2.Instances.Find(id) is null).Distinct(StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            throw missing.Count == 1
                ? ec2.Instances.NotFound(missing[0])
                : new AwsError("InvalidInstanceID.NotFound", $"The instance IDs '{string.Join(", ", missing)}' do not exist");
        }
    }

    private static Struct View(Ec2State ec2, string reservation, IEnumerable<Instance> instances) => new()
    {
        { "ReservationId", reservation },
        { "OwnerId", ec2.Scope.Account },
        { "Groups", new List<Struct>() },
        { "Instances", instances.Select(i => InstanceView.Of(ec2, i)).ToList() },
    };
}

internal sealed partial class Ec2State
{
    /// <summary>Client tokens of RunInstances to the reservations they made.</summary>
    public Dictionary<string, string> LaunchTokens { get; } = new(StringComparer.Ordinal);
}
