using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Actions;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Access;

/// <summary>
/// Lets a call in, or does not, by the engine and the policies as they are now: identity, boundary, session, and those of the
/// resources. Only where the sandbox enforces IAM. The root of an account is let in to what is its own.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html</remarks>
internal static class AccessGate
{
    /// <summary>Calls that need no permission, and those that ask a trust policy themselves (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html).</summary>
    private static readonly HashSet<string> Open = new(StringComparer.Ordinal)
    {
        "sts:GetCallerIdentity", "sts:GetSessionToken", "sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity",
    };

    /// <exception cref="AwsError">The call is denied.</exception>
    public static void Check(OperationModel operation, Call call, Struct input)
    {
        if (!call.Cloud.Options.EnforceIam || operation.Unsigned || Open.Contains(operation.Action))
        {
            return;
        }

        var rights = Rights.Of(call.Cloud, call.Caller);
        var tags = RequestTags.Of(input);
        foreach (var question in Questions(operation, call, input, tags))
        {
            Ask(operation, call, input, rights, tags, question);
        }
    }

    /// <summary>The action itself, then those that AWS asks for beside it: passing roles, tagging what is made.</summary>
    private static IEnumerable<Question> Questions(OperationModel operation, Call call, Struct input, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        foreach (var action in Actions(operation, input))
        {
            foreach (var arn in RequestResources.Of(call.Cloud, operation.Service.Name, operation.Name, action, call.Account, call.Region, call.Caller, input))
            {
                yield return new Question(action, arn);
            }
        }

        foreach (var (role, service) in PassedRoles.Of(operation, call, input))
        {
            yield return new Question("iam:PassRole", role, ("iam:PassedToService", service));
        }

        if (tags.Count == 0 || !ActionTable.Default.TryGetAction(operation.Action, out var known))
        {
            yield break;
        }

        foreach (var tagging in known.DependentActions.Where(static action => action is "ec2:CreateTags" or "elasticloadbalancing:AddTags"))
        {
            foreach (var arn in tagging == "ec2:CreateTags" ? Tagged(call, input) : ["*"])
            {
                yield return new Question(tagging, arn, (tagging == "ec2:CreateTags" ? "ec2:CreateAction" : "elasticloadbalancing:CreateAction", operation.Name));
            }
        }
    }

    /// <summary>An operation has one action, but for the few that do two things at once.</summary>
    private static IEnumerable<string> Actions(OperationModel operation, Struct input) => (operation.Service.Name, operation.Name) switch
    {
        ("s3", "CopyObject") => ["s3:PutObject"],
        ("kms", "ReEncrypt") => ["kms:ReEncryptFrom", "kms:ReEncryptTo"],
        ("s3", "PutObject") when input.Has("Tagging") => ["s3:PutObject", "s3:PutObjectTagging"],
        _ => [operation.Action],
    };

    private static IEnumerable<string> Tagged(Call call, Struct input) =>
        input.Structs("TagSpecifications").Select(static specification => specification.String("ResourceType")).OfType<string>().Distinct(StringComparer.Ordinal).Select(type => call.Arn("ec2", $"{type}/*"));

    private static void Ask(OperationModel operation, Call call, Struct input, Rights rights, IReadOnlyList<KeyValuePair<string, string>> tags, Question question)
    {
        var (resourcePolicies, owner) = ResourcePolicies.Of(call.Cloud, question.Resource);
        owner ??= call.Account;
        if (call.Caller.IsRoot && owner == call.Caller.Account)
        {
            return;
        }

        var keys = RequestKeys.Of(call, rights);
        RequestKeys.AddTags(keys, tags);
        ServiceKeys.Add(keys, operation, call, input, question.Action);
        foreach (var (name, value) in ResourceTags.Of(call.Cloud, question.Resource))
        {
            keys["aws:ResourceTag/" + name] = [value];
            keys[$"{question.Action.Split(':')[0]}:ResourceTag/{name}"] = [value];
        }

        if (question.Key is var (key, text))
        {
            keys[key] = [text];
        }

        var request = new AccessRequest(rights.Principal, question.Action, question.Resource, keys, owner);
        var policies = new PolicySet { Identity = rights.Policies.Identity, Boundary = rights.Policies.Boundary, Session = rights.Policies.Session, Resource = resourcePolicies };
        var decision = AccessEvaluator.Evaluate(request, policies);
        if (!decision.IsAllowed)
        {
            throw AccessErrors.Denied(operation, call.Caller, question.Resource, Because(decision, question.Action), question.Action, AccessEvaluator.Explain(request, policies).Reason);
        }
    }

    /// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html has the sentences; the statement and its place are ours.</summary>
    private static string Because(AccessDecision decision, string action)
    {
        var layer = decision.Layer switch
        {
            PolicyLayer.Resource => "a resource-based policy",
            PolicyLayer.Boundary => "a permissions boundary",
            PolicyLayer.Session => "a session policy",
            _ => "an identity-based policy",
        };
        return decision is { IsExplicit: true, Statement: { } statement }
            ? $"with an explicit deny in {layer}: {statement.Document.Name} (statement {statement.Label}, {statement.Position})"
            : $"because no {layer[(layer.IndexOf(' ', StringComparison.Ordinal) + 1)..]} allows the {action} action";
    }

    /// <summary>Whether one thing may be done to one resource.</summary>
    private sealed record Question(string Action, string Resource, (string Name, string Value)? Key = null);
}
