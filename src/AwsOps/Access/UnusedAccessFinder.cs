using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Finds access that nobody uses, from the credential report, the roles' last use, and service last accessed.</summary>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html</remarks>
internal sealed class UnusedAccessFinder(AwsConnection aws, IChanges changes, UnusedAccessPlan plan)
{
    /// <summary>For how long IAM keeps who used what: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html#access_policies_last-accessed-reporting-period</summary>
    private const int TrackingDays = 400;

    private static readonly TimeSpan JobInterval = TimeSpan.FromSeconds(2);

    private DateTime Limit => aws.UtcNow - TimeSpan.FromDays(plan.Days);

    private DateTime TrackedSince => aws.UtcNow - TimeSpan.FromDays(TrackingDays);

    /// <summary>What is not used: users first, then roles, each with what of it is not.</summary>
    public async Task<IReadOnlyList<UnusedAccess>> FindAsync(CancellationToken stop)
    {
        var found = new List<UnusedAccess>();
        var principals = new List<(string Arn, DateTime? Created)>();
        if (plan.WantsUsers)
        {
            var reports = await CredentialReports.ReadAsync(aws, changes, plan.Timeout, stop);
            var users = reports.Where(report => !report.IsRoot && plan.Wants(IdentityKind.User, report.UserName)).ToList();
            principals.AddRange(users.Select(static user => (user.Arn, user.CreatedTime)));
            found.AddRange(users.SelectMany(OfUser));
            found.AddRange(await OfKeysAsync(users, stop));
        }

        if (plan.WantsRoles)
        {
            // Roles that services made for themselves can't be taken from them here.
            var roles = (await AccountListing.ReadAsync(aws, ["Role"], stop)).Roles.Where(role => !role.Path.StartsWith("/aws-service-role/", StringComparison.Ordinal) && plan.Wants(IdentityKind.Role, role.RoleName)).ToList();
            principals.AddRange(roles.Select(static role => (role.Arn, role.CreateDate?.ToUniversalTime())));
            found.AddRange(roles.Select(OfRole).OfType<UnusedAccess>());
        }

        if (plan.WantsServices)
        {
            var old = principals.Where(principal => principal.Created < Limit).ToList();
            var perPrincipal = await Bounded.SelectAsync(old, principal => OfServicesAsync(principal.Arn, principal.Created, stop), stop);
            found.AddRange(perPrincipal.SelectMany(static services => services));
        }

        return [.. found.Where(unused => plan.Kinds.Contains(unused.Kind)).OrderBy(static unused => unused.Kind).ThenByDescending(static unused => unused.DaysUnused).ThenBy(static unused => unused.PrincipalName, StringComparer.Ordinal)];
    }

    private bool IsUnused(DateTime? lastUsed, DateTime? since) => (lastUsed ?? since) is { } time && time < Limit;

    private IEnumerable<UnusedAccess> OfUser(CredentialReport user)
    {
        var passwordUnused = user.PasswordEnabled == true && IsUnused(user.PasswordLastUsedTime, user.PasswordChangedTime ?? user.CreatedTime);
        if (passwordUnused)
        {
            yield return new UnusedAccess(aws, UnusedAccessKind.Password, user.Arn, "console password", user.PasswordLastUsedTime, user.PasswordChangedTime ?? user.CreatedTime, "Remove the console password.");
        }

        var active = user.AccessKey.Where(static key => key.Active).ToList();
        var usable = user.PasswordEnabled == true || active.Count > 0 || user.CertificateActive;
        DateTime?[] uses = [user.PasswordLastUsedTime, .. user.AccessKey.Select(static key => key.LastUsedTime)];
        if (!user.CertificateActive && user.CreatedTime < Limit && (user.PasswordEnabled != true || passwordUnused) && active.TrueForAll(KeyUnused))
        {
            yield return new UnusedAccess(aws, UnusedAccessKind.User, user.Arn, usable ? "all credentials" : "no usable credential", uses.Max(), user.CreatedTime, $"Remove-AccessUser {user.UserName}");
        }
    }

    private bool KeyUnused(CredentialReportKey key) => IsUnused(key.LastUsedTime, key.RotatedTime);

    /// <summary>Keys by their ids, which only a list per user has; asked for those users alone that have an unused one.</summary>
    private async Task<IEnumerable<UnusedAccess>> OfKeysAsync(IReadOnlyList<CredentialReport> users, CancellationToken stop)
    {
        if (!plan.Kinds.Contains(UnusedAccessKind.AccessKey))
        {
            return [];
        }

        var idle = users.Where(user => user.AccessKey.Any(key => key.Active && KeyUnused(key)));
        var lists = await Bounded.SelectAsync(idle, async user => (user, Keys: await PresentAsync(user.UserName, stop)), stop);
        return lists.SelectMany(pair => pair.user.AccessKey.Where(key => key.Active && KeyUnused(key)).Select(key =>
        {
            // The report has no ids; a user's keys differ in when they were made, or in their order.
            var id = pair.Keys.FirstOrDefault(known => Same(known.CreateDate, key.RotatedTime))?.AccessKeyId ?? pair.Keys.ElementAtOrDefault(key.Number - 1)?.AccessKeyId;
            return new UnusedAccess(aws, UnusedAccessKind.AccessKey, pair.user.Arn, id ?? $"access key {key.Number}", key.LastUsedTime, key.RotatedTime, id is null ? "Deactivate it." : $"Set-AccessKey {id} -Status Inactive") { AccessKeyId = id };
        }));
    }

    private static bool Same(DateTime? a, DateTime? b) => a is { } one && b is { } other && Math.Abs((one.ToUniversalTime() - other).TotalSeconds) < 1;

    private async Task<IReadOnlyList<AccessKeyMetadata>> PresentAsync(string user, CancellationToken stop)
    {
        try
        {
            return await AccessKeys.OfAsync(aws, user, stop);
        }
        catch (NoSuchEntityException)
        {
            // Removed since the report was made.
            return [];
        }
    }

    private UnusedAccess? OfRole(RoleDetail role)
    {
        var lastUsed = role.RoleLastUsed?.LastUsedDate?.ToUniversalTime();
        return IsUnused(lastUsed, role.CreateDate?.ToUniversalTime())
            ? new UnusedAccess(aws, UnusedAccessKind.Role, role.Arn, "the role", lastUsed, Tracked(role.CreateDate), $"Remove-AccessRole {role.RoleName}")
            : null;
    }

    private DateTime? Tracked(DateTime? since) => since?.ToUniversalTime() is { } time && time > TrackedSince ? time : TrackedSince;

    /// <summary>The services, and the actions of used services, that a user or role may use and does not. IAM finds out in a job per principal.</summary>
    private async Task<IReadOnlyList<UnusedAccess>> OfServicesAsync(string arn, DateTime? created, CancellationToken stop)
    {
        var byAction = plan.Kinds.Contains(UnusedAccessKind.Action);
        var job = (await aws.Iam.GenerateServiceLastAccessedDetailsAsync(new GenerateServiceLastAccessedDetailsRequest { Arn = arn, Granularity = byAction ? AccessAdvisorUsageGranularityType.ACTION_LEVEL : AccessAdvisorUsageGranularityType.SERVICE_LEVEL }, stop)).JobId;
        var unused = new List<UnusedAccess>();
        foreach (var service in await ServicesAsync(arn, job, stop))
        {
            if (IsUnused(service.LastAuthenticated?.ToUniversalTime(), created))
            {
                unused.Add(new UnusedAccess(aws, UnusedAccessKind.Service, arn, service.ServiceNamespace, service.LastAuthenticated?.ToUniversalTime(), Tracked(created), $"Take {service.ServiceNamespace}:* out of its policies; New-LeastPrivilegePolicy writes them anew."));
                continue;
            }

            foreach (var action in service.TrackedActionsLastAccessed ?? [])
            {
                if (IsUnused(action.LastAccessedTime?.ToUniversalTime(), created))
                {
                    unused.Add(new UnusedAccess(aws, UnusedAccessKind.Action, arn, $"{service.ServiceNamespace}:{action.ActionName}", action.LastAccessedTime?.ToUniversalTime(), Tracked(created), "Take the action out of its policies; New-LeastPrivilegePolicy writes them anew."));
                }
            }
        }

        return unused;
    }

    private async Task<List<ServiceLastAccessed>> ServicesAsync(string arn, string job, CancellationToken stop)
    {
        await Waiter.UntilAsync(
            aws,
            changes,
            "Service last accessed",
            plan.Timeout,
            JobInterval,
            async cancel =>
            {
                var answer = await aws.Iam.GetServiceLastAccessedDetailsAsync(new GetServiceLastAccessedDetailsRequest { JobId = job, MaxItems = 1 }, cancel);
                if (answer.JobStatus == JobStatusType.FAILED)
                {
                    throw new AwsOpsException("LastAccessedFailed", System.Management.Automation.ErrorCategory.InvalidResult, $"IAM could not find out what {arn} used: {answer.Error?.Message ?? "no reason given"}.", "Try again later.") { AwsErrorCode = answer.Error?.Code };
                }

                return (answer.JobStatus == JobStatusType.COMPLETED, $"{arn}: {answer.JobStatus?.Value}", -1);
            },
            stop);
        return await Pager.AllAsync<ServiceLastAccessed>(
            async (token, cancel) =>
            {
                var page = await aws.Iam.GetServiceLastAccessedDetailsAsync(new GetServiceLastAccessedDetailsRequest { JobId = job, Marker = token, MaxItems = 1000 }, cancel);
                return (page.ServicesLastAccessed, page.IsTruncated == true ? page.Marker : null);
            },
            stop);
    }
}

/// <summary>What to look for.</summary>
/// <param name="Days">How long something must have been unused.</param>
/// <param name="Kinds">What is looked for.</param>
/// <param name="Users">Users to look at; with roles none either: all.</param>
/// <param name="Roles">Roles to look at; with users none either: all.</param>
/// <param name="Timeout">How long to wait for AWS's reports.</param>
internal sealed record UnusedAccessPlan(int Days, IReadOnlySet<UnusedAccessKind> Kinds, IReadOnlyCollection<string> Users, IReadOnlyCollection<string> Roles, TimeSpan Timeout)
{
    private bool All => Users.Count + Roles.Count == 0;

    /// <summary>Whether services or actions are looked for, which takes a job per principal.</summary>
    public bool WantsServices => Kinds.Contains(UnusedAccessKind.Service) || Kinds.Contains(UnusedAccessKind.Action);

    /// <summary>Whether the credential report is needed.</summary>
    public bool WantsUsers => (All || Users.Count > 0) && (WantsServices || Kinds.Contains(UnusedAccessKind.User) || Kinds.Contains(UnusedAccessKind.Password) || Kinds.Contains(UnusedAccessKind.AccessKey));

    /// <summary>Whether the roles are needed.</summary>
    public bool WantsRoles => (All || Roles.Count > 0) && (WantsServices || Kinds.Contains(UnusedAccessKind.Role));

    /// <summary>Whether a principal is to be looked at.</summary>
    public bool Wants(IdentityKind kind, string name) => All || (kind == IdentityKind.User ? Users : Roles).Contains(name, StringComparer.Ordinal);
}
