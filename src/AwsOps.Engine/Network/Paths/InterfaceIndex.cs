namespace AwsOps.Engine.Network;

/// <summary>
/// The interfaces of an inventory: those of describe-network-interfaces, completed by those that describe-instances
/// shows, with the elastic addresses of describe-addresses.
/// </summary>
internal sealed class InterfaceIndex
{
    private readonly Dictionary<string, NetworkInterface> _byId = [];
    private readonly Dictionary<string, List<NetworkInterface>> _byInstance = [];
    private readonly Dictionary<IpAddress, List<NetworkInterface>> _byAddress = [];
    private readonly Dictionary<string, AddressSet> _members = [];
    private readonly Dictionary<string, List<NetworkInterface>> _byGroup = [];

    public InterfaceIndex(NetworkInventory inventory)
    {
        IsComplete = inventory.NetworkInterfaces is not null;
        foreach (var item in (inventory.NetworkInterfaces ?? []).Concat((inventory.Instances ?? []).SelectMany(static i => i.Interfaces)))
        {
            _byId.TryAdd(item.NetworkInterfaceId, item);
        }

        foreach (var elastic in inventory.Addresses ?? [])
        {
            Associate(elastic);
        }

        All = [.. _byId.Values];
        foreach (var item in All)
        {
            if (item.InstanceId is not null)
            {
                Add(_byInstance, item.InstanceId, item);
            }

            foreach (var group in item.GroupIds)
            {
                Add(_byGroup, group, item);
            }

            foreach (var address in AddressesOf(item).Concat(PublicAddressesOf(item)))
            {
                Add(_byAddress, address, item);
            }
        }
    }

    /// <summary>Whether describe-network-interfaces was answered, so that what is not here does not exist.</summary>
    public bool IsComplete { get; }

    public IReadOnlyList<NetworkInterface> All { get; }

    public NetworkInterface? ById(string id) => _byId.GetValueOrDefault(id);

    public IReadOnlyList<NetworkInterface> OfInstance(string id) => _byInstance.TryGetValue(id, out var found) ? found : [];

    public IReadOnlyList<NetworkInterface> OfGroup(string id) => _byGroup.TryGetValue(id, out var found) ? found : [];

    /// <summary>The interfaces with a private or public address; VPCs may repeat private ones.</summary>
    public IReadOnlyList<NetworkInterface> At(IpAddress address) => _byAddress.TryGetValue(address, out var found) ? found : [];

    /// <summary>The private addresses of the members of a group.</summary>
    public AddressSet MembersOf(string groupId)
    {
        if (!_members.TryGetValue(groupId, out var members))
        {
            _members.Add(groupId, members = AddressSet.Of(OfGroup(groupId).SelectMany(AddressesOf)));
        }

        return members;
    }

    public static IEnumerable<IpAddress> AddressesOf(NetworkInterface item) =>
        item.Addresses.Select(static a => IpAddress.Parse(a.PrivateIp)).Concat(item.Ipv6Addresses.Select(IpAddress.Parse));

    private static IEnumerable<IpAddress> PublicAddressesOf(NetworkInterface item) =>
        item.Addresses.Where(static a => a.PublicIp is not null).Select(static a => IpAddress.Parse(a.PublicIp!));

    private void Associate(ElasticAddress elastic)
    {
        if (elastic.NetworkInterfaceId is { } id && _byId.TryGetValue(id, out var item))
        {
            _byId[id] = item with
            {
                Addresses = [.. item.Addresses.Select(a => a.PublicIp is null && a.PrivateIp == elastic.PrivateIp ? a with { PublicIp = elastic.PublicIp } : a)],
            };
        }
    }

    private static void Add<TKey>(Dictionary<TKey, List<NetworkInterface>> index, TKey key, NetworkInterface item)
        where TKey : notnull
    {
        if (!index.TryGetValue(key, out var list))
        {
            index.Add(key, list = []);
        }

        list.Add(item);
    }
}
