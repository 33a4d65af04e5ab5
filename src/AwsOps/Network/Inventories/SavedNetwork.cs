using System.Management.Automation;
using System.Text;
using System.Text.Json;
using AwsOps.Engine.Network;

namespace AwsOps.Network.Inventories;

/// <summary>
/// Reads a network from files with answers of the AWS CLI: <c>aws ec2 describe-… &gt; describe-….json</c>. What a file holds
/// is told by its content; several answers may stand one after the other in a file, as pages that were saved together do. Answers that
/// do not say whose they are carry its name or id in the file's name.
/// </summary>
internal sealed class SavedNetwork
{
    private readonly NetworkAnswers _answers = new();
    private readonly List<(string File, SavedAnswer Answer)> _nameless = [];
    private readonly Dictionary<string, (int Answers, int Open, string File)> _pages = [];

    /// <summary>The answers in files.</summary>
    /// <param name="files">The files.</param>
    /// <exception cref="AwsOpsException">A file can't be read; the message names file, line and column.</exception>
    public static NetworkAnswers Read(IEnumerable<string> files)
    {
        var network = new SavedNetwork();
        foreach (var file in files)
        {
            network.ReadFile(file);
        }

        network.Finish();
        network._answers.Saved = [.. network._pages.Keys];
        return network._answers;
    }

    private static List<T> Joined<T>(List<T>? all, List<T> part) => all is null ? part : [.. all, .. part];

    private static IEnumerable<(int Index, T Item)> Numbered<T>(List<T>? items) => (items ?? []).Select(static (item, index) => (index, item));

    private static AwsOpsException Malformed(JsonPlace place, string problem) =>
        new("MalformedAnswer", ErrorCategory.InvalidData, $"{place}: {problem}", "Save the answer again: aws ec2 describe-security-groups --output json > describe-security-groups.json, and so on.") { Target = place.File };

    private static byte[] Utf8(byte[] bytes) => bytes switch
    {
        // A redirection of Windows PowerShell writes UTF-16.
        [0xFF, 0xFE, ..] => Encoding.Convert(Encoding.Unicode, Encoding.UTF8, bytes[2..]),
        [0xFE, 0xFF, ..] => Encoding.Convert(Encoding.BigEndianUnicode, Encoding.UTF8, bytes[2..]),
        [0xEF, 0xBB, 0xBF, ..] => bytes[3..],

        // No JSON begins with a zero: UTF-16 without its mark.
        [not 0, 0, ..] => Encoding.Convert(Encoding.Unicode, Encoding.UTF8, bytes),
        [0, not 0, ..] => Encoding.Convert(Encoding.BigEndianUnicode, Encoding.UTF8, bytes),
        _ => bytes,
    };

    private void ReadFile(string file)
    {
        var text = Utf8(File.ReadAllBytes(file));
        var start = 0;
        var found = 0;
        while (true)
        {
            while (start < text.Length && char.IsWhiteSpace((char)text[start]))
            {
                start++;
            }

            if (start == text.Length)
            {
                break;
            }

            start += ReadAnswer(file, text, start);
            found++;
        }

        if (found == 0)
        {
            throw Malformed(new(file, 1, 1), "the file is empty.");
        }
    }

    private int ReadAnswer(string file, byte[] text, int start)
    {
        var reader = new Utf8JsonReader(text.AsSpan(start));
        SavedAnswer? answer;
        try
        {
            answer = SavedAnswer.Read(ref reader);
        }
        catch (JsonException exception)
        {
            // Lines count from where the answer begins.
            var first = JsonPlace.At(file, text, start);
            var line = exception.LineNumber ?? 0;
            var place = new JsonPlace(file, first.Line + line, (line == 0 ? first.Column : 1) + (exception.BytePositionInLine ?? 0));
            throw Malformed(place, SavedShape.Words(exception));
        }

        if (answer is null)
        {
            throw Malformed(JsonPlace.At(file, text, start), "here stands null instead of an answer.");
        }

        SavedShape.Check(
            answer,
            text.AsSpan(start, (int)reader.BytesConsumed),
            (path, offset, problem) => throw Malformed(offset is { } at ? JsonPlace.At(file, text, start + at) : JsonPlace.Of(file, text, start, path), problem));
        Check(answer, file, text, start);
        if (!Add(answer, file))
        {
            throw Malformed(JsonPlace.At(file, text, start), "this is no answer of a describe call that tells about the network: it has none of the members SecurityGroups, NetworkInterfaces, RouteTables, ….");
        }

        return (int)reader.BytesConsumed;
    }

    /// <summary>What makes no sense is told with its place, before anything is concluded from it.</summary>
    private static void Check(SavedAnswer answer, string file, byte[] text, int start)
    {
        void Try(Action read, string what, params object[] path)
        {
            try
            {
                read();
            }
            catch (FormatException exception)
            {
                throw Malformed(JsonPlace.Of(file, text, start, path), $"{what}: {exception.Message}");
            }
        }

        foreach (var (i, group) in Numbered(answer.SecurityGroups))
        {
            foreach (var (list, permissions) in new[] { (nameof(group.IpPermissions), group.IpPermissions), (nameof(group.IpPermissionsEgress), group.IpPermissionsEgress) })
            {
                foreach (var (j, permission) in Numbered(permissions))
                {
                    Try(
                        () =>
                        {
                            if (permission.IpProtocol is null)
                            {
                                throw new FormatException("The rule has no IpProtocol.");
                            }

                            foreach (var rule in GroupMap.Rules(permission, egress: false))
                            {
                                rule.Validate();
                            }
                        },
                        $"security group {group.GroupId}",
                        nameof(answer.SecurityGroups),
                        i,
                        list,
                        j);
                }
            }
        }

        foreach (var (i, rule) in Numbered(answer.SecurityGroupRules))
        {
            Try(GroupMap.Rule(rule).Validate, $"security group {rule.GroupId}, rule {rule.SecurityGroupRuleId}", nameof(answer.SecurityGroupRules), i);
        }

        foreach (var (i, acl) in Numbered(answer.NetworkAcls))
        {
            foreach (var (j, entry) in Numbered(acl.Entries))
            {
                Try(() => NetworkMap.Entry(entry).Validate(), $"network ACL {acl.NetworkAclId}", nameof(answer.NetworkAcls), i, nameof(acl.Entries), j);
            }
        }

        foreach (var (i, table) in Numbered(answer.RouteTables))
        {
            foreach (var (j, route) in Numbered(table.Routes).Where(static r => r.Item.DestinationPrefixListId is null))
            {
                Try(() => Cidr.ParseCanonical(route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock), $"route table {table.RouteTableId}", nameof(answer.RouteTables), i, nameof(table.Routes), j);
            }
        }

        foreach (var (i, card) in Numbered(answer.NetworkInterfaces))
        {
            var addresses = (card.PrivateIpAddresses ?? []).SelectMany(static a => new[] { a.PrivateIpAddress, a.Association?.PublicIp }).Concat((card.Ipv6Addresses ?? []).Select(static a => a.Ipv6Address));
            Try(() => addresses.OfType<string>().Select(IpAddress.Parse).Count(), $"network interface {card.NetworkInterfaceId}", nameof(answer.NetworkInterfaces), i);
        }

        foreach (var (i, entry) in Numbered(answer.Entries))
        {
            Try(() => Cidr.ParseCanonical(entry.Cidr), "prefix list entry", nameof(answer.Entries), i);
        }
    }

    private bool Add(SavedAnswer answer, string file)
    {
        var known = false;
        List<T>? Add<T>(List<T>? all, List<T>? part, string name)
        {
            if (part is null)
            {
                return all;
            }

            known = true;
            Page(name, answer.NextToken ?? answer.NextMarker, file);
            return Joined(all, part);
        }

        _answers.SecurityGroups = Add(_answers.SecurityGroups, answer.SecurityGroups, "describe-security-groups");
        _answers.SecurityGroupRules = Add(_answers.SecurityGroupRules, answer.SecurityGroupRules, "describe-security-group-rules");
        _answers.NetworkInterfaces = Add(_answers.NetworkInterfaces, answer.NetworkInterfaces, "describe-network-interfaces");
        _answers.Reservations = Add(_answers.Reservations, answer.Reservations, "describe-instances");
        _answers.Vpcs = Add(_answers.Vpcs, answer.Vpcs, "describe-vpcs");
        _answers.Subnets = Add(_answers.Subnets, answer.Subnets, "describe-subnets");
        _answers.RouteTables = Add(_answers.RouteTables, answer.RouteTables, "describe-route-tables");
        _answers.NetworkAcls = Add(_answers.NetworkAcls, answer.NetworkAcls, "describe-network-acls");
        _answers.InternetGateways = Add(_answers.InternetGateways, answer.InternetGateways, "describe-internet-gateways");
        _answers.EgressOnlyInternetGateways = Add(_answers.EgressOnlyInternetGateways, answer.EgressOnlyInternetGateways, "describe-egress-only-internet-gateways");
        _answers.NatGateways = Add(_answers.NatGateways, answer.NatGateways, "describe-nat-gateways");
        _answers.VpcPeeringConnections = Add(_answers.VpcPeeringConnections, answer.VpcPeeringConnections, "describe-vpc-peering-connections");
        _answers.VpcEndpoints = Add(_answers.VpcEndpoints, answer.VpcEndpoints, "describe-vpc-endpoints");
        _answers.Addresses = Add(_answers.Addresses, answer.Addresses, "describe-addresses");
        _answers.PrefixLists = Add(_answers.PrefixLists, answer.PrefixLists, answer.PrefixLists is [{ Cidrs: not null }, ..] ? "describe-prefix-lists" : "describe-managed-prefix-lists");
        _answers.TransitGatewayAttachments = Add(_answers.TransitGatewayAttachments, answer.TransitGatewayAttachments, "describe-transit-gateway-attachments");
        _answers.TransitGatewayVpcAttachments = Add(_answers.TransitGatewayVpcAttachments, answer.TransitGatewayVpcAttachments, "describe-transit-gateway-vpc-attachments");
        _answers.VpcBlockPublicAccessExclusions = Add(_answers.VpcBlockPublicAccessExclusions, answer.VpcBlockPublicAccessExclusions, "describe-vpc-block-public-access-exclusions");
        _answers.LoadBalancers = Add(_answers.LoadBalancers, answer.LoadBalancers, "elbv2 describe-load-balancers");
        _answers.LoadBalancerDescriptions = Add(_answers.LoadBalancerDescriptions, answer.LoadBalancerDescriptions, "elb describe-load-balancers");
        _answers.TargetGroups = Add(_answers.TargetGroups, answer.TargetGroups, "describe-target-groups");
        _answers.LaunchTemplateVersions = Add(_answers.LaunchTemplateVersions, answer.LaunchTemplateVersions, "describe-launch-template-versions");
        _answers.Listeners = Add(_answers.Listeners, answer.Listeners, $"describe-listeners of {answer.Listeners?.FirstOrDefault()?.LoadBalancerArn}");
        _answers.Rules = Add(_answers.Rules, answer.Rules, $"describe-rules of {(answer.Rules is [var rule, ..] ? LoadBalancerMap.ListenerOf(rule.RuleArn) : null)}");
        if (answer.VpcBlockPublicAccessOptions is { } options)
        {
            known = true;
            (_answers.BlockPublicAccess ??= []).Add(options);
        }

        if (answer.Entries is not null || answer.Routes is not null || answer.TargetHealthDescriptions is not null || answer.Attributes is not null || answer.LoadBalancerAttributes is not null)
        {
            known = true;
            _nameless.Add((file, answer));
        }

        return known;
    }

    private void Page(string name, string? next, string file)
    {
        var (count, open, _) = _pages.GetValueOrDefault(name);
        _pages[name] = (count + 1, open + (next is null ? 0 : 1), file);
    }

    /// <summary>Gives the answers that don't say whose they are to those that their files' names name, and looks whether a last page is missing.</summary>
    private void Finish()
    {
        foreach (var (name, (count, open, file)) in _pages.Where(static page => page.Value.Open == page.Value.Answers))
        {
            throw new AwsOpsException("PageMissing", ErrorCategory.InvalidData, $"{file}: the answer of {name} has a token for a further page, and that page is not there.", "Save all pages; the AWS CLI does without --max-items and --no-paginate.") { Target = file };
        }

        // A load balancer and its target group may well have the same name.
        Dictionary<string, string> groups = new(StringComparer.Ordinal), balancers = new(StringComparer.Ordinal);
        foreach (var group in _answers.TargetGroups ?? [])
        {
            groups[group.TargetGroupName ?? string.Empty] = groups[group.TargetGroupArn.Split('/')[^1]] = group.TargetGroupArn;
        }

        foreach (var balancer in _answers.LoadBalancers ?? [])
        {
            balancers[balancer.LoadBalancerName ?? string.Empty] = balancers[balancer.LoadBalancerArn.Split('/')[^1]] = balancer.LoadBalancerArn;
        }

        foreach (var (file, answer) in _nameless)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var id = Id(name);

            // Of the two only target groups have a delay of deregistration.
            var owners = answer.Attributes?.Exists(static a => a.Key.StartsWith("deregistration_delay.", StringComparison.Ordinal)) == false ? balancers : groups;
            var owner = Named(name, owners.Keys) is { } found ? owners[found] : null;
            if (answer.Entries is { } entries && id?.StartsWith("pl-", StringComparison.Ordinal) == true)
            {
                _answers.PrefixListEntries[id] = [.. _answers.PrefixListEntries.GetValueOrDefault(id) ?? [], .. entries.Select(static entry => entry.Cidr)];
            }
            else if (answer.Routes is { } routes && id?.StartsWith("tgw-rtb-", StringComparison.Ordinal) == true)
            {
                _answers.TransitGatewayRoutes[id] = Joined(_answers.TransitGatewayRoutes.GetValueOrDefault(id), routes);
            }
            else if (answer.TargetHealthDescriptions is { } targets && owner is not null)
            {
                _answers.TargetHealth[owner] = Joined(_answers.TargetHealth.GetValueOrDefault(owner), targets);
            }
            else if (answer.Attributes is { } attributes && owner is not null)
            {
                _answers.AttributesOf[owner] = attributes.ToDictionary(static a => a.Key, static a => a.Value, StringComparer.Ordinal);
            }
            else if (answer.LoadBalancerAttributes is { } classic && Named(name, (_answers.LoadBalancerDescriptions ?? []).Select(static balancer => balancer.LoadBalancerName)) is { } classicName)
            {
                _answers.AttributesOf[classicName] = LoadBalancerMap.Attributes(classic);
            }
            else if (!IsOrphan(answer))
            {
                var what = answer.Entries is not null ? "prefix list its entries are, e.g. get-managed-prefix-list-entries-pl-0123456789abcdef0.json"
                    : answer.Routes is not null ? "transit gateway route table its routes are of, e.g. search-transit-gateway-routes-tgw-rtb-0123456789abcdef0.json"
                    : answer.TargetHealthDescriptions is not null ? "target group its targets are of, e.g. describe-target-health-web.json for the target group web"
                    : "load balancer or target group its attributes are of, e.g. describe-target-group-attributes-web.json for the target group web";
                throw new AwsOpsException("AnswerOfUnknown", ErrorCategory.InvalidData, $"{file}: the answer does not say whose it is, and neither does the name of the file, or what it names is in no other file.", $"Name the file after the {what}.") { Target = file };
            }
        }
    }

    /// <summary>Whether an answer's owner is not there because the answer with all owners is not: then that one is what is missing.</summary>
    private bool IsOrphan(SavedAnswer answer) =>
        (answer.TargetHealthDescriptions is not null && _answers.TargetGroups is null)
        || (answer.LoadBalancerAttributes is not null && _answers.LoadBalancerDescriptions is null)
        || (answer.Attributes is not null && (_answers.TargetGroups is null || _answers.LoadBalancers is null));

    /// <summary>The longest of the names that a file's name ends with.</summary>
    private static string? Named(string file, IEnumerable<string?> names) =>
        names.Where(name => !string.IsNullOrEmpty(name) && file.EndsWith(name, StringComparison.Ordinal)).MaxBy(static name => name!.Length);

    private static string? Id(string name)
    {
        var start = name.LastIndexOf("tgw-rtb-", StringComparison.Ordinal) is var table and >= 0 ? table : name.LastIndexOf("pl-", StringComparison.Ordinal);
        return start < 0 ? null : name[start..];
    }
}
