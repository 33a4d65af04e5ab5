using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.Network;

namespace AwsOps.Network;

/// <summary>What Grant-SecurityGroupAccess and Revoke-SecurityGroupAccess share: how traffic is named.</summary>
public abstract class SecurityGroupAccessCmdlet : AwsCmdlet
{
    private protected SecurityGroupAccessCmdlet()
    {
    }

    /// <summary>Ports: numbers, ranges such as 8000-8100, or all. For tcp and udp.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string[] Port { get; set; } = [];

    /// <summary>Ranges of addresses, IPv4 or IPv6, that traffic comes from; with -Egress: goes to.</summary>
    [Parameter(Position = 2)]
    [Alias("To")]
    [ValidateNotNullOrEmpty]
    public string[] From { get; set; } = [];

    /// <summary>Security groups, by id or name, that traffic comes from; with -Egress: goes to. One of another account as 123456789012/sg-….</summary>
    [Parameter]
    [Alias("ToSecurityGroupId")]
    [ArgumentCompleter(typeof(SecurityGroupIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] FromSecurityGroupId { get; set; } = [];

    /// <summary>Prefix lists that traffic comes from; with -Egress: goes to.</summary>
    [Parameter]
    [Alias("ToPrefixListId")]
    [ArgumentCompleter(typeof(PrefixListIdCompleter))]
    [ValidateFormat("^pl-[0-9a-f]{8,17}$", "-FromPrefixListId '{0}' is not the id of a prefix list; it looks like pl-0123456789abcdef0.")]
    public string[] FromPrefixListId { get; set; } = [];

    /// <summary>tcp, udp, icmp, icmpv6, a protocol number, or all.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProtocolCompleter))]
    [ValidateNotNullOrEmpty]
    public string Protocol { get; set; } = "tcp";

    /// <summary>ICMP type, e.g. 8 for an echo request. Without it: all types.</summary>
    [Parameter]
    [ValidateRange(0, 255)]
    public int? IcmpType { get; set; }

    /// <summary>ICMP code of the type. Without it: all codes.</summary>
    [Parameter]
    [ValidateRange(0, 255)]
    public int? IcmpCode { get; set; }

    /// <summary>Outbound traffic instead of inbound.</summary>
    [Parameter]
    public SwitchParameter Egress { get; set; }

    /// <summary>True when any traffic is named.</summary>
    private protected bool NamesTraffic => Port.Length + From.Length + FromSecurityGroupId.Length + FromPrefixListId.Length > 0;

    /// <summary>The rules that the parameters name, but for the security groups among the peers. Errors name the value and what would be right.</summary>
    private protected IReadOnlyList<AccessRule> Ranges()
    {
        var protocol = ProtocolNumber();
        if (IpProtocols.HasPorts(protocol))
        {
            if (IcmpType is not null || IcmpCode is not null)
            {
                throw new AwsOpsException("InvalidIcmpType", ErrorCategory.InvalidArgument, $"-IcmpType and -IcmpCode have no meaning for -Protocol {Protocol}.", "Give -Port, or -Protocol icmp.");
            }

            return Port.Length > 0
                ? [.. Port.SelectMany(PortsOf).Distinct().Select(range => new AccessRule(Egress, protocol, range.First, range.Last))]
                : throw new AwsOpsException("PortMissing", ErrorCategory.InvalidArgument, $"-Protocol {Protocol} needs -Port.", "Give ports such as -Port 443 or -Port 8000-8100, or -Port all.");
        }

        if (Port.Length > 0)
        {
            throw AwsOpsException.BadArgument(nameof(Port), string.Join(", ", Port), $"-Protocol {Protocol} has no ports;", IpProtocols.HasTypes(protocol) ? "give -IcmpType, or neither for all types." : "leave -Port out.");
        }

        if (IcmpCode is not null && IcmpType is null)
        {
            throw AwsOpsException.BadArgument(nameof(IcmpCode), IcmpCode, "a code belongs to a type;", "give -IcmpType too.");
        }

        return [new AccessRule(Egress, protocol, IcmpType ?? -1, IcmpCode ?? -1)];
    }

    /// <summary>The ranges and prefix lists among the peers.</summary>
    private protected IReadOnlyList<AccessRule> Peers()
    {
        if (From.Length + FromSecurityGroupId.Length + FromPrefixListId.Length == 0)
        {
            throw new AwsOpsException(
                "SourceMissing",
                ErrorCategory.InvalidArgument,
                Egress ? "Where the traffic may go to is not given." : "Where the traffic may come from is not given.",
                "Give -From with ranges such as 203.0.113.0/24, or -FromSecurityGroupId, or -FromPrefixListId.");
        }

        return
        [
            .. From.Select(static text => Cidr.TryParse(text, out var block, out var error) ? block : throw NoRange(text, error))
                .Select(block => new AccessRule(Egress, 0, 0, 0, Block: block)),
            .. FromPrefixListId.Select(list => new AccessRule(Egress, 0, 0, 0, PrefixListId: list)),
        ];
    }

    /// <summary>The error for what is no range; what belongs to another parameter is told so.</summary>
    private static AwsOpsException NoRange(string text, string error) =>
        SecurityGroups.IsId(text) ? AwsOpsException.BadArgument(nameof(From), text, "it is a security group, not a range of addresses;", "give it as -FromSecurityGroupId.")
        : text.StartsWith("pl-", StringComparison.Ordinal) ? AwsOpsException.BadArgument(nameof(From), text, "it is a prefix list, not a range of addresses;", "give it as -FromPrefixListId.")
        : text.ToLowerInvariant() is "internet" or "any" or "all" or "world" or "anywhere" ? AwsOpsException.BadArgument(nameof(From), text, "it is no range of addresses;", "every address is 0.0.0.0/0 for IPv4 and ::/0 for IPv6.")
        : new("InvalidFrom", ErrorCategory.InvalidArgument, $"-From: {error}") { Target = text };

    /// <summary>All rules that the parameters name for a group: each range with each peer.</summary>
    private protected async Task<IReadOnlyList<AccessRule>> RulesAsync(SecurityGroups groups, SecurityGroup group)
    {
        var ranges = Ranges();
        List<AccessRule> peers = [.. Peers()];
        foreach (var name in FromSecurityGroupId)
        {
            peers.Add(await GroupPeerAsync(groups, group, name));
        }

        return [.. ranges.SelectMany(range => peers.Select(peer => peer with { Protocol = range.Protocol, FromPort = range.FromPort, ToPort = range.ToPort })).Distinct()];
    }

    /// <summary>Each part of one element of -Port; parts are not joined, so that a rule is named as it was made.</summary>
    private static IEnumerable<(int First, int Last)> PortsOf(string text)
    {
        try
        {
            var parts = text.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries);
            return parts.Length == 0 ? throw new FormatException($"'{text}' names no port; write one such as 22 or 8000-8999.") : [.. parts
                .Select(static part => PortSet.Parse(part.Equals("all", StringComparison.OrdinalIgnoreCase) ? "*" : part).Intervals[0])];
        }
        catch (FormatException exception)
        {
            throw new AwsOpsException("InvalidPort", ErrorCategory.InvalidArgument, $"-Port: {exception.Message}") { Target = text };
        }
    }

    private int ProtocolNumber()
    {
        try
        {
            return IpProtocols.Parse(Protocol);
        }
        catch (FormatException exception)
        {
            throw new AwsOpsException("InvalidProtocol", ErrorCategory.InvalidArgument, $"-Protocol: {exception.Message}") { Target = Protocol };
        }
    }

    private async Task<AccessRule> GroupPeerAsync(SecurityGroups groups, SecurityGroup group, string name)
    {
        if (name.Split('/') is [{ Length: 12 } owner, var foreign] && SecurityGroups.IsId(foreign))
        {
            // A group of another account, over a peering connection: only AWS can tell.
            return new AccessRule(Egress, 0, 0, 0, GroupId: foreign, GroupOwner: owner);
        }

        // A name is looked for where the rule will stand; an id may be of a peered VPC.
        var peer = name == group.SecurityGroupName || name == group.SecurityGroupId
            ? group.SecurityGroupId
            : await groups.ListAsync([name], SecurityGroups.IsId(name) ? null : group.VpcId, StopToken) is [var found, ..]
                ? found.GroupId
                : throw AwsOpsException.BadArgument(nameof(FromSecurityGroupId), name, $"there is no such security group in {(SecurityGroups.IsId(name) ? "this region" : group.VpcId)};", "Get-SecurityGroup lists those that are. One of another account is written 123456789012/sg-….");
        return new AccessRule(Egress, 0, 0, 0, GroupId: peer);
    }
}
