using System.Text.RegularExpressions;
using AwsOps.Engine.Policy;
using AwsOps.Sandbox.Access;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>IAM's policy simulator, by the engine: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html</summary>
internal static partial class Simulation
{
    public static void Register(IamSimulator simulator)
    {
        simulator.Op("SimulateCustomPolicy", static (iam, input) => Simulate(iam, input, Inputs(input, "PolicyInputList", "none"), null, null));
        simulator.Op("SimulatePrincipalPolicy", static (iam, input) =>
        {
            var holder = Source(iam, input);
            var policies = Rights.Identity(iam, holder).Select(static policy => new SourcePolicy(policy.Document, policy.Name, policy.Managed is null ? policy.Holder.Kind : policy.Managed.IsAws ? "aws-managed" : "user-managed"));
            return Simulate(iam, input, [.. policies, .. Inputs(input, "PolicyInputList", "none")], Rights.Of(iam, holder).Boundary, holder);
        });
        simulator.Op("GetContextKeysForCustomPolicy", static (_, input) => Keys(Inputs(input, "PolicyInputList", "none")));
        simulator.Op("GetContextKeysForPrincipalPolicy", static (iam, input) =>
            Keys([.. Rights.Identity(iam, Source(iam, input)).Select(static policy => new SourcePolicy(policy.Document, policy.Name, "")), .. Inputs(input, "PolicyInputList", "none")]));
    }

    private static PolicyHolder Source(IamState iam, Struct input)
    {
        var arn = input.String("PolicySourceArn")!;
        return iam.FindHolder(arn) ?? throw IamErrors.NoEntity($"{arn} does not exist.");
    }

    private static List<SourcePolicy> Inputs(Struct input, string member, string type) =>
        [.. input.Strings(member).Select((text, index) => new SourcePolicy(Parse(text), $"{member}.{index + 1}", type))];

    private static PolicyDocument Parse(string text) => PolicyDocument.TryParse(text, null, out var document, out var errors)
        ? document
        : throw IamErrors.Invalid($"Invalid policy: {errors[0].AwsMessage}");

    private static Struct Simulate(IamState iam, Struct input, List<SourcePolicy> sources, PolicyDocument? boundary, PolicyHolder? holder)
    {
        var callerArn = input.String("CallerArn") ?? holder switch
        {
            User user => user.Arn,
            Role role => role.Arn,
            _ => $"arn:aws:iam::{iam.Account}:user/simulated",
        };
        var principal = Principal(callerArn);
        var resourcePolicy = input.String("ResourcePolicy") is { } text ? Parse(text) : null;
        if (resourcePolicy is not null && input.String("CallerArn") is null && holder is not User)
        {
            throw IamErrors.Invalid("CallerArn is required when a ResourcePolicy is given and the policies are not those of a user.");
        }

        boundary = Inputs(input, "PermissionsBoundaryPolicyInputList", "none") is [var own, ..] ? own.Document : boundary;
        var policies = new PolicySet { Identity = [.. sources.Select(static source => source.Document)], Boundary = boundary, Resource = resourcePolicy is null ? [] : [resourcePolicy] };
        var keys = Context(input);
        var owner = input.String("ResourceOwner") is { } ownerArn ? ownerArn.Split(':') is [_, _, _, _, var account, ..] ? account : ownerArn : principal.AccountId;
        IReadOnlyList<string> resources = input.Strings("ResourceArns") is { Count: > 0 } given ? given : ["*"];
        var requests = input.Strings("ActionNames").SelectMany(action => resources.Select(resource => (action, resource))).ToList();
        return IamText.Page(requests, input, "EvaluationResults", item =>
        {
            var request = Request(principal, item.action, item.resource, keys, owner);
            return Result(request, policies, sources, boundary is not null);
        });
    }

    private static AccessRequest Request(RequestPrincipal principal, string action, string resource, RequestContext keys, string owner)
    {
        try
        {
            return new AccessRequest(principal, action, resource, keys, owner);
        }
        catch (FormatException)
        {
            throw IamErrors.Invalid($"Invalid Entity Action: {action}");
        }
    }

    private static RequestPrincipal Principal(string arn)
    {
        try
        {
            return RequestPrincipal.Parse(arn);
        }
        catch (FormatException)
        {
            throw IamErrors.Invalid($"Invalid CallerArn: {arn}");
        }
    }

    private static RequestContext Context(Struct input)
    {
        var keys = new RequestContext();
        foreach (var entry in input.Structs("ContextEntries"))
        {
            keys[entry.String("ContextKeyName") ?? ""] = entry.Strings("ContextKeyValues");
        }

        return keys;
    }

    private static Struct Result(AccessRequest request, PolicySet policies, List<SourcePolicy> sources, bool hasBoundary)
    {
        var explanation = AccessEvaluator.Explain(request, policies);
        var decision = explanation.Decision;
        var withheld = explanation.Layers.FirstOrDefault(static layer => layer.Layer == PolicyLayer.Boundary);
        return new Struct
        {
            ["EvalActionName"] = request.Action,
            ["EvalResourceName"] = request.Resource,
            ["EvalDecision"] = decision.IsAllowed ? "allowed" : decision.IsExplicit ? "explicitDeny" : "implicitDeny",
            ["MatchedStatements"] = Matched(request, policies, sources).ToList<object?>(),
            ["MissingContextValues"] = explanation.MissingKeys.ToList<object?>(),
            ["PermissionsBoundaryDecisionDetail"] = hasBoundary ? new Struct { ["AllowedByPermissionsBoundary"] = withheld?.Verdict == LayerVerdict.Allows } : null,
        };
    }

    /// <summary>The statement of each policy that decides for it: its Deny, else its Allow.</summary>
    private static IEnumerable<Struct> Matched(AccessRequest request, PolicySet policies, List<SourcePolicy> sources)
    {
        foreach (var source in sources)
        {
            var decision = AccessEvaluator.Evaluate(new AccessRequest(request.Principal, request.Action, request.Resource, request.Context, request.Principal.AccountId), new PolicySet { Identity = [source.Document] });
            if (decision.Statement is { } statement)
            {
                yield return Render(statement, source.Id, source.Type);
            }
        }

        foreach (var layer in AccessEvaluator.Explain(request, policies).Layers.Where(static layer => layer.Layer == PolicyLayer.Resource && layer.Statement is not null))
        {
            yield return Render(layer.Statement!, "ResourcePolicy", "resource");
        }
    }

    private static Struct Render(Statement statement, string id, string type) => new()
    {
        ["SourcePolicyId"] = id,
        ["SourcePolicyType"] = type,
        ["StartPosition"] = Position(statement.Position),
        ["EndPosition"] = Position(StatementEnd.Of(statement)),
    };

    private static Struct Position(TextPosition position) => new() { ["Line"] = (long)position.Line, ["Column"] = (long)position.Column };

    /// <summary>The keys in conditions and variables (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForCustomPolicy.html).</summary>
    private static Struct Keys(IEnumerable<SourcePolicy> sources)
    {
        var keys = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var document in sources.Select(static source => source.Document))
        {
            keys.UnionWith(document.Statements.SelectMany(static statement => statement.Conditions).Select(static condition => condition.Key.Text));
            keys.UnionWith(Variable().Matches(document.Text).Select(static match => match.Groups[1].Value));
        }

        return new Struct { ["ContextKeyNames"] = keys.ToList<object?>() };
    }

    [GeneratedRegex(@"\$\{\s*([A-Za-z0-9-]+:[^},\s]+)")]
    private static partial Regex Variable();

    private sealed record SourcePolicy(PolicyDocument Document, string Id, string Type);
}
