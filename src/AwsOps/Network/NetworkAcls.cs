using System.Globalization;
using System.Management.Automation;
using Amazon.EC2;
using Amazon.EC2.Model;
using AwsOps.Common;
using AwsOps.Engine.Network;
using Entry = AwsOps.Engine.Network.NetworkAclEntry;

namespace AwsOps.Network;

/// <summary>Reads and changes network ACLs.</summary>
internal sealed class NetworkAcls(AwsConnection aws, IChanges changes, CancellationToken stop)
{
    private const string Kind = "Network ACL";

    /// <summary>The error for an ACL that is not there.</summary>
    public AwsOpsException NotFound(string id) => new("NetworkAclNotFound", ErrorCategory.ObjectNotFound, $"There is no network ACL '{id}' in {aws.Where}.", "Get-NetworkAcl lists those that are.") { Target = id };

    /// <summary>All ACLs, or some.</summary>
    /// <param name="ids">Ids; empty for all.</param>
    /// <param name="vpcId">Only of this VPC; null for any.</param>
    /// <param name="subnetId">Only those before this subnet; null for any.</param>
    /// <param name="missing">Told what was not found.</param>
    public async Task<IReadOnlyList<NetworkAcl>> GetAsync(IReadOnlyList<string> ids, string? vpcId, string? subnetId, Action<string> missing)
    {
        var found = await Pager.AllAsync<Amazon.EC2.Model.NetworkAcl>(
            async (token, cancel) =>
            {
                var page = await aws.Ec2.DescribeNetworkAclsAsync(new DescribeNetworkAclsRequest { Filters = Filters.Of(("network-acl-id", ids), ("vpc-id", [vpcId]), ("association.subnet-id", [subnetId])), NextToken = token }, cancel);
                return (page.NetworkAcls, page.NextToken);
            },
            stop);
        List<NetworkAcl> acls = [.. found.Where(acl => ids.Count == 0 || ids.Contains(acl.NetworkAclId)).OrderBy(static acl => acl.VpcId, StringComparer.Ordinal).ThenByDescending(static acl => acl.IsDefault).ThenBy(static acl => acl.NetworkAclId, StringComparer.Ordinal).Select(acl => new NetworkAcl(aws, acl))];
        foreach (var id in ids.Distinct(StringComparer.Ordinal).Where(id => !acls.Exists(acl => acl.NetworkAclId == id)))
        {
            missing(id);
        }

        return acls;
    }

    /// <summary>One ACL to change.</summary>
    public async Task<NetworkAcl> RequireAsync(string id) => await GetAsync([id], null, null, static _ => { }) is [var acl] ? acl : throw NotFound(id);

    /// <summary>Makes an ACL with rules and puts it before subnets; all of it, or nothing.</summary>
    public async Task<NetworkAcl?> NewAsync(string vpcId, IReadOnlyList<string> subnetIds, NetworkAcl? like, IReadOnlyList<(string Key, string Value)> tags)
    {
        // Before anything is made: what stands before the subnets now.
        List<(NetworkAcl Acl, string Association, string Subnet)> places = [];
        foreach (var subnet in subnetIds.Distinct(StringComparer.Ordinal))
        {
            var now = await GetAsync([], vpcId, subnet, static _ => { }) is [var acl, ..] ? acl : throw AwsOpsException.BadArgument("SubnetId", subnet, $"there is no such subnet in {vpcId};", "give subnets of that VPC.");
            places.Add((now, now.Associations.First(association => association.SubnetId == subnet).NetworkAclAssociationId, subnet));
        }

        var rollback = new Rollback(changes);
        try
        {
            var made = await changes.CallAsync(
                new Change(like is null ? "Create, denying everything" : $"Create with the rules of {like.NetworkAclId}", $"{Kind} in {vpcId}"),
                cancel => aws.Ec2.CreateNetworkAclAsync(
                    new CreateNetworkAclRequest { VpcId = vpcId, TagSpecifications = tags.Count == 0 ? null : [new TagSpecification { ResourceType = ResourceType.NetworkAcl, Tags = [.. tags.Select(static tag => new Tag(tag.Key, tag.Value))] }] },
                    cancel));
            var id = made?.NetworkAcl.NetworkAclId ?? "the new one";
            if (made is not null)
            {
                rollback.Made($"network ACL {id}", cancel => aws.Ec2.DeleteNetworkAclAsync(new DeleteNetworkAclRequest { NetworkAclId = id }, cancel));
            }
            else if (!changes.IsWhatIf)
            {
                return null;
            }

            foreach (var entry in (like?.Semantics.Entries ?? []).Where(static entry => entry.RuleNumber < Engine.Network.NetworkAcl.LastRuleNumber))
            {
                if (!await CreateAsync(id, entry) && !changes.IsWhatIf)
                {
                    await rollback.DeclinedAsync();
                    return null;
                }
            }

            foreach (var (now, association, subnet) in places)
            {
                var moved = await ReplaceAsync(association, subnet, now.NetworkAclId, id);
                if (moved is null && !changes.IsWhatIf)
                {
                    await rollback.DeclinedAsync();
                    return null;
                }

                if (moved is not null)
                {
                    rollback.Made($"{id} before {subnet} instead of {now.NetworkAclId}", cancel => aws.Ec2.ReplaceNetworkAclAssociationAsync(new ReplaceNetworkAclAssociationRequest { AssociationId = moved, NetworkAclId = now.NetworkAclId }, cancel));
                }
            }

            return made is null ? null : await RequireAsync(id);
        }
        catch (Exception exception)
        {
            throw await rollback.AfterAsync(exception);
        }
    }

    /// <summary>Removes an ACL; its subnets get the VPC's default one first. False when it was not removed.</summary>
    public async Task<bool> RemoveAsync(NetworkAcl acl, NetworkAcl? fallback)
    {
        foreach (var association in acl.Associations)
        {
            if (await ReplaceAsync(association.NetworkAclAssociationId, association.SubnetId, acl.NetworkAclId, fallback!.NetworkAclId) is null && !changes.IsWhatIf)
            {
                return false;
            }
        }

        return await changes.ApplyAsync(new Change($"Remove with its {acl.Rule.Count(static rule => rule.RuleNumber < Engine.Network.NetworkAcl.LastRuleNumber)} rule(s)", $"{Kind} {acl.NetworkAclId}"), cancel => aws.Ec2.DeleteNetworkAclAsync(new DeleteNetworkAclRequest { NetworkAclId = acl.NetworkAclId }, cancel));
    }

    /// <summary>Makes a rule, or replaces that of its number and direction. False when it was not made.</summary>
    public Task<bool> SetAsync(NetworkAcl acl, Entry entry) =>
        Existing(acl, entry.RuleNumber, entry.Egress) is { } old ? ReplaceAsync(acl.NetworkAclId, old, entry) : CreateAsync(acl.NetworkAclId, entry);

    /// <summary>Takes a rule away. False when it was not taken away.</summary>
    public Task<bool> RemoveAsync(string aclId, Entry entry) => changes.ApplyAsync(
        new Change($"Remove rule {new NetworkAclRule(aws, aclId, null, entry)}", $"{Kind} {aclId}"),
        cancel => DeleteAsync(aclId, entry, cancel));

    /// <summary>
    /// Gives rules other numbers and keeps what the ACL does at every moment: a rule is made at its new number before it goes
    /// from the old one, and no other rule stands between the two.
    /// </summary>
    /// <returns>True when all was done.</returns>
    public async Task<bool> RenumberAsync(string aclId, IReadOnlyList<(Entry Rule, int Number)> moves)
    {
        var rollback = new Rollback(changes);

        // Upwards the last one first, downwards the first one first, so that each finds its place free.
        var order = moves.Where(static move => move.Number > move.Rule.RuleNumber).OrderByDescending(static move => move.Rule.RuleNumber)
            .Concat(moves.Where(static move => move.Number < move.Rule.RuleNumber).OrderBy(static move => move.Rule.RuleNumber));
        try
        {
            foreach (var (rule, number) in order)
            {
                var renumbered = rule with { RuleNumber = number };
                if (await CreateAsync(aclId, renumbered))
                {
                    rollback.Made($"rule {number} of {aclId}", cancel => DeleteAsync(aclId, renumbered, cancel));
                }
                else if (!changes.IsWhatIf)
                {
                    await rollback.DeclinedAsync();
                    return false;
                }

                if (await RemoveAsync(aclId, rule))
                {
                    rollback.Made($"the removal of rule {rule.RuleNumber} of {aclId}", cancel => aws.Ec2.CreateNetworkAclEntryAsync(Request(aclId, rule), cancel));
                }
                else if (!changes.IsWhatIf)
                {
                    await rollback.DeclinedAsync();
                    return false;
                }
            }
        }
        catch (Exception exception)
        {
            throw await rollback.AfterAsync(exception);
        }

        return !changes.IsWhatIf;
    }

    /// <summary>The rule of a number and direction; null when there is none.</summary>
    public static Entry? Existing(NetworkAcl acl, int number, bool egress) => acl.Semantics.Entries.FirstOrDefault(entry => entry.RuleNumber == number && entry.Egress == egress);

    /// <summary>The error for a rule that is not there.</summary>
    public AwsOpsException RuleNotFound(NetworkAcl acl, int number, bool egress)
    {
        var others = acl.Rule.Where(rule => rule.Egress == egress && rule.RuleNumber < Engine.Network.NetworkAcl.LastRuleNumber).Select(static rule => rule.RuleNumber.ToString(CultureInfo.InvariantCulture)).ToList();
        return new("NetworkAclRuleNotFound", ErrorCategory.ObjectNotFound, $"{acl.NetworkAclId} in {aws.Where} has no {(egress ? "outbound" : "inbound")} rule {number}.", others.Count == 0 ? "It has no rules of that direction." : $"It has: {string.Join(", ", others)}.") { Target = number };
    }

    /// <summary>Warns of requests that an ACL lets through and whose replies it stops, where it did not before.</summary>
    public void WarnOfReplies(NetworkAcl before, Engine.Network.NetworkAcl after)
    {
        var known = AclReplies.Unanswered(before.Semantics);
        foreach (var (entry, replies) in AclReplies.Unanswered(after))
        {
            if (known.Any(old => old.Entry.Egress == entry.Egress && old.Entry.RuleNumber == entry.RuleNumber && replies.Subtract(old.Replies).IsEmpty))
            {
                continue;
            }

            var (addresses, services) = replies.Rows().First();
            var peers = addresses.ToCidrs();
            var to = peers.Count > 3 ? $"{peers[0]} and {peers.Count - 1} more" : string.Join(", ", peers);
            var ports = string.Join(", ", services.Parts.Select(static part => part.ToString()));
            changes.Warning($"{after.NetworkAclId}: {entry} lets requests through whose replies, {ports} {(entry.Egress ? "from" : "to")} {to}, it stops {(entry.Egress ? "on their way in" : "on their way out")}; a network ACL is stateless. Allow them too: Set-NetworkAclRule {after.NetworkAclId} -Action Allow -Protocol {IpProtocols.Name(services.Parts[0].Protocol)} -Port {services.Parts[0].PortText} -Cidr {peers[0]}{(entry.Egress ? string.Empty : " -Egress")}");
        }
    }

    private static CreateNetworkAclEntryRequest Request(string aclId, Entry entry) => new()
    {
        NetworkAclId = aclId,
        RuleNumber = entry.RuleNumber,
        Egress = entry.Egress,
        Protocol = entry.Protocol,
        RuleAction = entry.Allow ? RuleAction.Allow : RuleAction.Deny,
        CidrBlock = entry.CidrBlock,
        Ipv6CidrBlock = entry.Ipv6CidrBlock,
        PortRange = entry.PortFrom is null ? null : new PortRange { From = entry.PortFrom, To = entry.PortTo },
        IcmpTypeCode = entry.IcmpType is null ? null : new IcmpTypeCode { Type = entry.IcmpType, Code = entry.IcmpCode },
    };

    private Task<bool> CreateAsync(string aclId, Entry entry) => changes.ApplyAsync(
        new Change($"Add rule {new NetworkAclRule(aws, aclId, null, entry)}", $"{Kind} {aclId}"),
        cancel => aws.Ec2.CreateNetworkAclEntryAsync(Request(aclId, entry), cancel));

    private Task<bool> ReplaceAsync(string aclId, Entry old, Entry entry)
    {
        var request = Request(aclId, entry);
        return changes.ApplyAsync(
            new Change($"Change rule {new NetworkAclRule(aws, aclId, null, old)} to {new NetworkAclRule(aws, aclId, null, entry)}", $"{Kind} {aclId}"),
            cancel => aws.Ec2.ReplaceNetworkAclEntryAsync(
                new ReplaceNetworkAclEntryRequest
                {
                    NetworkAclId = aclId,
                    RuleNumber = request.RuleNumber,
                    Egress = request.Egress,
                    Protocol = request.Protocol,
                    RuleAction = request.RuleAction,
                    CidrBlock = request.CidrBlock,
                    Ipv6CidrBlock = request.Ipv6CidrBlock,
                    PortRange = request.PortRange,
                    IcmpTypeCode = request.IcmpTypeCode,
                },
                cancel));
    }

    private Task DeleteAsync(string aclId, Entry entry, CancellationToken cancel) =>
        aws.Ec2.DeleteNetworkAclEntryAsync(new DeleteNetworkAclEntryRequest { NetworkAclId = aclId, RuleNumber = entry.RuleNumber, Egress = entry.Egress }, cancel);

    private async Task<string?> ReplaceAsync(string association, string subnet, string from, string to) => (await changes.CallAsync(
        new Change($"Put {to} before it instead of {from}", $"Subnet {subnet}"),
        cancel => aws.Ec2.ReplaceNetworkAclAssociationAsync(new ReplaceNetworkAclAssociationRequest { AssociationId = association, NetworkAclId = to }, cancel)))?.NewAssociationId;
}
