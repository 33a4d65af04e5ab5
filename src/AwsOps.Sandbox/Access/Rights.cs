using System.Runtime.CompilerServices;
using AwsOps.Engine.Policy;
using AwsOps.Sandbox.Iam;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Access;

/// <summary>A principal with all that decides its rights, but for the policies of resources.</summary>
/// <param name="Principal">Who it is.</param>
/// <param name="Policies">Its policies, boundary and session policies.</param>
/// <param name="Tags">Its tags and those of its session.</param>
internal sealed record Rights(RequestPrincipal Principal, PolicySet Policies, IReadOnlyDictionary<string, string> Tags)
{
    private static readonly PolicyDocument Everything =
        PolicyDocument.Parse("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""", "the rights of an administrator");

    // A policy is parsed once, however often it decides. It lives as long as its text is in use.
    private static readonly ConditionalWeakTable<string, PolicyDocument> Parsed = [];

    private static readonly IReadOnlyDictionary<string, string> NoTags = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary>A caller's rights, as IAM has them now.</summary>
    public static Rights Of(SandboxCloud cloud, Caller caller)
    {
        var iam = cloud.Iam(caller.Account);
        var holder = iam.FindHolder(caller.EntityArn);
        var session = caller.Session;
        var own = holder is null ? new PolicySet() : Of(iam, holder);
        return new Rights(
            RequestPrincipal.Parse(caller.Arn, session is not null && session.IssuerArn != caller.Arn ? session.IssuerArn : null),
            new PolicySet
            {
                Identity = own.Identity,
                Boundary = own.Boundary,
                Session = session?.Policies?.Select(static (text, index) => Parse(text, $"session policy {index + 1}")).ToList(),
            },
            Merge(holder?.Tags, session?.Tags));
    }

    /// <summary>The policies of a user (with those of its groups), group or role, and its boundary.</summary>
    public static PolicySet Of(IamState iam, PolicyHolder holder) => new()
    {
        Identity = [.. Identity(iam, holder).Select(static policy => policy.Document)],
        Boundary = holder.PermissionsBoundary is { } arn && iam.Policies.TryGetValue(arn, out var boundary) ? Parse(boundary.Default.Document, arn) : null,
    };

    /// <summary>The policies of a user, group or role, each with whom and how it is attached to.</summary>
    public static IEnumerable<(PolicyDocument Document, PolicyHolder Holder, ManagedPolicy? Managed, string Name)> Identity(IamState iam, PolicyHolder holder)
    {
        var holders = holder is User user ? [user, .. user.Groups] : new List<PolicyHolder> { holder };
        foreach (var each in holders)
        {
            foreach (var (name, text) in each.Inline)
            {
                yield return (Parse(text, $"inline policy {name} of {each.Kind} {each.Name}"), each, null, name);
            }

            foreach (var policy in each.Attached.Select(iam.Policy))
            {
                yield return (Parse(policy.Default.Document, policy.Arn), each, policy, policy.Name);
            }
        }
    }

    /// <summary>The same, with the rights of an administrator in place of its policies: where nothing is enforced, only resources decide.</summary>
    public Rights AsAdministrator() => this with { Policies = new PolicySet { Identity = [Everything] } };

    /// <summary>A policy, parsed once.</summary>
    public static PolicyDocument Parse(string text, string name)
    {
        if (!Parsed.TryGetValue(text, out var document))
        {
            document = PolicyDocument.Parse(text, name);
            Parsed.AddOrUpdate(text, document);
        }

        return document;
    }

    private static IReadOnlyDictionary<string, string> Merge(SortedDictionary<string, string>? own, IReadOnlyDictionary<string, string>? session)
    {
        if (own is not { Count: > 0 } && session is not { Count: > 0 })
        {
            return NoTags;
        }

        // "If a tag key passed in is the same as one attached to the role, the session's replaces it."
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
        var merged = new Dictionary<string, string>(own ?? [], StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in session ?? NoTags)
        {
            merged[key] = value;
        }

        return merged;
    }
}
