using System.Collections;
using System.Management.Automation;
using System.Reflection;

namespace AwsOps.Tests.Network;

/// <summary>
/// Makes and reads security groups of a running sandbox with the EC2 client itself, so that nothing of what is tested takes part.
/// The client lives in the module's own load context: its types are bound at run time.
/// </summary>
internal sealed class SandboxGroups
{
    private readonly dynamic _ec2;
    private readonly Assembly _models;

    /// <summary>Of the session that Get-AwsOpsSession gave.</summary>
    /// <param name="session">The session.</param>
    /// <param name="region">Another region than that of the session; null for that.</param>
    public SandboxGroups(PSObject session, string? region = null)
    {
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var connection = session.BaseObject.GetType().GetProperty("Connection", Any)!.GetValue(session.BaseObject)!;
        connection = region is null ? connection : connection.GetType().GetMethod("In", Any)!.Invoke(connection, [region, "the test"])!;
        _ec2 = connection.GetType().GetProperty("Ec2", Any)!.GetValue(connection)!;
        _models = ((object)_ec2).GetType().Assembly;
    }

    /// <summary>Lets the region hold more groups than AWS's default quota of 2,500.</summary>
    public static void RaiseQuota(PSObject session, int groups)
    {
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        static object Property(object item, string name) => item.GetType().GetProperty(name, Any)!.GetValue(item)!;
        var connection = Property(session.BaseObject, "Connection");
        var cloud = Property(Property(connection, "Sandbox"), "Cloud");
        var kernel = cloud.GetType().Assembly;
        var scope = cloud.GetType().GetMethod("Scope", Any)!.Invoke(cloud, [session.Properties["AccountId"].Value.ToString(), session.Properties["Region"].Value.ToString()])!;
        var state = scope.GetType().GetMethod("Get", Any)!.MakeGenericMethod(kernel.GetType("AwsOps.Sandbox.Ec2.Ec2State", throwOnError: true)!).Invoke(scope, null)!;
        var quotas = Activator.CreateInstance(kernel.GetType("AwsOps.Sandbox.Ec2.Ec2Quotas", throwOnError: true)!, nonPublic: true)!;
        quotas.GetType().GetProperty("SecurityGroupsPerRegion", Any)!.SetValue(quotas, groups);
        state.GetType().GetProperty("Quotas", Any)!.SetValue(state, quotas);
    }

    /// <summary>Makes a prefix list; its id.</summary>
    public string NewPrefixList(string name, string family, int maximum, params string[] entries)
    {
        var request = New("CreateManagedPrefixListRequest");
        (request.PrefixListName, request.AddressFamily, request.MaxEntries) = (name, family, maximum);
        request.Entries = Of("AddPrefixListEntry", entries.Select(entry =>
        {
            var added = New("AddPrefixListEntry");
            added.Cidr = entry;
            return added;
        }));
        return _ec2.CreateManagedPrefixListAsync(request).GetAwaiter().GetResult().PrefixList.PrefixListId;
    }

    /// <summary>Makes a group in the default VPC; its id.</summary>
    public string New(string name, string description)
    {
        var request = New("CreateSecurityGroupRequest");
        (request.GroupName, request.Description) = (name, description);
        return _ec2.CreateSecurityGroupAsync(request).GetAwaiter().GetResult().GroupId;
    }

    /// <summary>Adds rules of one direction and one set of tags in one call.</summary>
    public void Authorize(string groupId, IReadOnlyList<PlainRule> rules)
    {
        var way = rules[0].IsEgress ? "Egress" : "Ingress";
        var request = New($"AuthorizeSecurityGroup{way}Request");
        request.GroupId = groupId;
        request.IpPermissions = Of("IpPermission", rules.Select(Permission));
        if (rules[0].Tags.Length > 0)
        {
            var specification = New("TagSpecification");
            specification.ResourceType = (dynamic)_models.GetType("Amazon.EC2.ResourceType")!.GetField("SecurityGroupRule")!.GetValue(null)!;
            specification.Tags = Of("Tag", rules[0].Tags.Split(',').Select(tag =>
            {
                var made = New("Tag");
                (made.Key, made.Value) = (tag.Split('=')[0], tag.Split('=')[1]);
                return made;
            }));
            request.TagSpecifications = Of("TagSpecification", [specification]);
        }

        _ = rules[0].IsEgress ? _ec2.AuthorizeSecurityGroupEgressAsync(request).GetAwaiter().GetResult() : _ec2.AuthorizeSecurityGroupIngressAsync(request).GetAwaiter().GetResult();
    }

    /// <summary>The rules of all groups, or of one, as they are.</summary>
    public ILookup<string, PlainRule> Rules(string? groupId = null)
    {
        List<(string Group, PlainRule Rule)> all = [];
        string? token = null;
        do
        {
            var request = New("DescribeSecurityGroupRulesRequest");
            request.NextToken = token;
            if (groupId is not null)
            {
                var filter = New("Filter");
                filter.Name = "group-id";
                filter.Values = new List<string> { groupId };
                request.Filters = Of("Filter", [filter]);
            }

            var page = _ec2.DescribeSecurityGroupRulesAsync(request).GetAwaiter().GetResult();
            foreach (var rule in page.SecurityGroupRules)
            {
                List<string> tags = [];
                foreach (var tag in (IEnumerable)rule.Tags ?? Array.Empty<object>())
                {
                    tags.Add($"{((dynamic)tag).Key}={((dynamic)tag).Value}");
                }

                all.Add((rule.GroupId, new PlainRule(
                    rule.IsEgress,
                    rule.IpProtocol,
                    rule.FromPort,
                    rule.ToPort,
                    rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId ?? rule.ReferencedGroupInfo.GroupId,
                    rule.Description,
                    string.Join(',', tags.Order(StringComparer.Ordinal)))
                { Id = rule.SecurityGroupRuleId }));
            }

            token = page.NextToken;
        }
        while (token is not null);
        return all.ToLookup(static one => one.Group, static one => one.Rule, StringComparer.Ordinal);
    }

    private dynamic Permission(PlainRule rule)
    {
        var permission = New("IpPermission");
        permission.IpProtocol = rule.Protocol;
        if (rule.Protocol is "tcp" or "udp" or "icmp" or "icmpv6")
        {
            (permission.FromPort, permission.ToPort) = (rule.From, rule.To);
        }

        var (type, member, list) = rule.Peer switch
        {
            ['p', 'l', '-', ..] => ("PrefixListId", "Id", "PrefixListIds"),
            ['s', 'g', '-', ..] => ("UserIdGroupPair", "GroupId", "UserIdGroupPairs"),
            _ when rule.Peer.Contains(':', StringComparison.Ordinal) => ("Ipv6Range", "CidrIpv6", "Ipv6Ranges"),
            _ => ("IpRange", "CidrIp", "Ipv4Ranges"),
        };
        object peer = New(type);
        peer.GetType().GetProperty(member)!.SetValue(peer, rule.Peer);
        peer.GetType().GetProperty("Description")!.SetValue(peer, rule.Description);
        ((object)permission).GetType().GetProperty(list)!.SetValue((object)permission, (object)Of(type, [peer]));
        return permission;
    }

    private dynamic New(string type) => Activator.CreateInstance(_models.GetType("Amazon.EC2.Model." + type, throwOnError: true)!)!;

    private dynamic Of(string type, IEnumerable<dynamic> items)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(_models.GetType("Amazon.EC2.Model." + type, throwOnError: true)!))!;
        foreach (var item in items)
        {
            list.Add((object)item);
        }

        return list;
    }
}

/// <summary>A rule as EC2 describes it: ports -1 for all; tags as <c>key=value,key=value</c> in order.</summary>
internal sealed record PlainRule(bool IsEgress, string Protocol, int From, int To, string Peer, string? Description, string Tags)
{
    /// <summary>Id of the rule; empty before it is made.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>What two rules of a group can't both be.</summary>
    public (bool IsEgress, string Protocol, int From, int To, string Peer) Match => (IsEgress, Protocol, From, To, Peer);

    /// <inheritdoc/>
    public override string ToString() => $"{(IsEgress ? "out" : "in")} {Protocol} {From}..{To} {Peer} '{Description}' [{Tags}]";
}
