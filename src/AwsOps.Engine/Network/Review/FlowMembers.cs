using AwsOps.Engine.FlowLogs;

namespace AwsOps.Engine.Network;

/// <summary>Finds the interfaces that the flows of flow logs arrive at.</summary>
internal sealed class FlowMembers(InterfaceIndex interfaces)
{
    /// <summary>
    /// The interface that received a flow. A record shows the private address of the receiver, whichever address was sent to
    /// (https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html).
    /// </summary>
    /// <returns>The interface; null for outbound flows, and for interfaces of other inventories.</returns>
    public NetworkInterface? Of(FlowSeen flow)
    {
        if (flow.InterfaceId is { } id)
        {
            return interfaces.ById(id) is { } item && InterfaceIndex.AddressesOf(item).Contains(flow.Destination) ? item : null;
        }

        var found = interfaces.At(flow.Destination);
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>Whether a flow is part of some traffic; records tell no ICMP type, so that any type counts.</summary>
    public static bool IsAmong(TrafficSet traffic, FlowSeen flow)
    {
        var services = traffic.ServicesOf(flow.Source);
        return IpProtocols.HasTypes(flow.Protocol)
            ? services.Overlaps(ServiceSet.Of(flow.Protocol))
            : services.Contains(flow.Protocol, IpProtocols.HasPorts(flow.Protocol) ? flow.DestinationPort : 0);
    }
}
