namespace AwsOps.Engine.Network;

/// <summary>
/// Answers what the names in rules stand for. A null answer means that it is not known: what it could allow is then
/// Unknown, never Closed.
/// </summary>
public class RulePeers
{
    /// <summary>Knows no prefix list and no group.</summary>
    public static RulePeers None { get; } = new();

    /// <summary>
    /// Knows no prefix list, and no group has members: the view of a stranger, who is never a member.
    /// </summary>
    public static RulePeers Stranger { get; } = new StrangerPeers();

    /// <summary>Knows what an inventory tells.</summary>
    /// <param name="inventory">The inventory.</param>
    public static RulePeers Of(NetworkInventory inventory)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        return new NetworkModel(inventory).Peers;
    }

    /// <summary>The entries of a prefix list.</summary>
    /// <param name="prefixListId">The list, pl-….</param>
    /// <returns>The addresses, or null if they are not known.</returns>
    public virtual AddressSet? PrefixList(string prefixListId) => null;

    /// <summary>
    /// The private addresses of the interfaces that belong to the group a rule names. A rule that names a group
    /// does not take over that group's rules
    /// (https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html#security-group-referencing).
    /// </summary>
    /// <param name="rule">A rule with a referenced group.</param>
    /// <returns>The addresses, or null if they are not known.</returns>
    public virtual AddressSet? Members(SecurityGroupRule rule) => null;

    private sealed class StrangerPeers : RulePeers
    {
        public override AddressSet? Members(SecurityGroupRule rule) => AddressSet.Empty;
    }
}
