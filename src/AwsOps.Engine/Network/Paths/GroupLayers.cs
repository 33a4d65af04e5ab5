namespace AwsOps.Engine.Network;

/// <summary>Builds the layer of an interface's security groups.</summary>
internal static class GroupLayers
{
    public static Layer Of(NetworkModel model, IReadOnlyList<string> groupIds, bool egress, bool stranger)
    {
        var peers = stranger ? model.Peers.ForStranger : model.Peers;
        return new(
            LayerKind.SecurityGroup,
            string.Join(", ", groupIds),
            model.Allowed(groupIds, egress, stranger),
            (peer, protocol, port) => Deciding(model, groupIds, egress, peers, peer, protocol, port));
    }

    private static string? Deciding(NetworkModel model, IReadOnlyList<string> groupIds, bool egress, RulePeers peers, IpAddress peer, int protocol, int port)
    {
        foreach (var id in groupIds)
        {
            foreach (var rule in model.Group(id).Value?.RulesOf(egress) ?? [])
            {
                if (rule.Services.Contains(protocol, port) && SecurityGroupSemantics.Addresses(rule, peers, out _, out _).Contains(peer))
                {
                    return $"{id}: {rule}";
                }
            }
        }

        return null;
    }
}
