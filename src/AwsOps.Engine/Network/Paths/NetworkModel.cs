namespace AwsOps.Engine.Network;

/// <summary>An inventory with its indexes. Everything found is cached, so that 100,000 interfaces share what they share.</summary>
internal sealed class NetworkModel
{
    private readonly Dictionary<string, SecurityGroup> _groups;
    private readonly Dictionary<string, Vpc> _vpcs;
    private readonly Dictionary<string, Subnet> _subnets;
    private readonly Dictionary<string, RouteTable> _tableOfSubnet = [];
    private readonly Dictionary<string, RouteTable> _mainTables = [];
    private readonly Dictionary<string, NetworkAcl> _aclOfSubnet = [];
    private readonly Dictionary<string, PrefixList> _lists;
    private readonly Dictionary<RouteTable, RouteMap> _routeMaps = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<TransitGatewayRouteTable, TransitTable> _transitTables = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<NetworkAcl, (TrafficSet In, TrafficSet Out)> _acls = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(string Groups, bool Egress, bool Stranger), TrafficBounds> _allowed = [];

    public NetworkModel(NetworkInventory inventory)
    {
        Inventory = inventory;
        _groups = Index(inventory.SecurityGroups, static g => g.GroupId);
        _vpcs = Index(inventory.Vpcs, static v => v.VpcId);
        _subnets = Index(inventory.Subnets, static s => s.SubnetId);
        _lists = Index(inventory.PrefixLists, static l => l.PrefixListId);
        foreach (var table in inventory.RouteTables ?? [])
        {
            if (table.IsMain)
            {
                _mainTables[table.VpcId] = table;
            }

            foreach (var subnet in table.SubnetIds)
            {
                _tableOfSubnet[subnet] = table;
            }
        }

        foreach (var acl in inventory.NetworkAcls ?? [])
        {
            foreach (var subnet in acl.SubnetIds)
            {
                _aclOfSubnet[subnet] = acl;
            }
        }

        Interfaces = new(inventory);
        Peers = new(this);
        Public = new(this);
    }

    public NetworkInventory Inventory { get; }

    public InterfaceIndex Interfaces { get; }

    public InventoryPeers Peers { get; }

    public PublicAccess Public { get; }

    public Lookup<SecurityGroup> Group(string id) =>
        Find(_groups, id, inventoryHas: Inventory.SecurityGroups is not null, "security group", "describe-security-groups");

    public Lookup<Vpc> Vpc(string id) => Find(_vpcs, id, Inventory.Vpcs is not null, "VPC", "describe-vpcs");

    public Lookup<Subnet> Subnet(string id) => Find(_subnets, id, Inventory.Subnets is not null, "subnet", "describe-subnets");

    public PrefixList? List(string id) => _lists.GetValueOrDefault(id);

    /// <summary>
    /// The route table of a subnet: its own, else the main one of its own VPC
    /// (https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html#route-table-assocation).
    /// </summary>
    public Lookup<RouteTable> TableOf(string subnetId, string vpcId)
    {
        if (Inventory.RouteTables is null)
        {
            return new(null, "describe-route-tables");
        }

        return _tableOfSubnet.TryGetValue(subnetId, out var own) || _mainTables.TryGetValue(vpcId, out own)
            ? new(own, null)
            : new(null, $"the route table of {subnetId} and the main one of {vpcId} (describe-route-tables)");
    }

    /// <summary>The route table that routes what comes in through a gateway, if it has one.</summary>
    public RouteTable? EdgeTableOf(string gatewayId) =>
        Inventory.RouteTables?.FirstOrDefault(t => t.GatewayIds.Contains(gatewayId));

    public TransitTable Routes(TransitGatewayRouteTable table)
    {
        if (!_transitTables.TryGetValue(table, out var made))
        {
            _transitTables.Add(table, made = new(table, this));
        }

        return made;
    }

    public RouteMap Routes(RouteTable table)
    {
        if (!_routeMaps.TryGetValue(table, out var map))
        {
            _routeMaps.Add(table, map = new(table, this));
        }

        return map;
    }

    /// <summary>
    /// Every subnet has an ACL, the VPC's default one unless told otherwise, so a subnet in none is missing data
    /// (https://docs.aws.amazon.com/vpc/latest/userguide/nacl-basics.html).
    /// </summary>
    public Lookup<NetworkAcl> AclOf(string subnetId) => _aclOfSubnet.TryGetValue(subnetId, out var acl)
        ? new(acl, null)
        : new(null, Inventory.NetworkAcls is null ? "describe-network-acls" : $"the network ACL of {subnetId} (describe-network-acls)");

    public TrafficSet Allowed(NetworkAcl acl, bool egress)
    {
        if (!_acls.TryGetValue(acl, out var sets))
        {
            _acls.Add(acl, sets = (acl.Allowed(egress: false), acl.Allowed(egress: true)));
        }

        return egress ? sets.Out : sets.In;
    }

    /// <summary>What the groups of an interface allow together.</summary>
    public TrafficBounds Allowed(IReadOnlyList<string> groupIds, bool egress, bool stranger)
    {
        var key = (groupIds.Count == 1 ? groupIds[0] : string.Join(',', groupIds.Order(StringComparer.Ordinal)), egress, stranger);
        if (_allowed.TryGetValue(key, out var bounds))
        {
            return bounds;
        }

        var found = groupIds.Select(Group).ToList();
        bounds = SecurityGroupSemantics.Allowed(found.Where(static f => f.Value is not null).Select(static f => f.Value!), egress, stranger ? Peers.ForStranger : Peers);
        foreach (var missing in found.Where(static f => f.Missing is not null))
        {
            bounds = bounds.Union(TrafficBounds.Unknown(missing.Missing!));
        }

        _allowed.Add(key, bounds);
        return bounds;
    }

    private static Dictionary<string, T> Index<T>(IReadOnlyList<T>? items, Func<T, string> key)
    {
        Dictionary<string, T> index = new(items?.Count ?? 0);
        foreach (var item in items ?? [])
        {
            index[key(item)] = item;
        }

        return index;
    }

    private static Lookup<T> Find<T>(Dictionary<string, T> index, string id, bool inventoryHas, string what, string answer)
        where T : class =>
        index.TryGetValue(id, out var found) ? new(found, null) : new(null, inventoryHas ? $"{what} {id} ({answer})" : answer);
}
