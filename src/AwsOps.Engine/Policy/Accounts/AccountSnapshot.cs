using AwsOps.Engine.Policy.Analysis;

namespace AwsOps.Engine.Policy.Accounts;

/// <summary>An account at one moment: each user and role with all the policies that decide its rights, each parsed once.</summary>
public sealed class AccountSnapshot
{
    private readonly Dictionary<string, PolicyDocument> _managed = [];
    private readonly Dictionary<string, AccountEntity> _byArn = [];
    private readonly Dictionary<string, List<AccountEntity>> _byName = [];
    private readonly Dictionary<string, string> _roleOfProfile = [];
    private readonly HashSet<NamedPolicy> _broken = [];
    private readonly List<string> _problems = [];

    /// <summary>Takes stock.</summary>
    /// <param name="details">What the account has.</param>
    /// <param name="serviceControl">The service control policies over it, level by level; none where there are none.</param>
    public AccountSnapshot(AccountInventory details, IReadOnlyList<IReadOnlyList<PolicyDocument>>? serviceControl = null)
    {
        ArgumentNullException.ThrowIfNull(details);
        ServiceControl = serviceControl ?? [];
        foreach (NamedPolicy policy in details.Policies)
        {
            if (Parse(policy.Text, policy.Name[(policy.Name.LastIndexOf('/') + 1)..]) is { } document)
            {
                _managed[policy.Name] = document;
            }
        }

        Dictionary<string, (GroupDetails Details, PolicyDocument[] Documents)> groups = [];
        foreach (GroupDetails group in details.Groups)
        {
            groups[group.Name] = (group, Documents(group));
        }

        Groups = [.. groups.Values.Select(group => new AccountGroup(group.Details.Arn, group.Documents))];
        foreach (UserDetails user in details.Users)
        {
            (GroupDetails Details, PolicyDocument[] Documents)[] member = [.. user.Groups.Where(groups.ContainsKey).Select(name => groups[name])];
            IEnumerable<string> attached = user.Attached.Concat(member.SelectMany(group => group.Details.Attached));
            Add(new(RequestPrincipal.Parse(user.Arn), Set([.. Documents(user), .. member.SelectMany(group => group.Documents)], user.Boundary))
            {
                PolicyArns = [.. attached.Where(IsCustomers).Distinct()],
                GroupArns = [.. member.Select(group => group.Details.Arn)],
                BoundaryArn = user.Boundary,
                Tags = user.Tags,
                MissingPolicies = [.. attached.Append(user.Boundary).OfType<string>().Where(IsMissing)
                    .Concat(Broken([user, .. member.Select(group => group.Details)]))
                    .Concat(user.Groups.Where(name => !groups.ContainsKey(name)).Select(name => $"those of group {name}"))],
            });
        }

        foreach (RoleDetails role in details.Roles)
        {
            Add(new(RequestPrincipal.Parse(role.Arn), Set(Documents(role), role.Boundary))
            {
                Trust = Parse(role.Trust, $"{role.Name}'s trust policy"),
                PolicyArns = [.. role.Attached.Where(IsCustomers)],
                BoundaryArn = role.Boundary,
                Tags = role.Tags,
                MissingPolicies = [.. role.Attached.Append(role.Boundary).OfType<string>().Where(IsMissing).Concat(Broken(role))],
            });
            foreach (string profile in role.InstanceProfiles)
            {
                _roleOfProfile[profile] = role.Arn;
            }
        }
    }

    /// <summary>The users and roles.</summary>
    public IReadOnlyCollection<AccountEntity> Entities => _byArn.Values;

    /// <summary>The groups.</summary>
    public IReadOnlyList<AccountGroup> Groups { get; }

    /// <summary>The service control policies over the account, level by level.</summary>
    public IReadOnlyList<IReadOnlyList<PolicyDocument>> ServiceControl { get; }

    /// <summary>The policies that could not be read, each with where and why.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Finds users and roles.</summary>
    /// <param name="principal">An ARN of a user, a role or a role's session, or a name.</param>
    /// <returns>None, one, or two where a user and a role have the same name.</returns>
    public IReadOnlyList<AccountEntity> Find(string principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        if (_byArn.TryGetValue(principal, out AccountEntity? entity))
        {
            return [entity];
        }

        if (Arn.TryParse(principal, out Arn? arn))
        {
            return arn.Service == "sts" && arn.Resource.Split('/') is ["assumed-role", string role, ..]
                ? [.. ByName(role).Where(found => found.Principal.Kind == PrincipalKind.Role && found.Principal.AccountId == arn.AccountId)]
                : [];
        }

        return ByName(principal);
    }

    /// <summary>Finds the role that an instance profile hands over.</summary>
    /// <param name="profileArn">The profile's ARN.</param>
    public string? RoleOf(string profileArn) => _roleOfProfile.GetValueOrDefault(profileArn);

    /// <summary>Finds a managed policy.</summary>
    /// <param name="arn">Its ARN.</param>
    public PolicyDocument? ManagedPolicy(string arn) => _managed.GetValueOrDefault(arn);

    private List<AccountEntity> ByName(string name) => _byName.TryGetValue(name, out List<AccountEntity>? found) ? found : [];

    private void Add(AccountEntity entity)
    {
        _byArn[entity.Arn] = entity;
        if (!_byName.TryGetValue(entity.Principal.Name, out List<AccountEntity>? named))
        {
            _byName.Add(entity.Principal.Name, named = []);
        }

        named.Add(entity);
    }

    private PolicySet Set(IReadOnlyList<PolicyDocument> identity, string? boundary) => new()
    {
        Identity = identity,
        Boundary = boundary is null ? null : _managed.GetValueOrDefault(boundary),
        ServiceControl = ServiceControl,
    };

    private PolicyDocument[] Documents(IdentityDetails identity) =>
    [
        .. identity.Inline.Select(Parse).OfType<PolicyDocument>(),
        .. identity.Attached.Select(_managed.GetValueOrDefault).OfType<PolicyDocument>(),
    ];

    private IEnumerable<string> Broken(params IdentityDetails[] identities) =>
        identities.SelectMany(identity => identity.Inline).Where(_broken.Contains).Select(policy => policy.Name);

    private PolicyDocument? Parse(NamedPolicy policy)
    {
        PolicyDocument? document = Parse(policy.Text, policy.Name);
        if (document is null)
        {
            _broken.Add(policy);
        }

        return document;
    }

    private bool IsMissing(string arn) => !_managed.ContainsKey(arn);

    private static bool IsCustomers(string arn) => !arn.Contains(":iam::aws:", StringComparison.Ordinal);

    private PolicyDocument? Parse(string text, string name)
    {
        if (PolicyDocument.TryParse(text, name, out PolicyDocument? document, out IReadOnlyList<PolicyError> errors))
        {
            return document;
        }

        _problems.Add($"{name}, {errors[0]}");
        return null;
    }
}
