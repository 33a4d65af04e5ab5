using Amazon.EC2.Model;
using Amazon.ElasticLoadBalancingV2.Model;
using Amazon.Runtime;
using AwsOps.Common;
using Classic = Amazon.ElasticLoadBalancing.Model;
using Ec2 = Amazon.EC2.Model;
using Elb = Amazon.ElasticLoadBalancingV2.Model;
using TargetGroup = Amazon.ElasticLoadBalancingV2.Model.TargetGroup;

namespace AwsOps.Network.Inventories;

/// <summary>
/// Asks an account for its network in one region: one list call for each kind of thing and its pages, and one for each load
/// balancer, listener and target group, for which there is no list call.
/// </summary>
/// <param name="aws">Where.</param>
/// <param name="gap">Told of a call that was not allowed; what depends on it is Unknown then.</param>
/// <param name="stop">Ctrl-C.</param>
[IamAction(
    "ec2:DescribeEgressOnlyInternetGateways",
    "ec2:DescribeInternetGateways",
    "ec2:DescribeManagedPrefixLists",
    "ec2:DescribeNatGateways",
    "ec2:DescribeNetworkAcls",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroupRules",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeTransitGatewayAttachments",
    "ec2:DescribeTransitGatewayVpcAttachments",
    "ec2:DescribeVpcBlockPublicAccessExclusions",
    "ec2:DescribeVpcBlockPublicAccessOptions",
    "ec2:DescribeVpcEndpoints",
    "ec2:DescribeVpcPeeringConnections",
    "ec2:DescribeVpcs",
    "ec2:GetManagedPrefixListEntries",
    "ec2:SearchTransitGatewayRoutes",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeLoadBalancerAttributes",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeTargetGroupAttributes",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth")]
internal sealed class LiveNetwork(AwsConnection aws, Action<string> gap, CancellationToken stop)
{
    /// <summary>The security groups with their rules, and the prefix lists that the rules name.</summary>
    public async Task<NetworkAnswers> GroupsAsync()
    {
        var answers = new NetworkAnswers
        {
            SecurityGroups = await Pager.AllAsync<Ec2.SecurityGroup>(
                async (token, cancel) =>
                {
                    var page = await aws.Ec2.DescribeSecurityGroupsAsync(new DescribeSecurityGroupsRequest { NextToken = token }, cancel);
                    return (page.SecurityGroups, page.NextToken);
                },
                stop),
            SecurityGroupRules = await ListAsync<Ec2.SecurityGroupRule>("ec2:DescribeSecurityGroupRules", async (token, cancel) =>
            {
                var page = await aws.Ec2.DescribeSecurityGroupRulesAsync(new DescribeSecurityGroupRulesRequest { NextToken = token }, cancel);
                return (page.SecurityGroupRules, page.NextToken);
            }),
        };
        await AddPrefixListsAsync(answers);
        return answers;
    }

    /// <summary>Everything that decides about reachability.</summary>
    public async Task<NetworkAnswers> AllAsync()
    {
        var groups = GroupsAsync();
        var vpcs = ListAsync<Ec2.Vpc>("ec2:DescribeVpcs", async (token, cancel) => await aws.Ec2.DescribeVpcsAsync(new DescribeVpcsRequest { NextToken = token }, cancel) is var page ? (page.Vpcs, page.NextToken) : default);
        var subnets = ListAsync<Ec2.Subnet>("ec2:DescribeSubnets", async (token, cancel) => await aws.Ec2.DescribeSubnetsAsync(new DescribeSubnetsRequest { NextToken = token }, cancel) is var page ? (page.Subnets, page.NextToken) : default);
        var tables = ListAsync<Ec2.RouteTable>("ec2:DescribeRouteTables", async (token, cancel) => await aws.Ec2.DescribeRouteTablesAsync(new DescribeRouteTablesRequest { NextToken = token }, cancel) is var page ? (page.RouteTables, page.NextToken) : default);
        var acls = ListAsync<Ec2.NetworkAcl>("ec2:DescribeNetworkAcls", async (token, cancel) => await aws.Ec2.DescribeNetworkAclsAsync(new DescribeNetworkAclsRequest { NextToken = token }, cancel) is var page ? (page.NetworkAcls, page.NextToken) : default);
        var gateways = ListAsync<Ec2.InternetGateway>("ec2:DescribeInternetGateways", async (token, cancel) => await aws.Ec2.DescribeInternetGatewaysAsync(new DescribeInternetGatewaysRequest { NextToken = token }, cancel) is var page ? (page.InternetGateways, page.NextToken) : default);
        var egressOnly = ListAsync<EgressOnlyInternetGateway>("ec2:DescribeEgressOnlyInternetGateways", async (token, cancel) => await aws.Ec2.DescribeEgressOnlyInternetGatewaysAsync(new DescribeEgressOnlyInternetGatewaysRequest { NextToken = token }, cancel) is var page ? (page.EgressOnlyInternetGateways, page.NextToken) : default);
        var nats = ListAsync<Ec2.NatGateway>("ec2:DescribeNatGateways", async (token, cancel) => await aws.Ec2.DescribeNatGatewaysAsync(new DescribeNatGatewaysRequest { NextToken = token }, cancel) is var page ? (page.NatGateways, page.NextToken) : default);
        var peerings = ListAsync<VpcPeeringConnection>("ec2:DescribeVpcPeeringConnections", async (token, cancel) => await aws.Ec2.DescribeVpcPeeringConnectionsAsync(new DescribeVpcPeeringConnectionsRequest { NextToken = token }, cancel) is var page ? (page.VpcPeeringConnections, page.NextToken) : default);
        var endpoints = ListAsync<Ec2.VpcEndpoint>("ec2:DescribeVpcEndpoints", async (token, cancel) => await aws.Ec2.DescribeVpcEndpointsAsync(new DescribeVpcEndpointsRequest { NextToken = token }, cancel) is var page ? (page.VpcEndpoints, page.NextToken) : default);
        var cards = ListAsync<Ec2.NetworkInterface>("ec2:DescribeNetworkInterfaces", async (token, cancel) => await aws.Ec2.DescribeNetworkInterfacesAsync(new DescribeNetworkInterfacesRequest { NextToken = token }, cancel) is var page ? (page.NetworkInterfaces, page.NextToken) : default);
        var options = ListAsync<VpcBlockPublicAccessOptions>("ec2:DescribeVpcBlockPublicAccessOptions", async (_, cancel) => ([(await aws.Ec2.DescribeVpcBlockPublicAccessOptionsAsync(new DescribeVpcBlockPublicAccessOptionsRequest(), cancel)).VpcBlockPublicAccessOptions], null));
        var exclusions = ListAsync<VpcBlockPublicAccessExclusion>("ec2:DescribeVpcBlockPublicAccessExclusions", async (token, cancel) => await aws.Ec2.DescribeVpcBlockPublicAccessExclusionsAsync(new DescribeVpcBlockPublicAccessExclusionsRequest { NextToken = token }, cancel) is var page ? (page.VpcBlockPublicAccessExclusions, page.NextToken) : default);
        var answers = await groups;
        answers.Vpcs = await vpcs;
        answers.Subnets = await subnets;
        answers.RouteTables = await tables;
        answers.NetworkAcls = await acls;
        answers.InternetGateways = await gateways;
        answers.EgressOnlyInternetGateways = await egressOnly;
        answers.NatGateways = await nats;
        answers.VpcPeeringConnections = await peerings;
        answers.VpcEndpoints = await endpoints;
        answers.NetworkInterfaces = await cards;
        answers.BlockPublicAccess = await options;
        answers.VpcBlockPublicAccessExclusions = await exclusions;

        // describe-addresses and describe-instances would only repeat what the interfaces show.
        await AddTransitGatewaysAsync(answers);
        await AddPrefixListsAsync(answers);
        await AddLoadBalancersAsync(answers);
        return answers;
    }

    /// <summary>The newest and the default version of every launch template: groups named there are in use though nothing runs.</summary>
    public async Task AddLaunchTemplatesAsync(NetworkAnswers answers) =>
        answers.LaunchTemplateVersions = await ListAsync<LaunchTemplateVersion>("ec2:DescribeLaunchTemplateVersions", async (token, cancel) =>
            await aws.Ec2.DescribeLaunchTemplateVersionsAsync(new DescribeLaunchTemplateVersionsRequest { Versions = ["$Latest", "$Default"], NextToken = token }, cancel) is var page ? (page.LaunchTemplateVersions, page.NextToken) : default);

    /// <summary>The names of all prefix lists, and the entries of those that a rule or a route names, and that no route of a transit gateway shows one by one.</summary>
    private async Task AddPrefixListsAsync(NetworkAnswers answers)
    {
        var named = (answers.SecurityGroups ?? []).SelectMany(static group => (group.IpPermissions ?? []).Concat(group.IpPermissionsEgress ?? []))
            .SelectMany(static permission => permission.PrefixListIds ?? []).Select(static list => list.Id)
            .Concat((answers.RouteTables ?? []).SelectMany(static table => table.Routes ?? []).Select(static route => route.DestinationPrefixListId))
            .Concat(answers.TransitGatewayRoutes.Values.SelectMany(static routes => routes).Where(static route => route.DestinationCidrBlock is null).Select(static route => route.PrefixListId))
            .OfType<string>().Distinct(StringComparer.Ordinal).Where(id => !answers.PrefixListEntries.ContainsKey(id)).ToList();
        if (named.Count == 0)
        {
            return;
        }

        answers.PrefixLists ??= (await PrefixListsAsync())?.ConvertAll(static list => new AnyPrefixList { PrefixListId = list.PrefixListId, PrefixListName = list.PrefixListName, AddressFamily = list.AddressFamily });
        foreach (var id in named)
        {
            if (await EntriesAsync(id) is { } entries)
            {
                answers.PrefixListEntries.Add(id, entries);
            }
        }
    }

    /// <summary>How many rules of a security group each prefix list counts for, where that can be told.</summary>
    public async Task<IReadOnlyDictionary<string, AwsOps.Engine.Network.PrefixListSize>> PrefixListSizesAsync()
    {
        Dictionary<string, AwsOps.Engine.Network.PrefixListSize> sizes = new(StringComparer.Ordinal);
        foreach (var list in await PrefixListsAsync() ?? [])
        {
            if (AwsOps.Engine.Network.PrefixListSize.Of(list.PrefixListName, list.AddressFamily, list.MaxEntries) is { } size)
            {
                sizes[list.PrefixListId] = size;
            }
        }

        return sizes;
    }

    /// <summary>All prefix lists of the region; null if they may not be listed.</summary>
    private Task<List<ManagedPrefixList>?> PrefixListsAsync() => ListAsync<ManagedPrefixList>("ec2:DescribeManagedPrefixLists", async (token, cancel) =>
    {
        var page = await aws.Ec2.DescribeManagedPrefixListsAsync(new DescribeManagedPrefixListsRequest { NextToken = token }, cancel);
        return (page.PrefixLists, page.NextToken);
    });

    /// <summary>The entries of a prefix list; null if they may not be read.</summary>
    public async Task<List<string>?> EntriesAsync(string prefixListId) => (await ListAsync<PrefixListEntry>("ec2:GetManagedPrefixListEntries", async (token, cancel) =>
    {
        var page = await aws.Ec2.GetManagedPrefixListEntriesAsync(new GetManagedPrefixListEntriesRequest { PrefixListId = prefixListId, NextToken = token }, cancel);
        return (page.Entries, page.NextToken);
    }))?.ConvertAll(static entry => entry.Cidr);

    /// <summary>Transit gateways matter only where a route leads to one.</summary>
    private async Task AddTransitGatewaysAsync(NetworkAnswers answers)
    {
        if (answers.RouteTables?.Exists(static table => table.Routes?.Exists(static route => route.TransitGatewayId is not null) ?? false) == false)
        {
            answers.TransitGatewayAttachments = [];
            return;
        }

        answers.TransitGatewayAttachments = await ListAsync<TransitGatewayAttachment>("ec2:DescribeTransitGatewayAttachments", async (token, cancel) =>
            await aws.Ec2.DescribeTransitGatewayAttachmentsAsync(new DescribeTransitGatewayAttachmentsRequest { NextToken = token }, cancel) is var page ? (page.TransitGatewayAttachments, page.NextToken) : default);
        answers.TransitGatewayVpcAttachments = await ListAsync<TransitGatewayVpcAttachment>("ec2:DescribeTransitGatewayVpcAttachments", async (token, cancel) =>
            await aws.Ec2.DescribeTransitGatewayVpcAttachmentsAsync(new DescribeTransitGatewayVpcAttachmentsRequest { NextToken = token }, cancel) is var page ? (page.TransitGatewayVpcAttachments, page.NextToken) : default);
        foreach (var table in (answers.TransitGatewayAttachments ?? []).Select(static attachment => attachment.Association?.TransitGatewayRouteTableId).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SearchTransitGatewayRoutes.html: a filter must be given.
            if (await ListAsync<TransitGatewayRoute>("ec2:SearchTransitGatewayRoutes", async (token, cancel) =>
                await aws.Ec2.SearchTransitGatewayRoutesAsync(new SearchTransitGatewayRoutesRequest { TransitGatewayRouteTableId = table, NextToken = token, Filters = [new Ec2.Filter { Name = "state", Values = ["active", "blackhole"] }] }, cancel) is var page ? (page.Routes, page.NextToken) : default) is { } routes)
            {
                answers.TransitGatewayRoutes.Add(table, routes);
            }
        }
    }

    /// <summary>Classic Load Balancers have an API of their own, and actions of the same names.</summary>
    private async Task AddClassicLoadBalancersAsync(NetworkAnswers answers)
    {
        answers.LoadBalancerDescriptions = await ListAsync<Classic.LoadBalancerDescription>("elasticloadbalancing:DescribeLoadBalancers", async (token, cancel) =>
            await aws.ClassicLoadBalancing.DescribeLoadBalancersAsync(new Classic.DescribeLoadBalancersRequest { Marker = token }, cancel) is var page ? (page.LoadBalancerDescriptions, page.NextMarker) : default);

        // Whether its nodes send to other zones matters where it has several.
        foreach (var name in (answers.LoadBalancerDescriptions ?? []).Where(static balancer => balancer.Subnets is { Count: > 1 }).Select(static balancer => balancer.LoadBalancerName))
        {
            if (await ListAsync<Classic.LoadBalancerAttributes>("elasticloadbalancing:DescribeLoadBalancerAttributes", async (_, cancel) =>
                ([(await aws.ClassicLoadBalancing.DescribeLoadBalancerAttributesAsync(new Classic.DescribeLoadBalancerAttributesRequest { LoadBalancerName = name }, cancel)).LoadBalancerAttributes], null)) is [var attributes])
            {
                answers.AttributesOf[name] = LoadBalancerMap.Attributes(attributes);
            }
        }
    }

    private async Task AddLoadBalancersAsync(NetworkAnswers answers)
    {
        await AddClassicLoadBalancersAsync(answers);
        answers.LoadBalancers = await ListAsync<Elb.LoadBalancer>("elasticloadbalancing:DescribeLoadBalancers", async (token, cancel) =>
            await aws.LoadBalancing.DescribeLoadBalancersAsync(new DescribeLoadBalancersRequest { Marker = token }, cancel) is var page ? (page.LoadBalancers, page.NextMarker) : default);
        if (answers.LoadBalancers is not { Count: > 0 } balancers)
        {
            answers.TargetGroups = answers.LoadBalancers is null ? null : [];
            return;
        }

        answers.Listeners = [];
        answers.Rules = [];
        answers.ListenersAsked = new(StringComparer.Ordinal);
        answers.RulesAsked = new(StringComparer.Ordinal);
        foreach (var balancer in balancers)
        {
            var listeners = await ListAsync<Listener>("elasticloadbalancing:DescribeListeners", async (token, cancel) =>
                await aws.LoadBalancing.DescribeListenersAsync(new DescribeListenersRequest { LoadBalancerArn = balancer.LoadBalancerArn, Marker = token }, cancel) is var page ? (page.Listeners, page.NextMarker) : default);
            if (listeners is not null)
            {
                answers.ListenersAsked.Add(balancer.LoadBalancerArn);
                answers.Listeners.AddRange(listeners);
            }

            foreach (var listener in (listeners ?? []).Where(static listener => listener.Protocol?.Value is "HTTP" or "HTTPS"))
            {
                if (await ListAsync<Rule>("elasticloadbalancing:DescribeRules", async (token, cancel) =>
                    await aws.LoadBalancing.DescribeRulesAsync(new DescribeRulesRequest { ListenerArn = listener.ListenerArn, Marker = token }, cancel) is var page ? (page.Rules, page.NextMarker) : default) is { } rules)
                {
                    answers.RulesAsked.Add(listener.ListenerArn);
                    answers.Rules.AddRange(rules);
                }
            }

            if (balancer.Type?.Value == "network")
            {
                await AddAttributesAsync(answers, balancer.LoadBalancerArn, "elasticloadbalancing:DescribeLoadBalancerAttributes", async cancel =>
                    (await aws.LoadBalancing.DescribeLoadBalancerAttributesAsync(new DescribeLoadBalancerAttributesRequest { LoadBalancerArn = balancer.LoadBalancerArn }, cancel)).Attributes.Select(static a => (a.Key, a.Value)));
            }
        }

        answers.TargetGroups = await ListAsync<TargetGroup>("elasticloadbalancing:DescribeTargetGroups", async (token, cancel) =>
            await aws.LoadBalancing.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest { Marker = token }, cancel) is var page ? (page.TargetGroups, page.NextMarker) : default);
        var network = balancers.Where(static balancer => balancer.Type?.Value == "network").Select(static balancer => balancer.LoadBalancerArn).ToHashSet(StringComparer.Ordinal);
        foreach (var group in (answers.TargetGroups ?? []).Where(static group => group.LoadBalancerArns is { Count: > 0 }))
        {
            if (await ListAsync<TargetHealthDescription>("elasticloadbalancing:DescribeTargetHealth", async (_, cancel) =>
                ((await aws.LoadBalancing.DescribeTargetHealthAsync(new DescribeTargetHealthRequest { TargetGroupArn = group.TargetGroupArn }, cancel)).TargetHealthDescriptions, null)) is { } targets)
            {
                answers.TargetHealth.Add(group.TargetGroupArn, targets);
            }

            if (group.LoadBalancerArns.Exists(network.Contains))
            {
                await AddAttributesAsync(answers, group.TargetGroupArn, "elasticloadbalancing:DescribeTargetGroupAttributes", async cancel =>
                    (await aws.LoadBalancing.DescribeTargetGroupAttributesAsync(new DescribeTargetGroupAttributesRequest { TargetGroupArn = group.TargetGroupArn }, cancel)).Attributes.Select(static a => (a.Key, a.Value)));
            }
        }
    }

    private async Task AddAttributesAsync(NetworkAnswers answers, string arn, string action, Func<CancellationToken, Task<IEnumerable<(string Key, string Value)>>> call)
    {
        if (await ListAsync<(string Key, string Value)>(action, async (_, cancel) => (await call(cancel), null)) is { } attributes)
        {
            answers.AttributesOf[arn] = attributes.ToDictionary(static a => a.Key, static a => a.Value, StringComparer.Ordinal);
        }
    }

    /// <summary>All pages of a list; null, and the gap told, if the call is not allowed.</summary>
    private async Task<List<T>?> ListAsync<T>(string action, Func<string?, CancellationToken, Task<(IEnumerable<T>?, string?)>> page)
    {
        try
        {
            return await Pager.AllAsync(page, stop);
        }
        catch (AmazonServiceException exception) when (ErrorRecords.Translate(exception).Category == System.Management.Automation.ErrorCategory.PermissionDenied)
        {
            gap($"{action} is not allowed in {aws.Where}; what depends on its answer is Unknown.");
            return null;
        }
    }
}
