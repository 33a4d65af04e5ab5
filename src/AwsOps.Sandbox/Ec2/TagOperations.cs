using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Tags of any resource. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html</summary>
internal static class TagOperations
{
    private static readonly Filters<Item> Filters = new()
    {
        { "key", static t => t.Tag.Key },
        { "value", static t => t.Tag.Value },
        { "resource-id", static t => t.Resource.Id },
        { "resource-type", static t => t.Resource.ResourceType },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateTags", Create);
        simulator.Op("DeleteTags", Delete);
        simulator.Op("DescribeTags", static (call, ec2, request) => Describe.Answer(
            request,
            Filters.Apply(request, ec2.Resources.SelectMany(static r => r.Tags.Select(t => new Item(r, t)))),
            "Tags",
            static t => new Struct
            {
                { "Key", t.Tag.Key },
                { "Value", t.Tag.Value },
                { "ResourceId", t.Resource.Id },
                { "ResourceType", t.Resource.ResourceType },
            }));
    }

    private static Struct? Create(Call call, Ec2State ec2, Struct request)
    {
        var resources = request.Strings("Resources").Select(ec2.GetResource).ToList();
        var tags = request.Structs("Tags").Select(static t => KeyValuePair.Create(t.String("Key") ?? string.Empty, t.String("Value") ?? string.Empty)).ToList();
        if (tags.Count == 0)
        {
            throw new AwsError("MissingParameter", "The request must contain the parameter tags");
        }

        foreach (var (key, value) in tags)
        {
            TagSpecifications.Check(key, value);
        }

        foreach (var resource in resources)
        {
            TagSpecifications.Set(resource, tags);
        }

        return null;
    }

    /// <summary>
    /// A key alone removes the tag whatever its value, with a value (an empty one too) only when it has that value; no tags at
    /// all removes every tag of the user's.
    /// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTags.html
    /// </summary>
    private static Struct? Delete(Call call, Ec2State ec2, Struct request)
    {
        var resources = request.Strings("Resources").Select(ec2.GetResource).ToList();
        var tags = request.Structs("Tags");
        foreach (var resource in resources)
        {
            if (tags.Count == 0)
            {
                foreach (var key in resource.Tags.Keys.Where(static k => !k.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)).ToList())
                {
                    resource.Tags.Remove(key);
                }
            }

            foreach (var tag in tags)
            {
                var key = tag.String("Key") ?? string.Empty;
                if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
                {
                    throw new AwsError("InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use");
                }

                if (!tag.Has("Value") || resource.Tags.GetValueOrDefault(key) == tag.String("Value"))
                {
                    resource.Tags.Remove(key);
                }
            }
        }

        return null;
    }

    private sealed class Item : Ec2Resource
    {
        public Item(Ec2Resource resource, KeyValuePair<string, string> tag)
            : base(resource.Id)
        {
            (Resource, Tag) = (resource, tag);
            Tags.Add(tag.Key, tag.Value);
        }

        public override string ResourceType => Resource.ResourceType;

        public Ec2Resource Resource { get; }

        public KeyValuePair<string, string> Tag { get; }
    }
}

internal sealed partial class Ec2State
{
    /// <summary>Everything that can have tags.</summary>
    public IEnumerable<Ec2Resource> Resources => Tables.SelectMany(static t => t.All).Concat(SecurityGroups.SelectMany(static g => g.Rules));

    private IResourceTable[] Tables =>
    [
        Vpcs, Subnets, SecurityGroups, LaunchTemplates, Instances, NetworkInterfaces, Addresses, Volumes, Snapshots, KeyPairs, RouteTables,
        InternetGateways, EgressOnlyInternetGateways, NetworkAcls, NatGateways, VpcEndpoints, Peerings, PrefixLists,
        BlockPublicAccessExclusions, FlowLogs, CustomerGateways, VpnConnections, TransitGatewayAttachments, TransitGatewayRouteTables, TransitGateways,
    ];

    /// <summary>A resource of any type by its id, or EC2's error.</summary>
    public Ec2Resource GetResource(string id)
    {
        foreach (var table in Tables)
        {
            if (table.Find(id) is { } found)
            {
                return found;
            }
        }

        return SecurityGroups.SelectMany(static g => g.Rules).FirstOrDefault(r => r.Id == id)
            ?? throw (Array.Find(Tables, t => id.StartsWith(t.Prefix + "-", StringComparison.Ordinal))?.NotFound(id)
                ?? new AwsError("InvalidID", $"The ID '{id}' is not valid"));
    }
}
