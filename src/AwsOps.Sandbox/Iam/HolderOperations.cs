using AwsOps.Engine.Policy;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>What users, groups and roles have in common: attached and inline policies, boundaries, tags.</summary>
internal static class HolderOperations
{
    public static void Register(IamSimulator simulator)
    {
        RegisterPolicies(simulator, "User", static (iam, name) => iam.User(name));
        RegisterPolicies(simulator, "Group", static (iam, name) => iam.Group(name));
        RegisterPolicies(simulator, "Role", static (iam, name) => iam.Role(name));
        RegisterBoundaryAndTags(simulator, "User", static (iam, name) => iam.User(name));
        RegisterBoundaryAndTags(simulator, "Role", static (iam, name) => iam.Role(name));
    }

    public static Struct? Boundary(PolicyHolder holder) => holder.PermissionsBoundary is { } arn
        ? new Struct { ["PermissionsBoundaryType"] = "Policy", ["PermissionsBoundaryArn"] = arn }
        : null;

    public static List<object?> Attached(IamState iam, PolicyHolder holder) => holder.Attached.Select(iam.Policy).Select(Reference).ToList<object?>();

    public static List<object?> Inline(PolicyHolder holder) =>
        holder.Inline.Select(static policy => new Struct { ["PolicyName"] = policy.Key, ["PolicyDocument"] = IamText.Encode(policy.Value) }).ToList<object?>();

    /// <summary>What must be gone before a user, group or role can go.</summary>
    public static void CheckBare(PolicyHolder holder)
    {
        if (holder.Attached.Count > 0)
        {
            throw IamErrors.Conflict("Cannot delete entity, must detach all policies first.");
        }

        if (holder.Inline.Count > 0)
        {
            throw IamErrors.Conflict("Cannot delete entity, must delete policies first.");
        }
    }

    /// <summary>A thing whose path begins with the request's PathPrefix.</summary>
    public static List<T> InPath<T>(IEnumerable<T> holders, Struct input)
        where T : PolicyHolder
    {
        var prefix = input.String("PathPrefix") ?? "/";
        return [.. holders.Where(holder => holder.Path.StartsWith(prefix, StringComparison.Ordinal))];
    }

    private static void RegisterPolicies(IamSimulator simulator, string kind, Func<IamState, string, PolicyHolder> find)
    {
        PolicyHolder Find(IamState iam, Struct input) => find(iam, input.String(kind + "Name")!);
        PolicyHolder Own(IamState iam, Struct input) => Modifiable(Find(iam, input));
        simulator.Op($"Attach{kind}Policy", (iam, input) => Attach(Own(iam, input), iam.Policy(input.String("PolicyArn")!), kind));
        simulator.Op($"Detach{kind}Policy", (iam, input) =>
        {
            var arn = input.String("PolicyArn")!;
            return Own(iam, input).Attached.Remove(arn) ? null : throw IamErrors.NoEntity($"Policy {arn} was not found.");
        });
        simulator.Op($"ListAttached{kind}Policies", (iam, input) =>
        {
            var prefix = input.String("PathPrefix") ?? "/";
            return IamText.Page(
                [.. Find(iam, input).Attached.Select(iam.Policy).Where(policy => policy.Path.StartsWith(prefix, StringComparison.Ordinal))], input, "AttachedPolicies", Reference);
        });
        simulator.Op($"Put{kind}Policy", (iam, input) => Put(Own(iam, input), input));
        simulator.Op($"Get{kind}Policy", (iam, input) =>
        {
            var holder = Find(iam, input);
            return new Struct { [kind + "Name"] = holder.Name, ["PolicyName"] = input.String("PolicyName"), ["PolicyDocument"] = IamText.Encode(Get(holder, input)) };
        });
        simulator.Op($"Delete{kind}Policy", (iam, input) =>
        {
            var holder = Own(iam, input);
            Get(holder, input);
            holder.Inline.Remove(input.String("PolicyName")!);
            return null;
        });
        simulator.Op($"List{kind}Policies", (iam, input) => IamText.Page([.. Find(iam, input).Inline.Keys], input, "PolicyNames", static name => name));
    }

    private static void RegisterBoundaryAndTags(IamSimulator simulator, string kind, Func<IamState, string, PolicyHolder> find)
    {
        PolicyHolder Find(IamState iam, Struct input) => find(iam, input.String(kind + "Name")!);
        PolicyHolder Own(IamState iam, Struct input) => Modifiable(Find(iam, input));
        simulator.Op($"Put{kind}PermissionsBoundary", (iam, input) =>
        {
            Own(iam, input).PermissionsBoundary = iam.Policy(input.String("PermissionsBoundary")!).Arn;
            return null;
        });
        simulator.Op($"Delete{kind}PermissionsBoundary", (iam, input) =>
        {
            var holder = Own(iam, input);
            if (holder.PermissionsBoundary is null)
            {
                throw IamErrors.NoEntity($"{kind} {holder.Name} does not have a permissions boundary");
            }

            holder.PermissionsBoundary = null;
            return null;
        });
        simulator.Op($"Tag{kind}", (iam, input) =>
        {
            IamText.SetTags(Find(iam, input).Tags, input);
            return null;
        });
        simulator.Op($"Untag{kind}", (iam, input) => IamText.RemoveTags(Find(iam, input).Tags, input));
        simulator.Op($"List{kind}Tags", (iam, input) => IamText.PageTags(Find(iam, input).Tags, input));
    }

    private static PolicyHolder Modifiable(PolicyHolder holder) => holder is Role { IsServiceLinked: true } role ? throw IamErrors.Unmodifiable(role) : holder;

    private static Struct Reference(ManagedPolicy policy) => new() { ["PolicyName"] = policy.Name, ["PolicyArn"] = policy.Arn };

    private static Struct? Attach(PolicyHolder holder, ManagedPolicy policy, string kind)
    {
        if (!holder.Attached.Contains(policy.Arn) && holder.Attached.Count >= Quotas.AttachedPolicies)
        {
            throw IamErrors.Quota($"PoliciesPer{kind}", Quotas.AttachedPolicies);
        }

        holder.Attached.Add(policy.Arn);
        return null;
    }

    private static Struct? Put(PolicyHolder holder, Struct input)
    {
        var name = input.String("PolicyName")!;
        var document = IamText.Check(input.String("PolicyDocument")!, PolicyKind.Identity);
        var others = holder.Inline.Where(policy => policy.Key != name).Sum(static policy => IamText.Size(policy.Value));
        var limit = Quotas.InlineSize(holder.Kind);
        if (others + IamText.Size(document) > limit)
        {
            throw IamErrors.Limit($"Maximum policy size of {limit} bytes exceeded for {holder.Kind} {holder.Name}");
        }

        holder.Inline[name] = document;
        return null;
    }

    private static string Get(PolicyHolder holder, Struct input)
    {
        var name = input.String("PolicyName")!;
        return holder.Inline.TryGetValue(name, out var document) ? document : throw IamErrors.NoEntity($"The {holder.Kind} policy with name {name} cannot be found.");
    }
}
