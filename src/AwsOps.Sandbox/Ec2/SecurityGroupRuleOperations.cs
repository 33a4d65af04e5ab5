using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Rules of security groups. Each request is checked whole before any of it happens.</summary>
internal static class SecurityGroupRuleOperations
{
    private static readonly Filters<SecurityGroupRule> Filters = new()
    {
        { "group-id", static r => r.Group.Id },
        { "security-group-rule-id", static r => r.Id },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("AuthorizeSecurityGroupIngress", static (call, ec2, request) => Authorize(ec2, request, isEgress: false));
        simulator.Op("AuthorizeSecurityGroupEgress", static (call, ec2, request) => Authorize(ec2, request, isEgress: true));
        simulator.Op("RevokeSecurityGroupIngress", static (call, ec2, request) => Revoke(ec2, request, isEgress: false));
        simulator.Op("RevokeSecurityGroupEgress", static (call, ec2, request) => Revoke(ec2, request, isEgress: true));
        simulator.Op("UpdateSecurityGroupRuleDescriptionsIngress", static (call, ec2, request) => UpdateDescriptions(ec2, request, isEgress: false));
        simulator.Op("UpdateSecurityGroupRuleDescriptionsEgress", static (call, ec2, request) => UpdateDescriptions(ec2, request, isEgress: true));
        simulator.Op("DescribeSecurityGroupRules", List);
        simulator.Op("ModifySecurityGroupRules", Modify);
    }

    private static Struct Authorize(Ec2State ec2, Struct request, bool isEgress)
    {
        var group = SecurityGroupOperations.Find(ec2, request);
        var rules = SecurityGroupRules.Parse(ec2, group, request, isEgress);
        foreach (var (match, _) in rules)
        {
            if (group.Rules.Exists(r => r.Match == match))
            {
                throw SecurityGroupRules.Duplicate(match);
            }
        }

        SecurityGroupRules.CheckLimit(ec2, group.Rules.Select(static r => r.Match).Concat(rules.Select(static r => r.Match)));
        var tags = TagSpecifications.ForOne(request, "security-group-rule");
        var added = new List<Struct>();
        foreach (var (match, description) in rules)
        {
            var rule = ec2.AddRule(group, match, description);
            TagSpecifications.Set(rule, tags);
            added.Add(SecurityGroupRules.View(ec2, rule));
        }

        return new Struct { { "Return", true }, { "SecurityGroupRules", added } };
    }

    private static Struct Revoke(Ec2State ec2, Struct request, bool isEgress)
    {
        var group = SecurityGroupOperations.Find(ec2, request);
        var ids = request.Strings("SecurityGroupRuleIds");
        List<SecurityGroupRule> revoked = [];
        List<Struct> unknown = [];
        if (ids.Count > 0)
        {
            revoked.AddRange(ids.Select(id => group.Rules.Find(r => r.Id == id && r.Match.IsEgress == isEgress) ?? throw RuleNotFound(id)));
        }
        else
        {
            foreach (var (match, _) in SecurityGroupRules.Parse(ec2, group, request, isEgress))
            {
                if (group.Rules.Find(r => r.Match == match) is { } rule)
                {
                    revoked.Add(rule);
                    continue;
                }

                // In a default VPC what does not match is told, elsewhere it is an error and nothing is revoked.
                // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html
                if (!group.Vpc.IsDefault)
                {
                    throw new AwsError("InvalidPermission.NotFound", "The specified rule does not exist in this security group.");
                }

                unknown.AddRange(SecurityGroupRules.Permissions(ec2, [new SecurityGroupRule(string.Empty, group, match)]));
            }
        }

        foreach (var rule in revoked)
        {
            group.Rules.Remove(rule);
        }

        return new Struct
        {
            { "Return", true },
            { "UnknownIpPermissions", unknown },
            {
                "RevokedSecurityGroupRules", revoked.Select(r =>
                {
                    var view = SecurityGroupRules.View(ec2, r);
                    view["ReferencedGroupId"] = view.Child("ReferencedGroupInfo")?.String("GroupId");
                    foreach (var member in (string[])["ReferencedGroupInfo", "Tags", "GroupOwnerId", "SecurityGroupRuleArn"])
                    {
                        view.Remove(member);
                    }

                    return view;
                }).ToList()
            },
        };
    }

    private static Struct UpdateDescriptions(Ec2State ec2, Struct request, bool isEgress)
    {
        var group = SecurityGroupOperations.Find(ec2, request);
        var changes = new List<(SecurityGroupRule Rule, string? Description)>();
        foreach (var update in request.Structs("SecurityGroupRuleDescriptions"))
        {
            var id = update.String("SecurityGroupRuleId") ?? string.Empty;
            SecurityGroupRules.CheckDescription(update.String("Description"));
            changes.Add((group.Rules.Find(r => r.Id == id && r.Match.IsEgress == isEgress) ?? throw RuleNotFound(id), update.String("Description")));
        }

        if (changes.Count == 0)
        {
            foreach (var (match, description) in SecurityGroupRules.Parse(ec2, group, request, isEgress))
            {
                var rule = group.Rules.Find(r => r.Match == match)
                    ?? throw new AwsError("InvalidPermission.NotFound", "The specified rule does not exist in this security group.");
                changes.Add((rule, description));
            }
        }

        foreach (var (rule, description) in changes)
        {
            rule.Description = description;
        }

        return Render.Return;
    }

    private static Struct List(Call call, Ec2State ec2, Struct request)
    {
        var rules = Groups(ec2, request).SelectMany(static g => g.Rules);
        var ids = request.Strings("SecurityGroupRuleIds");
        if (ids.Count > 0)
        {
            var all = rules.ToDictionary(static r => r.Id, StringComparer.Ordinal);
            rules = ids.Select(id => all.GetValueOrDefault(id) ?? throw RuleNotFound(id)).ToList();
        }

        return Describe.Answer(request, Filters.Apply(request, rules), "SecurityGroupRules", r => SecurityGroupRules.View(ec2, r));
    }

    /// <summary>The groups that a filter names by their ids, or all: the rules of the others need not be looked at.</summary>
    private static IEnumerable<SecurityGroup> Groups(Ec2State ec2, Struct request)
    {
        var named = request.Structs("Filters").Where(static f => f.String("Name") == "group-id").SelectMany(static f => f.Strings("Values")).ToHashSet(StringComparer.Ordinal);
        return named.Count == 0 || named.Any(static id => id.AsSpan().ContainsAny('*', '?', '\\')) ? ec2.SecurityGroups : ec2.SecurityGroups.Where(g => named.Contains(g.Id));
    }

    private static Struct Modify(Call call, Ec2State ec2, Struct request)
    {
        var group = ec2.SecurityGroups.Get(request.String("GroupId"));
        var changes = new List<(SecurityGroupRule Rule, RuleMatch Match, string? Description)>();
        foreach (var update in request.Structs("SecurityGroupRules"))
        {
            var id = update.String("SecurityGroupRuleId") ?? string.Empty;
            var rule = group.Rules.Find(r => r.Id == id) ?? throw RuleNotFound(id);
            var wanted = update.Child("SecurityGroupRule") ?? throw new AwsError("MissingParameter", "The request must contain the parameter SecurityGroupRule");
            var match = SecurityGroupRules.Parse(ec2, group, rule.Match.IsEgress, wanted);

            // The kind of the other side can't be changed.
            // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/working-with-security-group-rules.html
            if (match.Kind != rule.Match.Kind)
            {
                throw new AwsError("InvalidParameterCombination", $"You may not modify the source or destination type of the security group rule '{id}'.");
            }

            if (group.Rules.Exists(r => r != rule && r.Match == match))
            {
                throw SecurityGroupRules.Duplicate(match);
            }

            changes.Add((rule, match, wanted.String("Description")));
        }

        // A prefix list may be changed for one that weighs more.
        var changed = changes.ToDictionary(static c => c.Rule, static c => c.Match);
        SecurityGroupRules.CheckLimit(ec2, group.Rules.Select(r => changed.GetValueOrDefault(r, r.Match)));
        foreach (var (rule, match, description) in changes)
        {
            rule.Match = match;
            rule.Description = description;
        }

        return Render.Return;
    }

    private static AwsError RuleNotFound(string id) =>
        new("InvalidSecurityGroupRuleId.NotFound", $"The security group rule ID '{id}' does not exist");
}
