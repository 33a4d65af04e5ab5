using AwsOps.Engine.Network;
using AwsOps.Sandbox.Ec2;

namespace AwsOps.Sandbox.FlowLogs;

/// <summary>Finds what the ends of test traffic mean.</summary>
internal static class TrafficEnds
{
    /// <summary>Both ends, with their addresses of one family.</summary>
    /// <exception cref="ArgumentException">An end is nothing that traffic can have, or the ends have no family in common.</exception>
    public static (TrafficEnd From, TrafficEnd To) Resolve(Ec2State ec2, TrafficSettings settings)
    {
        var from = Find(ec2, settings.From, nameof(settings.From));
        var to = Find(ec2, settings.To, nameof(settings.To));
        if (from.Service is not null)
        {
            throw new ArgumentException($"{nameof(settings.From)} '{settings.From}' is a service of AWS, which calls nobody; let an instance or interface call it.");
        }

        if (from.Interface is null && to.Interface is null && (to.Service is null || from.Address is not null))
        {
            throw new ArgumentException(to.Service is null
                ? $"Neither {settings.From} nor {settings.To} is in the sandbox's network in {ec2.Scope.Region}; one of them must be an instance or interface, or an address of one."
                : $"{nameof(settings.From)} '{settings.From}' is not in the sandbox's network in {ec2.Scope.Region}; only its instances and interfaces call services.");
        }

        var family = settings.Family ?? (to.Service is null ? from.Address?.Family ?? to.Address?.Family : null) ?? IpFamily.IPv4;
        var caller = At(ec2, from, family, nameof(settings.From));
        return (caller, to.Service is null ? At(ec2, to, family, nameof(settings.To)) : OfService(ec2, to, caller, family));
    }

    private static End Find(Ec2State ec2, string text, string parameter)
    {
        if (ec2.Instances.TryGet(text, out var instance))
        {
            return instance.PrimaryInterface is { } primary && instance.State != InstanceState.Terminated
                ? new(text, primary)
                : throw new ArgumentException($"{parameter} '{text}' is terminated.");
        }

        if (ec2.NetworkInterfaces.TryGet(text, out var item))
        {
            return new(text, item);
        }

        if (ec2.VpcEndpoints.TryGet(text, out var endpoint))
        {
            return new(text, Service: endpoint.ServiceName, Endpoint: endpoint);
        }

        if (text is "s3" or "dynamodb" || text.StartsWith("com.amazonaws.", StringComparison.Ordinal))
        {
            return new(text, Service: text.StartsWith("com.", StringComparison.Ordinal) ? text : $"com.amazonaws.{ec2.Scope.Region}.{text}");
        }

        if (!IpAddress.TryParse(text, out var address))
        {
            throw new ArgumentException($"{parameter} '{text}' is no instance, interface or endpoint of the sandbox in {ec2.Scope.Region}, nor an address or service; write i-…, eni-…, vpce-…, 203.0.113.9, 2001:db8::9 or s3.");
        }

        var plain = address.ToString();
        return new(text, ec2.NetworkInterfaces.FirstOrDefault(i => i.PrivateIpAddress == plain || i.PublicIpAddress == plain || i.SecondaryAddresses.Contains(plain) || i.Ipv6Addresses.Contains(plain)), address);
    }

    // Within a VPC, and at its interfaces, addresses are the private ones; of several "the flow log displays the primary private IPv4 address".
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html#flow-logs-limitations
    private static TrafficEnd At(Ec2State ec2, End end, IpFamily family, string parameter)
    {
        if (end.Address is { } given && given.Family != family)
        {
            throw new ArgumentException($"{parameter} '{end.Text}' is an {given.Family} address, and the traffic is {family}; give both ends addresses of one family.");
        }

        if (end.Interface is not { } item)
        {
            return new(end.Address!.Value);
        }

        if (family == IpFamily.IPv4)
        {
            return new(IpAddress.Parse(item.PrivateIpAddress), item);
        }

        return end.Address is { } own ? new(own, item)
            : item.Ipv6Addresses.Count > 0 ? new(IpAddress.Parse(item.Ipv6Addresses[0]), item)
            : throw new ArgumentException($"{parameter} '{end.Text}' has no IPv6 address: {item.Id} of {item.Subnet.Id} has {item.PrivateIpAddress} alone.");
    }

    // A service's name leads to its interface endpoint where that has private DNS
    // (https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html), else to public addresses; a gateway
    // endpoint is where the route to them leads (https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html).
    private static TrafficEnd OfService(Ec2State ec2, End to, TrafficEnd caller, IpFamily family)
    {
        if (family == IpFamily.IPv6)
        {
            throw new ArgumentException($"{nameof(TrafficSettings.To)} '{to.Text}': services of the sandbox have IPv4 addresses alone.");
        }

        var vpc = caller.Interface!.Subnet.Vpc;
        if (to.Endpoint is { } given && given.Vpc != vpc)
        {
            throw new ArgumentException($"{nameof(TrafficSettings.To)} '{to.Text}' is an endpoint of {given.Vpc.Id}, and the caller is in {vpc.Id}.");
        }

        var endpoint = to.Endpoint ?? ec2.VpcEndpoints.FirstOrDefault(e => e.Vpc == vpc && e.ServiceName == to.Service && e.PrivateDnsEnabled);
        return endpoint is { EndpointType: "Interface", Interfaces.Count: > 0 }
            && (endpoint.Interfaces.Find(i => i.Subnet.AvailabilityZone == caller.Interface.Subnet.AvailabilityZone) ?? endpoint.Interfaces[0]) is { } item
            ? new(IpAddress.Parse(item.PrivateIpAddress), item)
            : new(AwsAddresses.PublicOf(ec2, to.Service!));
    }

    private sealed record End(string Text, Ec2.NetworkInterface? Interface = null, IpAddress? Address = null, string? Service = null, Ec2.VpcEndpoint? Endpoint = null);
}
