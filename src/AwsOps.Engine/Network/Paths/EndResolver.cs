namespace AwsOps.Engine.Network;

/// <summary>Finds what the names in a question mean.</summary>
internal sealed class EndResolver(NetworkModel model)
{
    public IReadOnlyList<PathEnd> Resolve(string text, string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text, parameter);
        if (text.StartsWith("i-", StringComparison.Ordinal))
        {
            return Interfaces(text, model.Interfaces.OfInstance(text), "instance", parameter);
        }

        if (text.StartsWith("eni-", StringComparison.Ordinal))
        {
            return Interfaces(text, model.Interfaces.ById(text) is { } item ? [item] : [], "interface", parameter);
        }

        if (text.StartsWith("sg-", StringComparison.Ordinal))
        {
            return Interfaces(text, model.Interfaces.OfGroup(text), "member of security group", parameter);
        }

        if (IpAddress.TryParse(text, out var address))
        {
            return At(text, address);
        }

        // A Classic Load Balancer may have the name of another one.
        if ((model.Inventory.LoadBalancers ?? []).Where(b => b.Arn == text || b.Name == text).ToList() is { Count: > 0 } balancers)
        {
            return [.. balancers.Select(b => new PathEnd.Balancer(text, b))];
        }

        switch ((model.Inventory.SecurityGroups ?? []).Where(g => g.GroupName == text).ToList())
        {
            case [var group]:
                return Interfaces(group.GroupId, model.Interfaces.OfGroup(group.GroupId), "member of security group", parameter);
            case { Count: > 1 } several:
                throw new ArgumentException($"'{text}' is the name of several security groups: {string.Join(", ", several.Select(static g => $"{g.GroupId} of {g.VpcId}"))}; write the id.", parameter);
        }

        if (text.StartsWith("com.amazonaws.", StringComparison.Ordinal) || text is "s3" or "dynamodb")
        {
            return [new PathEnd.Service(text)];
        }

        try
        {
            return [new PathEnd.Outside(text, AddressSet.Parse(text))];
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"'{text}' is no end of a path that is known here; write an instance (i-…), an interface (eni-…), a group (sg-… or its name), an address, a range, internet, the name of a load balancer of the inventory, or a service such as s3. ({e.Message})", parameter, e);
        }
    }

    private IReadOnlyList<PathEnd> Interfaces(string text, IReadOnlyList<NetworkInterface> found, string what, string parameter)
    {
        if (found.Count > 0)
        {
            return [.. found.Select(i => new PathEnd.Inside(i.NetworkInterfaceId, i, [.. InterfaceIndex.AddressesOf(i)]))];
        }

        return model.Interfaces.IsComplete
            ? throw new ArgumentException($"There is no {what} '{text}' with a network interface in the inventory; check the id, and the region and account that the inventory is of.", parameter)
            : [new PathEnd.Missing(text, "describe-network-interfaces")];
    }

    private IReadOnlyList<PathEnd> At(string text, IpAddress address)
    {
        var found = model.Interfaces.At(address);
        return found.Count == 0
            ? [new PathEnd.Outside(text, AddressSet.Of(address))]
            : [.. found.Select(i => InterfaceIndex.AddressesOf(i).Contains(address)
                ? (PathEnd)new PathEnd.Inside(text, i, [address])
                : new PathEnd.PublicSide(text, i, address))];
    }
}
