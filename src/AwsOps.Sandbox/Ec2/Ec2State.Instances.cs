using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

internal sealed partial class Ec2State
{
    private readonly HashSet<string> _publicAddresses = new(StringComparer.Ordinal);

    /// <summary>After each change of an instance's state.</summary>
    public event Action<InstanceStateChange>? InstanceStateChanged;

    /// <summary>After an instance's application was marked failed or well.</summary>
    public event Action<Instance>? ApplicationHealthChanged;

    /// <summary>After a rebalance recommendation for a Spot Instance.</summary>
    public event Action<Instance>? RebalanceRecommended;

    /// <summary>Combinations that have no capacity now; launching one is <c>InsufficientInstanceCapacity</c>.</summary>
    public List<CapacityShortage> Shortages { get; } = [];

    /// <summary>Everything that can be wrong with a launch, before anything is made.</summary>
    /// <exception cref="AwsError">As RunInstances answers.</exception>
    public LaunchPlan PlanLaunch(InstanceSpec spec)
    {
        var image = GetImage(spec.ImageId);
        var type = InstanceTypes.Get(spec.InstanceType);
        if (image.Architecture != type.Architecture)
        {
            throw new AwsError(
                "InvalidParameterValue",
                $"The architecture '{type.Architecture}' of the specified instance type does not match the architecture '{image.Architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again. You can use 'describe-instance-types' or 'describe-images' to discover the architecture of the instance type or AMI.");
        }

        var subnet = SubnetFor(spec);
        if (spec.AvailabilityZone is { } zone && zone != subnet.AvailabilityZone)
        {
            throw new AwsError(
                "InvalidParameterValue",
                $"The specified Availability Zone '{zone}' does not match the Availability Zone '{subnet.AvailabilityZone}' of the subnet '{subnet.Id}'.");
        }

        CheckOffered(type, subnet.AvailabilityZone);

        var groups = GroupsFor(spec, subnet);
        if (spec.KeyName is { } key && !KeyPairs.Any(k => k.KeyName == key))
        {
            throw new AwsError("InvalidKeyPair.NotFound", $"The key pair '{key}' does not exist");
        }

        if (spec.CpuCredits is not null && !type.Burstable)
        {
            throw new AwsError("InvalidParameterCombination", $"The {spec.InstanceType} instance type does not support T2/T3 Unlimited credit specification.");
        }

        if (spec.Hibernation)
        {
            Hibernation.Check(spec, image, type, EncryptByDefault);
        }

        foreach (var (key2, value) in spec.Tags.Values.SelectMany(static t => t).Where(static t => !t.Key.StartsWith("aws:", StringComparison.Ordinal)))
        {
            TagSpecifications.Check(key2, value);
        }

        return new LaunchPlan(image, type, subnet, groups, ProfileArn(spec.IamInstanceProfile));
    }

    /// <summary>
    /// Launches one instance, pending now and running a little later.
    /// </summary>
    /// <param name="spec">What to launch.</param>
    /// <param name="reservationId">Shared by the instances of one request; null makes one.</param>
    /// <param name="launchIndex">Number within the reservation.</param>
    /// <exception cref="AwsError">As RunInstances answers.</exception>
    public Instance RunInstance(InstanceSpec spec, string? reservationId = null, int launchIndex = 0)
    {
        var plan = PlanLaunch(spec);
        var (type, subnet) = (plan.Type, plan.Subnet);
        CheckCapacity(spec.InstanceType, subnet.AvailabilityZone, spec.Spot);

        var instance = new Instance(Scope.Ids.Ec2("i"), spec, subnet, Scope.Clock.UtcNow)
        {
            ReservationId = reservationId ?? Scope.Ids.Ec2("r"),
            LaunchIndex = launchIndex,
            Architecture = type.Architecture,
            IamInstanceProfileArn = plan.ProfileArn,
            DisableApiTermination = spec.DisableApiTermination,
            DisableApiStop = spec.DisableApiStop,
            ShutdownBehavior = spec.ShutdownBehavior,
            EbsOptimized = spec.EbsOptimized ?? false,
            UserData = spec.UserData,
            CpuCredits = type.Burstable ? spec.CpuCredits ?? DefaultCredits(spec.InstanceType) : null,
            MetadataOptions = spec.MetadataOptions,
        };
        if (plan.ProfileArn is not null)
        {
            instance.ProfileAssociation = (Scope.Ids.Ec2("iip-assoc"), Scope.Clock.UtcNow);
        }

        AttachPrimaryInterface(instance, plan.Groups);
        MakeVolumes(instance, plan.Image);
        foreach (var (key, value) in spec.Tags.GetValueOrDefault("instance") ?? new Dictionary<string, string>())
        {
            instance.Tags[key] = value;
        }

        Instances.Add(instance);
        instance.Timer = Scope.Clock.After(Ec2Timings.Within(Timings.Launch, Scope.Ids), () => BecomeRunning(instance));
        return instance;
    }

    /// <summary>Terminates; an instance that is already going or gone stays as it is. Termination protection is the API's affair, not this method's.</summary>
    public Instance TerminateInstance(string id, string reasonCode = "Client.UserInitiatedShutdown", string reason = "Client.UserInitiatedShutdown: User initiated shutdown")
    {
        var instance = Instances.Get(id);
        if (instance.State is InstanceState.ShuttingDown or InstanceState.Terminated)
        {
            return instance;
        }

        var wasStopped = instance.State == InstanceState.Stopped;
        MoveTo(instance, InstanceState.ShuttingDown, (reasonCode, reason));
        if (wasStopped)
        {
            BecomeTerminated(instance);
        }
        else
        {
            instance.Timer = Scope.Clock.After(Ec2Timings.Within(Timings.Terminate, Scope.Ids), () => BecomeTerminated(instance));
        }

        return instance;
    }

    /// <summary>Stops a running instance.</summary>
    public Instance StopInstance(string id) => StopInstance(id, hibernate: false);

    /// <summary>Stops a running instance, with its memory on the root volume when it hibernates.</summary>
    public Instance StopInstance(string id, bool hibernate)
    {
        var instance = Instances.Get(id);
        if (instance.State is InstanceState.Stopped or InstanceState.Stopping)
        {
            return instance;
        }

        RequireState(instance, "stopped", InstanceState.Running, InstanceState.Pending);
        if (instance.IsSpot)
        {
            throw new AwsError("UnsupportedOperation", $"You can't stop the Spot Instance '{id}' because it is associated with a one-time Spot Instance request. You can only stop Spot Instances associated with persistent Spot Instance requests.");
        }

        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/hibernating-instances.html
        MoveTo(instance, InstanceState.Stopping, hibernate
            ? ("Client.UserInitiatedHibernate", "Client.UserInitiatedHibernate: User initiated hibernate")
            : ("Client.UserInitiatedShutdown", "Client.UserInitiatedShutdown: User initiated shutdown"));
        instance.Timer = Scope.Clock.After(Ec2Timings.Within(Timings.Stop, Scope.Ids), () =>
        {
            // An auto-assigned public address is given back; an Elastic IP address stays.
            // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html
            foreach (var card in instance.Interfaces)
            {
                card.AutoPublicIp = null;
            }

            MoveTo(instance, InstanceState.Stopped, instance.StateReason);
        });
        return instance;
    }

    /// <summary>
    /// Takes a Spot Instance back: a rebalance recommendation now, the notice some time later, and two minutes after the notice it is terminated.
    /// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
    /// </summary>
    /// <param name="id">The instance.</param>
    /// <param name="lead">How long before the notice the recommendation comes; it "can arrive along with the two-minute Spot Instance interruption notice".</param>
    public void InterruptSpotInstance(string id, TimeSpan lead = default)
    {
        var instance = Instances.Get(id);
        RequireState(instance, "interrupted", InstanceState.Running);
        if (!instance.IsSpot)
        {
            throw new AwsError("InvalidParameterCombination", $"The instance '{id}' is not a Spot Instance.");
        }

        RebalanceRecommended?.Invoke(instance);
        Scope.Clock.After(lead + TimeSpan.FromMinutes(2), () => TerminateInstance(id, "Server.SpotInstanceTermination", "Server.SpotInstanceTermination: Spot instance termination"));
    }

    /// <summary>Starts a stopped instance.</summary>
    public Instance StartInstance(string id)
    {
        var instance = Instances.Get(id);
        if (instance.State is InstanceState.Running or InstanceState.Pending)
        {
            return instance;
        }

        RequireState(instance, "started", InstanceState.Stopped);
        CheckOffered(InstanceTypes.Get(instance.InstanceType), instance.AvailabilityZone);
        CheckCapacity(instance.InstanceType, instance.AvailabilityZone, instance.IsSpot);
        instance.LaunchTime = Scope.Clock.UtcNow;
        instance.StateTransitionReason = string.Empty;
        if (instance.PrimaryInterface is { } card && WantsPublicAddress(instance.Spec, instance.Subnet))
        {
            card.AutoPublicIp = NextPublicAddress();
        }

        MoveTo(instance, InstanceState.Pending, null);
        instance.Timer = Scope.Clock.After(Ec2Timings.Within(Timings.Launch, Scope.Ids), () => BecomeRunning(instance));
        return instance;
    }

    /// <summary>Makes what runs on an instance fail or pass the health checks of load balancers.</summary>
    public void SetApplicationHealth(string id, bool healthy)
    {
        var instance = Instances.Get(id);
        if (instance.ApplicationHealthy != healthy)
        {
            instance.ApplicationHealthy = healthy;
            ApplicationHealthChanged?.Invoke(instance);
        }
    }

    /// <summary>Makes the status checks of a running instance fail or pass.</summary>
    public void SetStatusCheck(string id, StatusCheck status)
    {
        var instance = Instances.Get(id);
        instance.StatusTimer?.Dispose();
        instance.StatusCheck = status;
    }

    /// <summary>A public address that nobody has.</summary>
    public string NextPublicAddress()
    {
        string address;
        do
        {
            address = string.Create(CultureInfo.InvariantCulture, $"54.{200 + Scope.Ids.Next(50)}.{Scope.Ids.Next(256)}.{1 + Scope.Ids.Next(254)}");
        }
        while (!_publicAddresses.Add(address));
        return address;
    }

    /// <summary>EC2's error when an instance is not in a state that allows an operation.</summary>
    public static void RequireState(Instance instance, string verb, params InstanceState[] allowed)
    {
        if (!allowed.Contains(instance.State))
        {
            throw new AwsError("IncorrectInstanceState", $"The instance '{instance.Id}' is not in a state from which it can be {verb}.");
        }
    }

    private void CheckOffered(InstanceTypeInfo type, string zone)
    {
        var zones = ZonesOffering(type).Select(static z => z.Name).ToList();
        if (!zones.Contains(zone))
        {
            throw new AwsError(
                "Unsupported",
                $"Your requested instance type ({type.Name}) is not supported in your requested Availability Zone ({zone}). Please retry your request by not specifying an Availability Zone or choosing {string.Join(", ", zones)}.");
        }
    }

    private void CheckCapacity(string type, string zone, bool spot)
    {
        if (Shortages.Exists(s => s.Covers(type, zone, spot)))
        {
            throw new AwsError(
                "InsufficientInstanceCapacity",
                $"We currently do not have sufficient {type} capacity in the Availability Zone you requested ({zone}). Our system will be working on provisioning additional capacity.",
                500);
        }
    }

    private void BecomeRunning(Instance instance)
    {
        MoveTo(instance, InstanceState.Running, null);
        instance.StatusTimer = Scope.Clock.After(Timings.StatusChecks, () => instance.StatusCheck = StatusCheck.Ok);
    }

    private void BecomeTerminated(Instance instance)
    {
        foreach (var volume in instance.Volumes.Values.ToList())
        {
            Detach(volume);
            if (volume.DeleteOnTermination)
            {
                Volumes.Remove(volume);
            }
        }

        foreach (var card in instance.Interfaces.ToList())
        {
            DetachInterface(card);
            if (card.DeleteOnTermination)
            {
                RemoveInterface(card);
            }
        }

        MoveTo(instance, InstanceState.Terminated, instance.StateReason);
        Scope.Clock.After(Timings.TerminatedVisible, () => Instances.Remove(instance));
    }

    private void MoveTo(Instance instance, InstanceState state, (string Code, string Message)? reason)
    {
        var previous = instance.State;
        instance.Timer?.Dispose();
        instance.StatusTimer?.Dispose();
        instance.State = state;
        instance.StatusCheck = state is InstanceState.Pending or InstanceState.Running ? StatusCheck.Initializing : StatusCheck.NotApplicable;
        instance.StateReason = reason;
        if (reason is not null && state is InstanceState.ShuttingDown or InstanceState.Stopping)
        {
            instance.StateTransitionReason = reason is var (code, _) && code.StartsWith("Server.", StringComparison.Ordinal) ? code : string.Create(CultureInfo.InvariantCulture, $"User initiated ({Scope.Clock.UtcNow:yyyy-MM-dd HH:mm:ss} GMT)");
        }

        InstanceStateChanged?.Invoke(new InstanceStateChange(instance, previous, state));
    }

    private Subnet SubnetFor(InstanceSpec spec)
    {
        if (spec.SubnetId is { } id)
        {
            return Subnets.Get(id);
        }

        if (DefaultVpc is not { } vpc)
        {
            throw new AwsError("VPCIdNotSpecified", "No default VPC for this user. GroupName is only supported for EC2-Classic and default VPC.");
        }

        if (spec.AvailabilityZone is { } zone && Zones.All(z => z.Name != zone))
        {
            throw new AwsError("InvalidParameterValue", $"Invalid availability zone: [{zone}]");
        }

        return Subnets.FirstOrDefault(s => s.Vpc == vpc && s.DefaultForAz && (spec.AvailabilityZone is null || s.AvailabilityZone == spec.AvailabilityZone))
            ?? throw new AwsError("MissingInput", $"No subnets found for the default VPC '{vpc.Id}'. Please specify a subnet.");
    }

    private List<SecurityGroup> GroupsFor(InstanceSpec spec, Subnet subnet)
    {
        var groups = spec.SecurityGroupIds.Select(id => SecurityGroups.Get(id)).ToList();
        foreach (var name in spec.SecurityGroupNames)
        {
            groups.Add(SecurityGroups.FirstOrDefault(g => g.Vpc == subnet.Vpc && g.GroupName == name)
                ?? throw new AwsError("InvalidGroup.NotFound", $"The security group '{name}' does not exist in VPC '{subnet.VpcId}'"));
        }

        if (groups.Find(g => g.Vpc != subnet.Vpc) is { } stranger)
        {
            throw new AwsError("InvalidParameter", $"Security group {stranger.Id} and subnet {subnet.Id} belong to different networks.");
        }

        groups = [.. groups.Distinct()];
        if (groups.Count > Quotas.SecurityGroupsPerInterface)
        {
            throw new AwsError("SecurityGroupsPerInterfaceLimitExceeded", "The maximum number of security groups per interface has been reached.");
        }

        return groups.Count > 0 ? groups : [DefaultGroup(subnet.Vpc)];
    }

    /// <summary>The ARN of an instance profile given by name or ARN.</summary>
    public string? ProfileArn(string? profile) => profile is null || profile.StartsWith("arn:", StringComparison.Ordinal)
        ? profile
        : $"arn:aws:iam::{Scope.Account}:instance-profile/{profile}";

    private static bool WantsPublicAddress(InstanceSpec spec, Subnet subnet) => spec.AssociatePublicIpAddress ?? subnet.MapPublicIpOnLaunch;
}

/// <summary>A validated launch.</summary>
internal sealed record LaunchPlan(MachineImage Image, InstanceTypeInfo Type, Subnet Subnet, List<SecurityGroup> Groups, string? ProfileArn);

/// <summary>No capacity for a type, a zone, a market; null stands for any.</summary>
internal sealed record CapacityShortage(string? InstanceType = null, string? AvailabilityZone = null, bool? Spot = null)
{
    public bool Covers(string type, string zone, bool spot) =>
        (InstanceType is null || InstanceType == type) && (AvailabilityZone is null || AvailabilityZone == zone) && (Spot is null || Spot == spot);
}
