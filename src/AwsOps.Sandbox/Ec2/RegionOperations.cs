using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Regions, zones, account attributes.</summary>
internal static class RegionOperations
{
    private static readonly Filters<RegionItem> RegionFilters = new()
    {
        { "region-name", static r => r.Id },
        { "endpoint", static r => r.Endpoint },
        { "opt-in-status", static r => r.OptInStatus },
    };

    private static readonly Filters<ZoneItem> ZoneFilters = new()
    {
        { "zone-name", static z => z.Id },
        { "zone-id", static z => z.Zone.Id },
        { "zone-type", static _ => "availability-zone" },
        { "region-name", static z => z.Region },
        { "group-name", static z => z.Region + "-zg-1" },
        { "opt-in-status", static _ => "opt-in-not-required" },
        { "state", static _ => "available" },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("DescribeRegions", DescribeRegions);
        simulator.Op("DescribeAvailabilityZones", DescribeAvailabilityZones);
        simulator.Op("DescribeAccountAttributes", DescribeAccountAttributes);
    }

    private static Struct DescribeRegions(Call call, Ec2State ec2, Struct request)
    {
        // Without AllRegions only those the account has; a region that needs opting in is not one of them.
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html
        var names = request.Strings("RegionNames");
        if (names.FirstOrDefault(n => Ec2Regions.All.All(r => r.Name != n)) is { } unknown)
        {
            throw new AwsError("InvalidParameterValue", $"Invalid region names: [{unknown}]");
        }

        var regions = Ec2Regions.All
            .Where(r => names.Count > 0 ? names.Contains(r.Name) : request.Bool("AllRegions") == true || !r.OptIn)
            .Select(static r => new RegionItem(r));
        return new Struct
        {
            {
                "Regions", RegionFilters.Apply(request, regions).Select(static r => new Struct
                {
                    { "RegionName", r.Id },
                    { "Endpoint", r.Endpoint },
                    { "OptInStatus", r.OptInStatus },
                }).ToList()
            },
        };
    }

    private static Struct DescribeAvailabilityZones(Call call, Ec2State ec2, Struct request)
    {
        var (names, ids) = (request.Strings("ZoneNames"), request.Strings("ZoneIds"));
        if (names.FirstOrDefault(n => ec2.Zones.All(z => z.Name != n)) is { } name)
        {
            throw new AwsError("InvalidParameterValue", $"Invalid availability zone: [{name}]");
        }

        if (ids.FirstOrDefault(i => ec2.Zones.All(z => z.Id != i)) is { } id)
        {
            throw new AwsError("InvalidParameterValue", $"Invalid availability zone-id: [{id}]");
        }

        var zones = ec2.Zones
            .Where(z => (names.Count == 0 || names.Contains(z.Name)) && (ids.Count == 0 || ids.Contains(z.Id)))
            .Select(z => new ZoneItem(z, call.Region));
        return new Struct
        {
            {
                "AvailabilityZones", ZoneFilters.Apply(request, zones).Select(static z => new Struct
                {
                    { "ZoneName", z.Zone.Name },
                    { "ZoneId", z.Zone.Id },
                    { "RegionName", z.Region },
                    { "GroupName", z.Region + "-zg-1" },
                    { "NetworkBorderGroup", z.Region },
                    { "ZoneType", "availability-zone" },
                    { "OptInStatus", "opt-in-not-required" },
                    { "State", "available" },
                    { "Messages", new List<Struct>() },
                }).ToList()
            },
        };
    }

    private static Struct DescribeAccountAttributes(Call call, Ec2State ec2, Struct request)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["supported-platforms"] = "VPC",
            ["default-vpc"] = ec2.DefaultVpc?.Id ?? "none",
            ["max-instances"] = "20",
            ["vpc-max-security-groups-per-interface"] = "5",
            ["max-elastic-ips"] = "5",
            ["vpc-max-elastic-ips"] = "5",
        };
        var names = request.Strings("AttributeNames");
        return new Struct
        {
            {
                "AccountAttributes", all.Where(a => names.Count == 0 || names.Contains(a.Key)).Select(static a => new Struct
                {
                    { "AttributeName", a.Key },
                    { "AttributeValues", new List<Struct> { new() { { "AttributeValue", a.Value } } } },
                }).ToList()
            },
        };
    }

    private sealed class RegionItem(RegionInfo region) : Ec2Resource(region.Name)
    {
        public override string ResourceType => "region";

        public string Endpoint => $"ec2.{Id}.amazonaws.com";

        public string OptInStatus => region.OptIn ? "not-opted-in" : "opt-in-not-required";
    }

    private sealed class ZoneItem(AvailabilityZone zone, string region) : Ec2Resource(zone.Name)
    {
        public override string ResourceType => "availability-zone";

        public AvailabilityZone Zone => zone;

        public string Region => region;
    }
}
