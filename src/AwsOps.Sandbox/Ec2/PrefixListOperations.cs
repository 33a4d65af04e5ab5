using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Prefix lists. https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html</summary>
internal static class PrefixListOperations
{
    private static readonly Filters<ManagedPrefixList> Filters = new()
    {
        { "prefix-list-id", static p => p.Id },
        { "prefix-list-name", static p => p.ListName },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateManagedPrefixList", Create);
        simulator.Op("DescribeManagedPrefixLists", static (call, ec2, request) => Describe.Answer(
            request,
            Select(ec2, request, ec2.ServicePrefixLists.Concat(ec2.PrefixLists)),
            "PrefixLists",
            p => View(ec2, p),
            maximum: 100));
        simulator.Op("DescribePrefixLists", static (call, ec2, request) => Describe.Answer(
            request,
            Select(ec2, request, ec2.ServicePrefixLists),
            "PrefixLists",
            static p => new Struct
            {
                { "PrefixListId", p.Id },
                { "PrefixListName", p.ListName },
                { "Cidrs", p.Entries.Select(static e => e.Cidr.ToString()).ToList() },
            }));
        simulator.Op("GetManagedPrefixListEntries", GetEntries);
        simulator.Op("GetManagedPrefixListAssociations", GetAssociations);
        simulator.Op("ModifyManagedPrefixList", Modify);
        simulator.Op("DeleteManagedPrefixList", Delete);
    }

    private static IEnumerable<ManagedPrefixList> Select(Ec2State ec2, Struct request, IEnumerable<ManagedPrefixList> all)
    {
        var ids = request.Strings("PrefixListIds");
        return Filters.Apply(request, ids.Count == 0 ? all : ids.Select(ec2.GetPrefixList).ToList());
    }

    private static Struct Create(Call call, Ec2State ec2, Struct request)
    {
        var family = request.String("AddressFamily");
        if (family is not ("IPv4" or "IPv6"))
        {
            throw new AwsError("InvalidParameterValue", $"Value ({family}) for parameter AddressFamily is invalid. It must be IPv4 or IPv6.");
        }

        var list = new ManagedPrefixList(call.Ids.Ec2("pl"), Check.Required(request, "PrefixListName"), family == "IPv6", request.Int("MaxEntries") ?? 0);
        var entries = Add(list, [], request.Structs("Entries"));
        list.Versions.Add(entries);
        ec2.PrefixLists.Add(TagSpecifications.Tag(list, request));
        var view = View(ec2, list);
        view["State"] = "create-in-progress";
        return new Struct { { "PrefixList", view } };
    }

    private static List<PrefixListEntry> Add(ManagedPrefixList list, IEnumerable<PrefixListEntry> old, IReadOnlyList<Struct> added)
    {
        var entries = old.ToList();
        foreach (var entry in added)
        {
            if (!Cidr.TryParse(entry.String("Cidr"), out var cidr) || cidr.IsIpv6 != list.IsIpv6)
            {
                throw new AwsError("InvalidParameterValue", $"Value ({entry.String("Cidr")}) for parameter Cidr is invalid. The CIDR must be of the prefix list's address family.");
            }

            entries.RemoveAll(e => e.Cidr == cidr.Canonical);
            entries.Add(new PrefixListEntry(cidr.Canonical, entry.String("Description")));
        }

        return entries.Count <= list.MaxEntries
            ? entries
            : throw new AwsError("PrefixListMaxEntriesExceeded", $"You've reached the maximum number of entries for the prefix list: {list.MaxEntries}.");
    }

    private static Struct GetEntries(Call call, Ec2State ec2, Struct request)
    {
        var list = ec2.GetPrefixList(Check.Required(request, "PrefixListId"));
        var version = request.Long("TargetVersion") ?? list.Version;
        if (version < 1 || version > list.Version)
        {
            throw new AwsError("InvalidPrefixListVersion", $"The prefix list '{list.Id}' has no version {version}.");
        }

        return Describe.Answer(request, list.Versions[(int)version - 1], "Entries", static e => new Struct
        {
            { "Cidr", e.Cidr.ToString() },
            { "Description", e.Description },
        }, maximum: 100);
    }

    private static Struct GetAssociations(Call call, Ec2State ec2, Struct request) => Describe.Answer(
        request,
        Users(ec2, ec2.GetPrefixList(Check.Required(request, "PrefixListId"))),
        "PrefixListAssociations",
        id => new Struct { { "ResourceId", id }, { "ResourceOwner", call.Account } });

    private static IEnumerable<string> Users(Ec2State ec2, ManagedPrefixList list) =>
        ec2.SecurityGroups.Where(g => g.Rules.Exists(r => r.Match.Peer == list.Id)).Select(static g => g.Id)
            .Concat(ec2.RouteTables.Where(t => t.Routes.Exists(r => r.Destination == list.Id)).Select(static t => t.Id))
            .Concat(ec2.TransitGatewayRouteTables.Where(t => t.State == "available" && t.References.Exists(r => r.List == list)).Select(static t => t.Id));

    private static Struct Modify(Call call, Ec2State ec2, Struct request)
    {
        var list = Own(ec2, request);
        var (added, removed) = (request.Structs("AddEntries"), request.Structs("RemoveEntries"));
        if (added.Count > 0 || removed.Count > 0)
        {
            // "You cannot modify the entries of a prefix list and modify the size of a prefix list at the same time."
            // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyManagedPrefixList.html
            if (request.Has("MaxEntries"))
            {
                throw new AwsError("InvalidParameterCombination", "You cannot modify the entries of a prefix list and modify the size of a prefix list at the same time.");
            }

            // The current version must be named, so that two writers do not undo each other's work.
            var current = request.Long("CurrentVersion")
                ?? throw new AwsError("MissingParameter", "The request must contain the parameter CurrentVersion");
            if (current != list.Version)
            {
                throw new AwsError("PrefixListVersionMismatch", $"The prefix list has the incorrect version number: {current}; its current version is {list.Version}.");
            }

            var kept = list.Entries.ToList();
            foreach (var entry in removed)
            {
                if (!Cidr.TryParse(entry.String("Cidr"), out var cidr) || kept.RemoveAll(e => e.Cidr == cidr.Canonical) == 0)
                {
                    throw new AwsError("InvalidParameterValue", $"The CIDR '{entry.String("Cidr")}' is not an entry of the prefix list '{list.Id}'.");
                }
            }

            list.Versions.Add(Add(list, kept, added));
        }

        if (request.Int("MaxEntries") is { } maximum)
        {
            var before = list.MaxEntries;
            list.MaxEntries = maximum >= list.Entries.Count
                ? maximum
                : throw new AwsError("InvalidParameterValue", $"MaxEntries {maximum} is less than the {list.Entries.Count} entries of the prefix list.");
            try
            {
                // A list weighs its maximum wherever it is named: a resize that a security group can't take fails, "and the previous
                // maximum size is restored". https://docs.aws.amazon.com/vpc/latest/userguide/working-with-managed-prefix-lists.html
                foreach (var group in ec2.SecurityGroups.Where(g => g.Rules.Exists(r => r.Match.Peer == list.Id)))
                {
                    SecurityGroupRules.CheckLimit(ec2, group.Rules.Select(static r => r.Match));
                }
            }
            catch (AwsError)
            {
                list.MaxEntries = before;
                throw;
            }
        }

        list.ListName = request.String("PrefixListName") ?? list.ListName;
        var view = View(ec2, list);
        view["State"] = "modify-in-progress";
        return new Struct { { "PrefixList", view } };
    }

    private static Struct Delete(Call call, Ec2State ec2, Struct request)
    {
        var list = Own(ec2, request);
        if (Users(ec2, list).Any())
        {
            throw new AwsError("DependencyViolation", $"The prefix list '{list.Id}' is referenced by other resources and cannot be deleted.");
        }

        ec2.PrefixLists.Remove(list);
        var view = View(ec2, list);
        view["State"] = "delete-in-progress";
        return new Struct { { "PrefixList", view } };
    }

    private static ManagedPrefixList Own(Ec2State ec2, Struct request)
    {
        var list = ec2.GetPrefixList(Check.Required(request, "PrefixListId"));
        return !list.IsService ? list : throw new AwsError("UnauthorizedOperation", $"The prefix list '{list.Id}' is managed by AWS and can't be changed.", 403);
    }

    private static Struct View(Ec2State ec2, ManagedPrefixList list) => new()
    {
        { "PrefixListId", list.Id },
        { "PrefixListName", list.ListName },
        { "PrefixListArn", $"arn:aws:ec2:{ec2.Scope.Region}:{(list.IsService ? "aws" : list.OwnerId)}:prefix-list/{list.Id}" },
        { "AddressFamily", list.IsIpv6 ? "IPv6" : "IPv4" },
        { "State", list.Version > 1 ? "modify-complete" : "create-complete" },
        { "MaxEntries", list.IsService ? null : list.MaxEntries },
        { "Version", list.IsService ? null : list.Version },
        { "OwnerId", list.OwnerId },
        { "Tags", Render.Tags(list) },
    };
}
