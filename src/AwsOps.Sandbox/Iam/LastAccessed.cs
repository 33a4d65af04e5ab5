using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Actions;
using AwsOps.Sandbox.Access;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>A task that found out who used which service last.</summary>
internal sealed record LastAccessedJob(string Arn, bool ByAction, DateTime Created, IReadOnlyList<PolicyHolder> Entities, IReadOnlyList<PolicyDocument> Policies)
{
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);
}

/// <summary>
/// Service last accessed, made from the calls that the sandbox answered
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html). Actions are tracked in the services
/// that the sandbox can be called for.
/// </summary>
internal static class LastAccessed
{
    private static readonly Lazy<HashSet<string>> Tracked = new(static () => [.. ServiceModel.All.Values.Select(static model => model.IamPrefix)]);

    public static void Register(IamSimulator simulator)
    {
        simulator.Op("GenerateServiceLastAccessedDetails", Generate);
        simulator.Op("GetServiceLastAccessedDetails", Get);
        simulator.Op("GetServiceLastAccessedDetailsWithEntities", GetEntities);
        simulator.Op("ListPoliciesGrantingServiceAccess", ListPolicies);
    }

    private static Struct Generate(IamState iam, Struct input)
    {
        var arn = input.String("Arn")!;
        var (entities, policies) = Subject(iam, arn);
        var id = iam.Ids.Uuid();
        iam.LastAccessedJobs.Add(id, new LastAccessedJob(arn, input.String("Granularity") == "ACTION_LEVEL", iam.Now, entities, policies));
        return new Struct { ["JobId"] = id };
    }

    /// <summary>Whose use counts for an ARN (a group's members, all who have a policy), and what they may by it.</summary>
    private static (IReadOnlyList<PolicyHolder> Entities, IReadOnlyList<PolicyDocument> Policies) Subject(IamState iam, string arn)
    {
        if (iam.FindHolder(arn) is { } holder)
        {
            return (holder is Group group ? [.. GroupOperations.Members(iam, group)] : [holder], Rights.Of(iam, holder).Identity);
        }

        if (iam.Policies.TryGetValue(arn, out var policy))
        {
            var having = iam.Users.Values.Cast<PolicyHolder>().Concat(iam.Roles.Values)
                .Where(each => Rights.Identity(iam, each).Any(item => item.Managed == policy));
            return ([.. having], [Rights.Parse(policy.Default.Document, policy.Arn)]);
        }

        throw IamErrors.NoEntity($"{arn} does not exist.");
    }

    private static LastAccessedJob Job(IamState iam, Struct input)
    {
        var id = input.String("JobId")!;
        return iam.LastAccessedJobs.GetValueOrDefault(id) ?? throw IamErrors.NoEntity($"Invalid job id: {id}");
    }

    private static Struct Get(IamState iam, Struct input)
    {
        var job = Job(iam, input);
        if (iam.Now < job.Created + LastAccessedJob.Duration)
        {
            return new Struct { ["JobStatus"] = "IN_PROGRESS", ["JobCreationDate"] = job.Created, ["JobCompletionDate"] = job.Created, ["ServicesLastAccessed"] = new List<object?>(), ["IsTruncated"] = false };
        }

        var entities = job.Entities.Select(static entity => entity.Arn).ToHashSet(StringComparer.Ordinal);
        var answer = IamText.Page(Services(job.Policies), input, "ServicesLastAccessed", service => Render(iam, job, entities, service));
        answer["JobStatus"] = "COMPLETED";
        answer["JobType"] = job.ByAction ? "ACTION_LEVEL" : "SERVICE_LEVEL";
        answer["JobCreationDate"] = job.Created;
        answer["JobCompletionDate"] = job.Created + LastAccessedJob.Duration;
        return answer;
    }

    private static Struct Render(IamState iam, LastAccessedJob job, HashSet<string> entities, Service service)
    {
        var uses = iam.Usage.Of(entities, service.Prefix);
        var last = uses.LastOrDefault(use => use.Time <= job.Created);
        return new Struct
        {
            ["ServiceName"] = service.Name,
            ["ServiceNamespace"] = service.Prefix,
            ["LastAuthenticated"] = last?.Time,
            ["LastAuthenticatedEntity"] = last?.Entity,
            ["LastAuthenticatedRegion"] = last?.Region,
            ["TotalAuthenticatedEntities"] = (long)uses.Select(static use => use.Entity).Distinct(StringComparer.Ordinal).Count(),
            ["TrackedActionsLastAccessed"] = job.ByAction && Tracked.Value.Contains(service.Prefix) ? Actions(job, service, uses) : null,
        };
    }

    private static List<object?> Actions(LastAccessedJob job, Service service, IReadOnlyList<AccessUsage.Use> uses)
    {
        var latest = uses.GroupBy(static use => use.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(static group => group.Key, static group => group.Last(), StringComparer.OrdinalIgnoreCase);
        return [.. service.Actions.Values.Where(action => Allows(job.Policies, action.FullName)).OrderBy(static action => action.Name, StringComparer.Ordinal).Select(action =>
        {
            latest.TryGetValue(action.Name, out var use);
            return new Struct { ["ActionName"] = action.Name, ["LastAccessedEntity"] = use?.Entity, ["LastAccessedTime"] = use?.Time, ["LastAccessedRegion"] = use?.Region };
        })];
    }

    private static Struct GetEntities(IamState iam, Struct input)
    {
        var job = Job(iam, input);
        var service = input.String("ServiceNamespace")!;
        var answer = IamText.Page(iam.Now < job.Created + LastAccessedJob.Duration ? [] : job.Entities, input, "EntityDetailsList", entity => new Struct
        {
            ["EntityInfo"] = new Struct { ["Arn"] = entity.Arn, ["Name"] = entity.Name, ["Type"] = entity.Kind.ToUpperInvariant(), ["Id"] = entity.Id, ["Path"] = entity.Path },
            ["LastAuthenticated"] = iam.Usage.Of(new HashSet<string> { entity.Arn }, service).LastOrDefault()?.Time,
        });
        answer["JobStatus"] = iam.Now < job.Created + LastAccessedJob.Duration ? "IN_PROGRESS" : "COMPLETED";
        answer["JobCreationDate"] = job.Created;
        answer["JobCompletionDate"] = job.Created + LastAccessedJob.Duration;
        return answer;
    }

    /// <summary>https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPoliciesGrantingServiceAccess.html</summary>
    private static Struct ListPolicies(IamState iam, Struct input)
    {
        var arn = input.String("Arn")!;
        var holder = iam.FindHolder(arn) ?? throw IamErrors.NoEntity($"{arn} does not exist.");
        var policies = Rights.Identity(iam, holder).ToList();
        return IamText.Page(input.Strings("ServiceNamespaces"), input, "PoliciesGrantingServiceAccess", prefix => new Struct
        {
            ["ServiceNamespace"] = prefix,
            ["Policies"] = policies.Where(policy => ActionTable.Default.TryGetService(prefix, out var service) && Grants([policy.Document], service)).Select(static policy => new Struct
            {
                ["PolicyName"] = policy.Name,
                ["PolicyType"] = policy.Managed is null ? "INLINE" : "MANAGED",
                ["PolicyArn"] = policy.Managed?.Arn,
                ["EntityType"] = policy.Managed is null ? policy.Holder.Kind.ToUpperInvariant() : null,
                ["EntityName"] = policy.Managed is null ? policy.Holder.Name : null,
            }).ToList<object?>(),
        });
    }

    private static List<Service> Services(IReadOnlyList<PolicyDocument> policies) =>
        [.. ActionTable.Default.Services.Where(service => Grants(policies, service)).OrderBy(static service => service.Name, StringComparer.Ordinal)];

    private static bool Grants(IReadOnlyList<PolicyDocument> policies, Service service) => policies.SelectMany(static policy => policy.Statements)
        .Where(static statement => statement.Effect == Effect.Allow)
        .Any(statement => statement.Action.IsNegated
            ? service.Actions.Values.Any(action => statement.Action.Covers(action.FullName))
            : statement.Action.Values.Any(value => value.Text == "*" || Prefix(value.Text).Equals(service.Prefix, StringComparison.OrdinalIgnoreCase) || Prefix(value.Text) == "*"));

    private static bool Allows(IReadOnlyList<PolicyDocument> policies, string action) => policies.SelectMany(static policy => policy.Statements)
        .Any(statement => statement.Effect == Effect.Allow && statement.Action.Covers(action));

    private static string Prefix(string action) => action.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? action[..colon] : action;
}
