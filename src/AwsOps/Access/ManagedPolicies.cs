using System.Globalization;
using System.Management.Automation;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using AwsOps.Common;
using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Writing;

namespace AwsOps.Access;

/// <summary>Managed policies: finds them by name or ARN, makes them and their versions, removes them.</summary>
internal sealed class ManagedPolicies(AwsConnection aws, IChanges changes)
{
    /// <summary>Most versions of a policy: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html</summary>
    private const int MaximumVersions = 5;

    private static readonly string[] AwsPaths = ["", "service-role/", "job-function/", "aws-service-role/"];

    /// <summary>ARNs of policies given as ARNs or names, AWS's own or the account's; an error for one that is not there.</summary>
    public async Task<IReadOnlyList<string>> ResolveAsync(IReadOnlyList<string> policies, CancellationToken stop)
    {
        var arns = new List<string>();
        foreach (var policy in policies)
        {
            arns.Add((await FindAsync(policy, stop))?.Arn ?? throw AwsOpsException.BadArgument("PolicyArn", policy, "there is no such managed policy", $"in {aws.Where}: give an ARN, or the name of one of AWS's own (e.g. AmazonSSMManagedInstanceCore) or of the account's."));
        }

        return arns;
    }

    /// <summary>ARN of a policy that is to be a permissions boundary; an error when it is not there, null for none.</summary>
    public async Task<string?> BoundaryAsync(string? policy, CancellationToken stop) => policy is null
        ? null
        : (await FindAsync(policy, stop))?.Arn ?? throw AwsOpsException.BadArgument("PermissionsBoundary", policy, "there is no such managed policy", $"in {aws.Where}: give the ARN or the name of one.");

    /// <summary>A policy by ARN, or by name: AWS's own first, then the account's; null when there is none.</summary>
    public async Task<ManagedPolicy?> FindAsync(string policy, CancellationToken stop)
    {
        if (policy.StartsWith("arn:", StringComparison.Ordinal))
        {
            return await GetAsync(policy, stop);
        }

        foreach (var path in AwsPaths)
        {
            if (await GetAsync($"arn:{Arns.Partition(aws.Region)}:iam::aws:policy/{path}{policy}", stop) is { } found)
            {
                return found;
            }
        }

        return await FindOwnAsync(policy, stop);
    }

    /// <summary>A policy of the account by name, whatever its path; null when there is none.</summary>
    public async Task<ManagedPolicy?> FindOwnAsync(string name, CancellationToken stop)
    {
        if (await GetAsync($"arn:{Arns.Partition(aws.Region)}:iam::{await aws.GetAccountIdAsync(stop)}:policy/{name}", stop) is { } found)
        {
            return found;
        }

        // Names are unique in an account, and a path may stand before them. Names do not differ by case alone.
        await foreach (var policy in OwnAsync(aws, stop))
        {
            if (policy.PolicyName.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return await GetAsync(policy.Arn, stop);
            }
        }

        return null;
    }

    /// <summary>The account's own policies, without descriptions and tags.</summary>
    public static IAsyncEnumerable<ManagedPolicy> OwnAsync(AwsConnection aws, CancellationToken stop) => Pager.PagesAsync<ManagedPolicy>(
        async (token, cancel) =>
        {
            var page = await aws.Iam.ListPoliciesAsync(new ListPoliciesRequest { Scope = PolicyScopeType.Local, Marker = token }, cancel);
            return (page.Policies, page.IsTruncated == true ? page.Marker : null);
        },
        stop);

    /// <summary>All that is known of one policy.</summary>
    public async Task<AccessPolicy> DescribeAsync(ManagedPolicy policy, CancellationToken stop)
    {
        var versions = await VersionsAsync(policy.Arn, stop);
        var document = await DocumentAsync(policy.Arn, policy.DefaultVersionId, stop);
        var (attached, bounds) = await HoldersAsync(policy.Arn, stop);
        return new AccessPolicy(aws, policy, document, versions.Select(static version => version.VersionId), attached, bounds);
    }

    /// <summary>Makes a policy.</summary>
    /// <returns>Its ARN; null when it was not made.</returns>
    public async Task<string?> NewAsync(string name, string path, string? description, IReadOnlyList<(string Key, string Value)> tags, PolicyDocument document)
    {
        var what = PolicyDifference.Summary(PolicyDifference.New(document), changes.IsWhatIf);
        var made = await changes.CallAsync(
            new Change($"Create: {what}", $"Policy {name}"),
            cancel => aws.Iam.CreatePolicyAsync(
                new CreatePolicyRequest
                {
                    PolicyName = name,
                    Path = path,
                    Description = description,
                    PolicyDocument = document.Text,
                    Tags = tags.Count == 0 ? null : [.. tags.Select(static tag => new Tag { Key = tag.Key, Value = tag.Value })],
                },
                cancel));
        return made?.Policy.Arn;
    }

    /// <summary>Brings a policy to a document: a new default version, the old one kept. Nothing when it is so already.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="document">What it is to say.</param>
    /// <param name="force">Remove the oldest version when there is no room.</param>
    /// <param name="stop">Ctrl-C.</param>
    /// <returns>Whether it was changed.</returns>
    public async Task<bool> SetAsync(ManagedPolicy policy, PolicyDocument document, bool force, CancellationToken stop)
    {
        var target = $"Policy {policy.PolicyName}";
        var current = PolicyDocument.Parse(await DocumentAsync(policy.Arn, policy.DefaultVersionId, stop));
        var differences = PolicyDifference.Between(current, document);
        if (differences.Count == 0)
        {
            changes.Verbose($"{target} is so already.");
            return false;
        }

        var versions = await VersionsAsync(policy.Arn, stop);
        if (versions.Count >= MaximumVersions)
        {
            var oldest = versions.Where(static version => version.IsDefaultVersion != true).MinBy(static version => (version.CreateDate, int.Parse(version.VersionId.AsSpan(1), CultureInfo.InvariantCulture)))!;
            if (!force)
            {
                throw new AwsOpsException(
                    "TooManyVersions",
                    ErrorCategory.LimitsExceeded,
                    string.Create(CultureInfo.InvariantCulture, $"{target} has {versions.Count} versions, and AWS keeps {MaximumVersions} at most. Nothing was changed."),
                    $"-Force removes the oldest that is not in use: {oldest.VersionId}, of {oldest.CreateDate?.ToUniversalTime():u}.")
                { Target = policy.PolicyName };
            }

            await changes.ApplyAsync(new Change($"Remove version {oldest.VersionId} of {oldest.CreateDate?.ToUniversalTime():u}, the oldest of {versions.Count}", target), cancel => aws.Iam.DeletePolicyVersionAsync(new DeletePolicyVersionRequest { PolicyArn = policy.Arn, VersionId = oldest.VersionId }, cancel));
        }

        return await changes.ApplyAsync(
            new Change($"Make a new version the default instead of {policy.DefaultVersionId}, which is kept: {PolicyDifference.Summary(differences, changes.IsWhatIf)}", target),
            cancel => aws.Iam.CreatePolicyVersionAsync(new CreatePolicyVersionRequest { PolicyArn = policy.Arn, PolicyDocument = document.Text, SetAsDefault = true }, cancel));
    }

    /// <summary>Removes a policy with its versions; with <paramref name="force"/> it is detached first.</summary>
    /// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-delete.html</remarks>
    public async Task<bool> RemoveAsync(AccessPolicy policy, bool force)
    {
        var arn = policy.PolicyArn!;
        if (policy.BoundaryOf.Count > 0)
        {
            throw new AwsOpsException("PolicyBounds", ErrorCategory.ResourceBusy, $"Policy '{policy.PolicyName}' is the permissions boundary of {string.Join(", ", policy.BoundaryOf)}. Nothing was removed.", "Without it they could do more; give them another boundary, or remove them, first.") { Target = policy.PolicyName };
        }

        if (policy.AttachedTo.Count > 0 && !force)
        {
            throw new AwsOpsException("PolicyInUse", ErrorCategory.ResourceBusy, $"Policy '{policy.PolicyName}' is attached to {string.Join(", ", policy.AttachedTo)}. Nothing was removed.", "-Force detaches it first; they lose what it allows.") { Target = policy.PolicyName };
        }

        var removal = new Removal(changes, $"Policy {policy.PolicyName}");
        var identities = new IdentityPolicies(aws, changes);
        foreach (var holder in policy.AttachedTo)
        {
            await removal.StepAsync($"Detach from {holder}", cancel => identities.Detach(holder.Identity, arn, cancel));
        }

        foreach (var version in policy.Version.Where(version => version != policy.VersionId))
        {
            await removal.StepAsync($"Remove version {version}", cancel => aws.Iam.DeletePolicyVersionAsync(new DeletePolicyVersionRequest { PolicyArn = arn, VersionId = version }, cancel));
        }

        return await removal.FinishAsync(cancel => aws.Iam.DeletePolicyAsync(new DeletePolicyRequest { PolicyArn = arn }, cancel));
    }

    private async Task<ManagedPolicy?> GetAsync(string arn, CancellationToken stop)
    {
        try
        {
            return (await aws.Iam.GetPolicyAsync(new GetPolicyRequest { PolicyArn = arn }, stop)).Policy;
        }
        catch (NoSuchEntityException)
        {
            return null;
        }
    }

    private async Task<string> DocumentAsync(string arn, string version, CancellationToken stop) =>
        PolicyTexts.Decode((await aws.Iam.GetPolicyVersionAsync(new GetPolicyVersionRequest { PolicyArn = arn, VersionId = version }, stop)).PolicyVersion.Document);

    private Task<List<PolicyVersion>> VersionsAsync(string arn, CancellationToken stop) => Pager.AllAsync<PolicyVersion>(
        async (token, cancel) =>
        {
            var page = await aws.Iam.ListPolicyVersionsAsync(new ListPolicyVersionsRequest { PolicyArn = arn, Marker = token }, cancel);
            return (page.Versions, page.IsTruncated == true ? page.Marker : null);
        },
        stop);

    private async Task<(List<AccessPolicyHolder> Attached, List<AccessPolicyHolder> Bounds)> HoldersAsync(string arn, CancellationToken stop) =>
        (await HoldersAsync(arn, PolicyUsageType.PermissionsPolicy, stop), await HoldersAsync(arn, PolicyUsageType.PermissionsBoundary, stop));

    private Task<List<AccessPolicyHolder>> HoldersAsync(string arn, PolicyUsageType usage, CancellationToken stop) => Pager.AllAsync<AccessPolicyHolder>(
        async (token, cancel) =>
        {
            var page = await aws.Iam.ListEntitiesForPolicyAsync(new ListEntitiesForPolicyRequest { PolicyArn = arn, PolicyUsageFilter = usage, Marker = token }, cancel);
            var holders = Identity.Of((page.PolicyUsers ?? []).Select(static user => user.UserName), (page.PolicyGroups ?? []).Select(static group => group.GroupName), (page.PolicyRoles ?? []).Select(static role => role.RoleName));
            return (holders.Select(static identity => new AccessPolicyHolder(identity)), page.IsTruncated == true ? page.Marker : null);
        },
        stop);
}
