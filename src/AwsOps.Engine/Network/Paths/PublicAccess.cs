namespace AwsOps.Engine.Network;

/// <summary>
/// VPC Block Public Access: it overrides gateways and routes. Bidirectional blocks both directions, ingress-only leaves
/// NAT and egress-only gateways their outbound traffic; an exclusion of a VPC or subnet lifts it, in both directions or,
/// against bidirectional blocking, outbound only
/// (https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html).
/// </summary>
internal sealed class PublicAccess(NetworkModel model)
{
    /// <summary>Traffic that a stranger begins, through an internet gateway.</summary>
    public TrafficBounds Inbound(string subnetId, string vpcId) =>
        Judge(subnetId, vpcId, static (_, exclusion) => exclusion?.AllowsInbound == true);

    /// <summary>Traffic that an instance begins, straight through an internet gateway.</summary>
    public TrafficBounds Outbound(string subnetId, string vpcId) =>
        Judge(subnetId, vpcId, static (mode, exclusion) => exclusion is not null && (exclusion.AllowsInbound || mode == "block-bidirectional"));

    /// <summary>Traffic through a NAT gateway or an egress-only internet gateway.</summary>
    public TrafficBounds OutboundOnly(string subnetId, string vpcId) =>
        Judge(subnetId, vpcId, static (mode, exclusion) => mode == "block-ingress" || exclusion is not null);

    private TrafficBounds Judge(string subnetId, string vpcId, Func<string, BlockPublicAccessExclusion?, bool> allowed)
    {
        const string Options = "describe-vpc-block-public-access-options";
        if (model.Inventory.BlockPublicAccess is not { } settings)
        {
            return TrafficBounds.Unknown(Options);
        }

        if (settings.All(static s => s.Mode == "off") && settings.Count > 0)
        {
            return TrafficBounds.Exactly(TrafficSet.All);
        }

        var zone = model.Subnet(subnetId).Value?.AvailabilityZone;
        var setting = settings.Count == 1
            ? settings[0]
            : settings.FirstOrDefault(s => s.Region is not null && zone?.StartsWith(s.Region, StringComparison.Ordinal) == true);
        if (setting is null)
        {
            return TrafficBounds.Unknown(zone is null && settings.Count > 0 ? $"the zone of {subnetId} (describe-subnets)" : $"the setting of the region of {subnetId} ({Options})");
        }

        if (setting.Mode == "off")
        {
            return TrafficBounds.Exactly(TrafficSet.All);
        }

        if (model.Inventory.BlockPublicAccessExclusions is not { } exclusions)
        {
            return allowed(setting.Mode, null) ? TrafficBounds.Exactly(TrafficSet.All) : TrafficBounds.Unknown("describe-vpc-block-public-access-exclusions");
        }

        var mine = exclusions.Where(e => e.ResourceId == subnetId || e.ResourceId == vpcId).OrderByDescending(static e => e.AllowsInbound).FirstOrDefault();
        return TrafficBounds.Exactly(allowed(setting.Mode, mine) ? TrafficSet.All : TrafficSet.Empty);
    }
}
