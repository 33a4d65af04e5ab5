using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

internal sealed partial class Ec2State
{
    public ResourceTable<KeyPair> KeyPairs { get; } = new("key", "InvalidKeyPair.NotFound", "The key pair '{0}' does not exist");

    /// <summary>Encryption of new volumes by default, off in a new account.</summary>
    public bool EncryptByDefault { get; set; }

    /// <summary>The key for it; AWS's own unless set.</summary>
    public string DefaultKmsKeyId { get; set; } = "alias/aws/ebs";

    /// <summary>An interface with an address of the subnet.</summary>
    /// <param name="subnet">Where.</param>
    /// <param name="groups">Its security groups.</param>
    /// <param name="address">A given private address, or null for the next free one.</param>
    /// <param name="interfaceType"><c>interface</c>, <c>nat_gateway</c>, <c>load_balancer</c>…</param>
    /// <param name="requester">The service that owns it; null for the account's own.</param>
    public NetworkInterface MakeInterface(Subnet subnet, IEnumerable<SecurityGroup> groups, string? address = null, string interfaceType = "interface", string? requester = null)
    {
        if (address is null)
        {
            address = subnet.TakeAddress() ?? throw new AwsError(
                "InsufficientFreeAddressesInSubnet",
                $"There are not enough free addresses in subnet '{subnet.Id}' to satisfy the requested number of instances.");
        }
        else
        {
            if (!Cidr.TryParseAddress(address, out var number, out var isIpv6) || isIpv6 || !subnet.CidrBlock.Contains(number))
            {
                throw new AwsError("InvalidParameterValue", $"Address {address} does not fall within the subnet's address range");
            }

            if (!subnet.IsFree(number))
            {
                throw new AwsError("InvalidIPAddress.InUse", $"Address {address} is in use.");
            }

            subnet.TakeAddress(number);
        }

        return NetworkInterfaces.Add(new NetworkInterface(Scope.Ids.Ec2("eni"), subnet, address)
        {
            Groups = [.. groups],
            MacAddress = "0a:" + string.Join(':', Enumerable.Range(0, 5).Select(_ => Scope.Ids.Hex(2))),
            InterfaceType = interfaceType,
            RequesterManaged = requester is not null,
            RequesterId = requester,
        });
    }

    /// <summary>Ties an interface to an instance.</summary>
    public void AttachInterface(NetworkInterface card, Instance instance, int deviceIndex, bool deleteOnTermination)
    {
        card.Instance = instance;
        card.DeviceIndex = deviceIndex;
        card.DeleteOnTermination = deleteOnTermination;
        card.AttachmentId = Scope.Ids.Ec2("eni-attach");
        card.AttachTime = Scope.Clock.UtcNow;
        instance.Interfaces.Add(card);
    }

    /// <summary>Takes an interface off its instance; an address that was auto-assigned goes.</summary>
    public void DetachInterface(NetworkInterface card)
    {
        card.Instance?.Interfaces.Remove(card);
        card.Instance = null;
        card.AttachmentId = null;
        card.AutoPublicIp = null;
    }

    /// <summary>Removes an interface and frees its addresses.</summary>
    public void RemoveInterface(NetworkInterface card)
    {
        foreach (var address in card.SecondaryAddresses.Prepend(card.PrivateIpAddress))
        {
            card.Subnet.ReleaseAddress(address);
        }

        if (card.Address is { } elastic)
        {
            elastic.Interface = null;
            elastic.AssociationId = null;
        }

        NetworkInterfaces.Remove(card);
    }

    /// <summary>A volume, available a little later. Encrypted when asked for, or when the account encrypts by default.</summary>
    public Volume MakeVolume(string zone, int size, string type, bool encrypted, string? kmsKeyId, string? snapshotId, int? iops, int? throughput)
    {
        var isEncrypted = encrypted || EncryptByDefault;
        var volume = Volumes.Add(new Volume(Scope.Ids.Ec2("vol"), zone, size, type, Scope.Clock.UtcNow)
        {
            Encrypted = isEncrypted,
            KmsKeyId = isEncrypted ? KeyArn(kmsKeyId ?? DefaultKmsKeyId) : null,
            SnapshotId = snapshotId,
            // https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html: gp3 has 3,000 IOPS and 125 MiB/s from the start,
            // gp2 three IOPS per GiB, 100 at least and 16,000 at most.
            Iops = iops ?? (type == "gp3" ? 3000 : type == "gp2" ? Math.Clamp(size * 3, 100, 16000) : null),
            Throughput = throughput ?? (type == "gp3" ? 125 : null),
        });
        Scope.Clock.After(Timings.Volume, () =>
        {
            if (volume.State == "creating")
            {
                volume.State = "available";
            }
        });
        return volume;
    }

    /// <summary>Ties a volume to an instance under a device name.</summary>
    public void Attach(Volume volume, Instance instance, string device, bool deleteOnTermination)
    {
        volume.Instance = instance;
        volume.Device = device;
        volume.AttachTime = Scope.Clock.UtcNow;
        volume.DeleteOnTermination = deleteOnTermination;
        volume.State = "in-use";
        instance.Volumes[device] = volume;
    }

    /// <summary>Takes a volume off its instance.</summary>
    public void Detach(Volume volume)
    {
        volume.Instance?.Volumes.Remove(volume.Device!);
        volume.Instance = null;
        volume.Device = null;
        volume.State = "available";
    }

    /// <summary>A key id or alias as the ARN that EBS shows.</summary>
    public string KeyArn(string key) => key.StartsWith("arn:", StringComparison.Ordinal)
        ? key
        : string.Create(CultureInfo.InvariantCulture, $"arn:aws:kms:{Scope.Region}:{Scope.Account}:{(key.StartsWith("alias/", StringComparison.Ordinal) ? key : "key/" + key)}");

    private void AttachPrimaryInterface(Instance instance, IEnumerable<SecurityGroup> groups)
    {
        var card = MakeInterface(instance.Subnet, groups, instance.Spec.PrivateIpAddress);
        NetworkInterfaceOperations.GiveIpv6(this, card, instance.Spec.Ipv6Addresses, instance.Spec.Ipv6AddressCount);
        if (WantsPublicAddress(instance.Spec, instance.Subnet))
        {
            card.AutoPublicIp = NextPublicAddress();
        }

        foreach (var (key, value) in instance.Spec.Tags.GetValueOrDefault("network-interface") ?? new Dictionary<string, string>())
        {
            card.Tags[key] = value;
        }

        AttachInterface(card, instance, 0, deleteOnTermination: true);
    }

    private void MakeVolumes(Instance instance, MachineImage image)
    {
        var mappings = instance.Spec.BlockDeviceMappings.Where(static m => m.String("DeviceName") is not null)
            .ToDictionary(static m => m.String("DeviceName")!, StringComparer.Ordinal);
        if (!mappings.ContainsKey(image.RootDeviceName))
        {
            mappings[image.RootDeviceName] = new Struct { { "DeviceName", image.RootDeviceName } };
        }

        foreach (var (device, mapping) in mappings.OrderBy(static m => m.Key, StringComparer.Ordinal))
        {
            if (mapping.Has("NoDevice") || mapping.Has("VirtualName"))
            {
                continue;
            }

            var ebs = mapping.Child("Ebs") ?? new Struct();
            var isRoot = device == image.RootDeviceName;
            var volume = MakeVolume(
                instance.AvailabilityZone,
                ebs.Int("VolumeSize") ?? (isRoot ? image.RootSize : 8),
                ebs.String("VolumeType") ?? (isRoot ? image.RootVolumeType : "gp2"),
                ebs.Bool("Encrypted") ?? false,
                ebs.String("KmsKeyId"),
                ebs.String("SnapshotId") ?? (isRoot ? image.SnapshotId : null),
                ebs.Int("Iops"),
                ebs.Int("Throughput"));
            foreach (var (key, value) in instance.Spec.Tags.GetValueOrDefault("volume") ?? new Dictionary<string, string>())
            {
                volume.Tags[key] = value;
            }

            Attach(volume, instance, device, ebs.Bool("DeleteOnTermination") ?? true);
        }
    }
}
