using AwsOps.Engine.Policy.Actions;

namespace AwsOps.Engine.Policy.Analysis;

/// <summary>
/// Somebody from another account who may do everything there, and asks what a resource's policy lets him do here. Keys that
/// tell where a request comes from have the values that a stranger's request has; keys that are his to choose are unknown.
/// </summary>
internal sealed class Outsider
{
    private const int MaximumActions = 200;

    // One address of each sixteenth of IPv4, and one of IPv6: who admits a range as wide admits the public.
    private static readonly string[] Addresses =
        ["2001:db8::7", .. Enumerable.Range(1, 13).Select(i => $"{(i * 16) + 7}.77.77.77"), "7.77.77.77", "198.51.100.77"];

    // The keys that tell from which organization or network a request comes, not from whose account.
    private static readonly HashSet<string> Places = new(StringComparer.OrdinalIgnoreCase)
    {
        "aws:SourceIp", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:SourceVpc", "aws:SourceVpce", "aws:VpcSourceIp", "lambda:FunctionUrlAuthType",
    };

    private static readonly PolicyDocument AllowAll =
        PolicyDocument.Parse("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""");

    private readonly PolicySet _policies;
    private readonly LintContext _context;

    internal Outsider(LintContext context)
    {
        _context = context;
        _policies = new() { Identity = [AllowAll], Resource = [context.Policy] };
        // An account that the policy does not speak of.
        AccountId = Enumerable.Range(0, int.MaxValue).Select(i => $"9876{i:D8}").First(id => !context.Policy.Text.Contains(id, StringComparison.Ordinal));
    }

    /// <summary>The stranger's account.</summary>
    internal string AccountId { get; }

    /// <summary>What a stranger, known to AWS or not, can do by a statement at the most.</summary>
    internal ProbeResult Try(Statement statement)
    {
        RequestPrincipal stranger = RequestPrincipal.Parse($"arn:aws:iam::{AccountId}:user/stranger");
        ProbeResult best = new(AccessOutcome.Denied, "", "", null, []);
        foreach (string address in Addresses)
        {
            best = Better(best, Try(statement, RequestPrincipal.Anonymous, Direct(address)));
            best = Better(best, Try(statement, stranger, Direct(address, ("aws:PrincipalOrgID", "o-strangers1"), ("aws:userid", "AIDASTRANGER00000000"))));
            if (best.IsCertain)
            {
                break;
            }
        }

        return best;
    }

    /// <summary>What somebody of another account can do by a statement when the organization, network and endpoint are right.</summary>
    internal ProbeResult TryFromAnywhere(Statement statement)
    {
        RequestContext keys = [];
        foreach ((string key, IReadOnlyList<string> values) in Direct("198.51.100.77").Where(static pair => !Places.Contains(pair.Key)))
        {
            keys[key] = values;
        }

        return Try(statement, RequestPrincipal.Parse($"arn:aws:iam::{AccountId}:user/stranger"), keys);
    }

    /// <summary>What a service can do by a statement on behalf of a stranger.</summary>
    internal ProbeResult TryThrough(Statement statement, string service) => Try(statement, RequestPrincipal.Service(service), new()
    {
        ["aws:SourceAccount"] = [AccountId],
        ["aws:SourceArn"] = [$"arn:aws:{service[..Math.Max(1, service.IndexOf('.'))]}:us-east-1:{AccountId}:x"],
        ["aws:SourceOrgID"] = ["o-strangers1"],
        ["aws:SourceOrgPaths"] = ["o-strangers1/r-1/"],
        ["aws:SecureTransport"] = ["true"],
        ["aws:SourceOwner"] = [AccountId],
        ["s3:DataAccessPointAccount"] = [],
    });

    /// <summary>What somebody can do by a statement at the most.</summary>
    internal ProbeResult Try(Statement statement, RequestPrincipal principal, RequestContext keys)
    {
        ProbeResult best = new(AccessOutcome.Denied, "", "", null, []);
        foreach ((string action, string resource) in Requests(statement))
        {
            AccessRequest request = new(principal, action, resource, keys, _context.OwnAccount) { MissingKeys = MissingKeys.Unknown };
            AccessDecision decision = AccessEvaluator.Evaluate(request, _policies);
            if (decision.Outcome > best.Outcome)
            {
                best = new(decision.Outcome, action, resource, statement, AccessEvaluator.Explain(request, _policies).MissingKeys);
                if (best.IsCertain)
                {
                    break;
                }
            }
        }

        return best;
    }

    private RequestContext Direct(string address, params (string Key, string Value)[] more)
    {
        RequestContext keys = new()
        {
            ["aws:SourceIp"] = [address],
            ["aws:SecureTransport"] = ["true"],
            ["aws:ViaAWSService"] = ["false"],
            ["aws:PrincipalOrgID"] = [],
            ["aws:PrincipalOrgPaths"] = [],
            ["aws:SourceAccount"] = [],
            ["aws:SourceArn"] = [],
            ["aws:SourceOrgID"] = [],
            ["aws:SourceOrgPaths"] = [],
            ["aws:SourceVpc"] = [],
            ["aws:SourceVpce"] = [],
            ["aws:VpcSourceIp"] = [],
            ["aws:CalledVia"] = [],
            ["aws:SourceOwner"] = [AccountId],
            ["kms:CallerAccount"] = [AccountId],
            ["s3:DataAccessPointAccount"] = [],
            ["s3:DataAccessPointArn"] = [],
            ["lambda:FunctionUrlAuthType"] = ["NONE"],
        };
        foreach ((string key, string value) in more)
        {
            keys[key] = [value];
        }

        return keys;
    }

    private IEnumerable<(string Action, string Resource)> Requests(Statement statement)
    {
        if (_context.Kind == PolicyKind.Trust)
        {
            foreach (string action in (string[])["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"])
            {
                yield return (action, $"arn:aws:iam::{_context.OwnAccount}:role/trusting");
            }

            yield break;
        }

        foreach (ServiceAction action in Actions(statement).Take(MaximumActions))
        {
            foreach (string resource in Resources(statement, action))
            {
                yield return (action.FullName, resource);
            }
        }
    }

    private IEnumerable<ServiceAction> Actions(Statement statement)
    {
        // "*" in a policy of a resource means the actions of the resource's service.
        string[] services = [.. (statement.Resource?.Values ?? []).Select(value => value.Text.Split(':')).Where(parts => parts.Length > 2).Select(parts => parts[2]).Distinct()];
        IEnumerable<ServiceAction> listed = services.Length == 0
            ? _context.ListedActions(statement)
            : services.SelectMany(prefix => ActionTable.Default.TryGetService(prefix, out Service? service) ? service.Actions.Values : []);
        return listed.Where(action => statement.Action.Covers(action.FullName)).OrderBy(action => action.Level == AccessLevel.Write ? 0 : 1);
    }

    private static IEnumerable<string> Resources(Statement statement, ServiceAction action)
    {
        IEnumerable<string> patterns = statement.Resource is { IsNegated: false } resource ? resource.Values.Select(value => Placeholders.ToPattern(value.Text)) : ["*"];
        string[] types = action.HasResources ? [.. action.Resources.Select(type => type.Type.ArnPattern)] : ["*"];
        return patterns.SelectMany(pattern => types.Select(type => ArnPatterns.FindCommon(pattern, type)))
            .OfType<string>().DefaultIfEmpty("*").Distinct();
    }

    private static ProbeResult Better(ProbeResult a, ProbeResult b) => b.Outcome > a.Outcome ? b : a;
}
