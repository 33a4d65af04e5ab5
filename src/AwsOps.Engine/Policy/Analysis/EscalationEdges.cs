namespace AwsOps.Engine.Policy.Analysis;

/// <summary>The steps that somebody can take in an account.</summary>
internal sealed class EscalationEdges(AccountEntity[] entities, AccountGroup[] groups, AccountWorkload[] workloads)
{
    private const string AdministratorAccess = "arn:aws:iam::aws:policy/AdministratorAccess";

    private static readonly PolicyDocument Everything =
        PolicyDocument.Parse("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""", "a policy of its own making");

    private readonly Dictionary<string, AccountEntity> _byArn = entities.ToDictionary(entity => entity.Arn);
    private readonly AccountEntity[] _users = [.. entities.Where(entity => entity.Principal.Kind == PrincipalKind.User)];
    private readonly AccountEntity[] _roles = [.. entities.Where(entity => entity.Principal.Kind == PrincipalKind.Role)];

    internal IEnumerable<(EscalationStep Step, EscalationNode To)> Of(EscalationNode node) =>
        [.. OwnRights(node), .. Boundary(node), .. Groups(node), .. Users(node), .. Roles(node), .. PassedRoles(node), .. Workloads(node)];

    /// <summary>Writing the policies that one has oneself.</summary>
    private static IEnumerable<(EscalationStep, EscalationNode)> OwnRights(EscalationNode node)
    {
        AccountEntity self = node.Entity;
        bool isUser = self.Principal.Kind == PrincipalKind.User;
        foreach (EscalationMethod method in EscalationMethod.All)
        {
            IReadOnlyList<string> targets = method.Target switch
            {
                EscalationTarget.OwnUser when isUser => [self.Arn],
                EscalationTarget.OwnRole when !isUser => [self.Arn],
                EscalationTarget.OwnGroup => self.GroupArns,
                EscalationTarget.OwnPolicy => self.PolicyArns,
                _ => [],
            };
            foreach (string target in targets)
            {
                ProbeResult result = node.Probe.On(method.Actions[0], target, Keys(self));
                if (result.IsPossible)
                {
                    yield return (Step(node, self.Arn, method.Name, result), node.With("all", Everything));
                }
            }
        }
    }

    /// <summary>Taking off, or rewriting, the boundary that limits one.</summary>
    private static IEnumerable<(EscalationStep, EscalationNode)> Boundary(EscalationNode node)
    {
        AccountEntity self = node.Entity;
        if (self.Policies.Boundary is null)
        {
            yield break;
        }

        string kind = self.Principal.Kind == PrincipalKind.User ? "User" : "Role";
        List<(string Method, string Action, string Target)> ways = [($"Delete{kind}PermissionsBoundary", $"iam:Delete{kind}PermissionsBoundary", self.Arn)];
        if (self.BoundaryArn is { } arn)
        {
            ways.Add(("CreatePolicyVersion", "iam:CreatePolicyVersion", arn));
        }

        foreach ((string method, string action, string target) in ways)
        {
            ProbeResult result = node.Probe.On(action, target, Keys(self));
            if (result.IsPossible)
            {
                yield return (Step(node, self.Arn, method, result), node.WithoutBoundary());
            }
        }
    }

    private IEnumerable<(EscalationStep, EscalationNode)> Groups(EscalationNode node)
    {
        if (node.Entity.Principal.Kind != PrincipalKind.User || !node.Probe.Mentions("iam:AddUserToGroup"))
        {
            yield break;
        }

        foreach (AccountGroup group in groups.Where(group => !node.Entity.GroupArns.Contains(group.Arn)))
        {
            ProbeResult result = node.Probe.On("iam:AddUserToGroup", group.Arn);
            if (result.IsPossible)
            {
                yield return (Step(node, node.Entity.Arn, "AddUserToGroup", result), node.With(group.Arn, group.Policies));
            }
        }
    }

    /// <summary>Getting the credentials of another user.</summary>
    private IEnumerable<(EscalationStep, EscalationNode)> Users(EscalationNode node)
    {
        EscalationMethod[] methods = [.. EscalationMethod.All.Where(method => method.Target == EscalationTarget.OtherUser && node.Probe.Mentions(method.Actions[0]))];
        foreach (AccountEntity user in _users.Where(user => methods.Length > 0 && user.Arn != node.Entity.Arn))
        {
            foreach (EscalationMethod method in methods)
            {
                ProbeResult result = node.Probe.On(method.Actions[0], user.Arn, Keys(user));
                if (!result.IsPossible)
                {
                    continue;
                }

                yield return (Step(node, user.Arn, method.Name, result), new(user, user.Arn));
                foreach (ProbeResult change in Changes(node, user, "User"))
                {
                    yield return (Step(node, user.Arn, method.Name, change, result), new EscalationNode(user, user.Arn).With("all", Everything));
                }
            }
        }
    }

    /// <summary>Assuming roles, as they are or after a change to them.</summary>
    private IEnumerable<(EscalationStep, EscalationNode)> Roles(EscalationNode node)
    {
        bool canChange = node.Probe.Mentions("iam:UpdateAssumeRolePolicy");
        foreach (AccountEntity role in _roles.Where(role => role.Arn != node.Entity.Arn && !role.Principal.IsServiceLinkedRole))
        {
            AccessDecision assume = Assume(node, role, out IReadOnlyList<string> missing);
            if (assume.Outcome != AccessOutcome.Denied)
            {
                ProbeResult result = new(assume.Outcome, "sts:AssumeRole", role.Arn, assume.Statement, missing);
                yield return (Step(node, role.Arn, "AssumeRole", result), new(role, role.Arn));
                foreach (ProbeResult change in Changes(node, role, "Role"))
                {
                    yield return (Step(node, role.Arn, "AssumeRole", change, result), new EscalationNode(role, role.Arn).With("all", Everything));
                }
            }
            else if (canChange && node.Probe.On("iam:UpdateAssumeRolePolicy", role.Arn, Keys(role)) is { IsPossible: true } trust && CanAssumeOnceTrusted(node, role))
            {
                yield return (Step(node, role.Arn, "UpdateAssumeRolePolicy", trust), new(role, role.Arn));
            }
        }
    }

    /// <summary>Whom a role trusts by name needs no policy of his own to assume it; only a Deny, a boundary of a role's, or an SCP stops him.</summary>
    private static bool CanAssumeOnceTrusted(EscalationNode node, AccountEntity role) => AccessEvaluator.Evaluate(
        new(node.Entity.Principal, "sts:AssumeRole", role.Arn), With(node.Entity.Policies, [TrustOf(node.Entity.Arn)])).IsAllowed;

    private static AccessDecision Assume(EscalationNode node, AccountEntity role, out IReadOnlyList<string> missing)
    {
        missing = [];
        if (role.Trust is null)
        {
            return default;
        }

        RequestContext keys = [];
        foreach ((string key, string? value) in Keys(role).Concat(node.Entity.Tags.Select(tag => ($"aws:PrincipalTag/{tag.Key}", (string?)tag.Value))))
        {
            keys[key] = value is null ? [] : [value];
        }

        AccessRequest request = new(node.Entity.Principal, "sts:AssumeRole", role.Arn, keys) { MissingKeys = MissingKeys.Unknown };
        PolicySet policies = With(node.Entity.Policies, [role.Trust]);
        AccessDecision decision = AccessEvaluator.Evaluate(request, policies);
        if (decision.Outcome == AccessOutcome.Unknown)
        {
            missing = AccessEvaluator.Explain(request, policies).MissingKeys;
        }

        return decision;
    }

    /// <summary>Handing a role to a service that it trusts, and using the service.</summary>
    private IEnumerable<(EscalationStep, EscalationNode)> PassedRoles(EscalationNode node)
    {
        if (!node.Probe.Mentions("iam:PassRole"))
        {
            yield break;
        }

        foreach (EscalationMethod method in EscalationMethod.All.Where(method => method.Target == EscalationTarget.PassedRole))
        {
            ProbeResult[] uses = [.. method.Actions.Select(action => node.Probe.OnAnything(action))];
            if (!uses.All(use => use.IsPossible))
            {
                continue;
            }

            foreach (AccountEntity role in _roles.Where(role => Trusts(role, method.Service!)))
            {
                ProbeResult pass = node.Probe.On("iam:PassRole", role.Arn, [("iam:PassedToService", method.Service!), .. Keys(role)]);
                if (pass.IsPossible)
                {
                    yield return (Step(node, role.Arn, method.Name, [pass, .. uses]), new(role, role.Arn));
                }
            }
        }
    }

    /// <summary>Giving orders to what runs with a role already.</summary>
    private IEnumerable<(EscalationStep, EscalationNode)> Workloads(EscalationNode node)
    {
        foreach (AccountWorkload workload in workloads)
        {
            if (!_byArn.TryGetValue(workload.RoleArn, out AccountEntity? role) || !Arn.TryParse(workload.Arn, out Arn? arn))
            {
                continue;
            }

            string[] actions = arn.Service switch
            {
                "lambda" => ["lambda:UpdateFunctionCode"],
                "ec2" => ["ssm:SendCommand", "ssm:StartSession", "ec2-instance-connect:SendSSHPublicKey"],
                "codebuild" => ["codebuild:UpdateProject"],
                "glue" => ["glue:UpdateDevEndpoint", "glue:UpdateJob"],
                "states" => ["states:UpdateStateMachine"],
                _ => [],
            };
            foreach (string action in actions.Where(node.Probe.Mentions))
            {
                ProbeResult result = node.Probe.On(action, workload.Arn);
                if (result.IsPossible)
                {
                    yield return (Step(node, role.Arn, action[(action.IndexOf(':') + 1)..], result), new(role, role.Arn));
                }
            }
        }
    }

    private static IEnumerable<ProbeResult> Changes(EscalationNode node, AccountEntity target, string kind) =>
        ((string[])[$"iam:Put{kind}Policy", $"iam:Attach{kind}Policy"])
            .Where(node.Probe.Mentions).Select(action => node.Probe.On(action, target.Arn, Keys(target))).Where(result => result.IsPossible).Take(1);

    private static bool Trusts(AccountEntity role, string service) => role.Trust is { } trust && AccessEvaluator.Evaluate(
        new(RequestPrincipal.Service(service), "sts:AssumeRole", role.Arn) { MissingKeys = MissingKeys.Unknown },
        new() { Resource = [trust] }).Outcome != AccessOutcome.Denied;

    private static PolicyDocument TrustOf(string arn) =>
        PolicyDocument.Parse($$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"{{{arn}}}"},"Action":"sts:AssumeRole"}}""");

    private static PolicySet With(PolicySet policies, IReadOnlyList<PolicyDocument> resource) =>
        new() { Identity = policies.Identity, Boundary = policies.Boundary, Session = policies.Session, ServiceControl = policies.ServiceControl, Resource = resource };

    /// <summary>What IAM says of the target of a request, and what the attacker chooses to attach.</summary>
    private static (string Key, string? Value)[] Keys(AccountEntity target) =>
    [
        ("iam:PolicyARN", AdministratorAccess),
        ("iam:PermissionsBoundary", target.BoundaryArn),
        .. target.Tags.SelectMany(tag => new (string, string?)[] { ($"aws:ResourceTag/{tag.Key}", tag.Value), ($"iam:ResourceTag/{tag.Key}", tag.Value) }),
    ];

    private static EscalationStep Step(EscalationNode from, string to, string method, params ProbeResult[] results) => new(
        from.Entity.Arn, to, method, [.. results.Select(result => $"{result.Action} on {result.Resource}")], results[0].Statement,
        [.. results.Where(result => !result.IsCertain).SelectMany(result => result.MissingKeys.DefaultIfEmpty("(policies that were not given)")).Distinct()]);
}
