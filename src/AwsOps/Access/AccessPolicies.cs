using System.Runtime.CompilerServices;
using Amazon.IdentityManagement.Model;
using AwsOps.Common;
using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Writing;

namespace AwsOps.Access;

/// <summary>Reads and sets policies, managed and inline alike.</summary>
internal sealed class AccessPolicies(AwsConnection aws, IChanges changes)
{
    private readonly IdentityPolicies _identities = new(aws, changes);
    private readonly ManagedPolicies _managed = new(aws, changes);

    /// <summary>All policies of the account: its managed ones, the inline ones, and those of AWS's own that are in use.</summary>
    public async Task<IReadOnlyList<AccessPolicy>> AllAsync(bool awsOwn, CancellationToken stop)
    {
        var details = await AccountListing.ReadAsync(aws, awsOwn ? ["User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy"] : ["User", "Group", "Role", "LocalManagedPolicy"], stop);
        var carriers = details.Carriers().ToList();
        var attached = carriers.SelectMany(static carrier => carrier.Attached.Select(arn => (arn, carrier.Identity))).ToLookup(static pair => pair.arn, static pair => new AccessPolicyHolder(pair.Identity));
        var bounds = carriers.Where(static carrier => carrier.Boundary is not null).ToLookup(static carrier => carrier.Boundary!, static carrier => new AccessPolicyHolder(carrier.Identity));
        var managed = details.Policies.OrderBy(static policy => policy.PolicyName, StringComparer.OrdinalIgnoreCase).Select(policy => new AccessPolicy(
            aws,
            new ManagedPolicy { PolicyName = policy.PolicyName, Arn = policy.Arn, Path = policy.Path, Description = policy.Description, DefaultVersionId = policy.DefaultVersionId, CreateDate = policy.CreateDate, UpdateDate = policy.UpdateDate },
            PolicyTexts.Decode(policy.PolicyVersionList.First(version => version.VersionId == policy.DefaultVersionId).Document),
            policy.PolicyVersionList.Select(static version => version.VersionId),
            attached[policy.Arn],
            bounds[policy.Arn]));
        var inline = carriers.SelectMany(carrier => carrier.Inline.Select(policy => new AccessPolicy(aws, carrier.Identity, policy.PolicyName, PolicyTexts.Decode(policy.PolicyDocument))));
        return [.. managed, .. inline];
    }

    /// <summary>Managed policies by name or ARN.</summary>
    public async IAsyncEnumerable<AccessPolicy> NamedAsync(IEnumerable<string> policies, Action<string> missing, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var name in policies.Distinct(StringComparer.Ordinal))
        {
            // The account's own come first here: it is those that people manage.
            if ((name.StartsWith("arn:", StringComparison.Ordinal) ? null : await _managed.FindOwnAsync(name, stop)) is { } own)
            {
                yield return await _managed.DescribeAsync(own, stop);
            }
            else if (await _managed.FindAsync(name, stop) is { } policy)
            {
                yield return await _managed.DescribeAsync(policy, stop);
            }
            else
            {
                missing(name);
            }
        }
    }

    /// <summary>The policies of a user, group or role: all, or the named ones.</summary>
    public async IAsyncEnumerable<AccessPolicy> OfAsync(Identity identity, IReadOnlyCollection<string> names, Action<string> missing, [EnumeratorCancellation] CancellationToken stop)
    {
        var left = new HashSet<string>(names, StringComparer.Ordinal);
        foreach (var arn in await _identities.AttachedAsync(identity, stop))
        {
            var name = arn[(arn.LastIndexOf('/') + 1)..];
            if (names.Count == 0 || left.Remove(arn) | left.Remove(name))
            {
                yield return await _managed.DescribeAsync((await _managed.FindAsync(arn, stop))!, stop);
            }
        }

        foreach (var name in await _identities.InlineNamesAsync(identity, stop))
        {
            if (names.Count == 0 || left.Remove(name))
            {
                yield return new AccessPolicy(aws, identity, name, await _identities.InlineAsync(identity, name, stop));
            }
        }

        foreach (var name in left)
        {
            missing(name);
        }
    }

    /// <summary>Brings an inline policy to a document. Nothing when it is so already.</summary>
    /// <returns>Whether it was changed.</returns>
    public async Task<bool> SetInlineAsync(Identity identity, string name, PolicyDocument document, CancellationToken stop)
    {
        var exists = (await _identities.InlineNamesAsync(identity, stop)).Contains(name, StringComparer.Ordinal);
        var differences = exists
            ? PolicyDifference.Between(PolicyDocument.Parse(await _identities.InlineAsync(identity, name, stop)), document)
            : PolicyDifference.New(document);
        if (differences.Count == 0)
        {
            changes.Verbose($"Inline policy {name} of {identity} is so already.");
            return false;
        }

        return await _identities.PutInlineAsync(identity, name, document.Text, $"{(exists ? "Change" : "Put")} inline policy {name}: {PolicyDifference.Summary(differences, changes.IsWhatIf)}");
    }

    /// <summary>Attaches a managed policy where it is not attached yet.</summary>
    public async Task AttachAsync(Identity identity, string arn, CancellationToken stop)
    {
        if ((await _identities.AttachedAsync(identity, stop)).Contains(arn, StringComparer.Ordinal))
        {
            changes.Verbose($"{identity} carries {arn} already.");
            return;
        }

        await _identities.AttachAsync(identity, arn);
    }

    /// <summary>Detaches a managed policy; an error where it is not attached.</summary>
    public async Task DetachAsync(Identity identity, string arn, CancellationToken stop)
    {
        if (!(await _identities.AttachedAsync(identity, stop)).Contains(arn, StringComparer.Ordinal))
        {
            throw AwsOpsException.NotFound("Attachment", arn, identity.ToString(), $"Get-AccessPolicy -{identity.Kind}Name {identity.Name} lists what it carries.");
        }

        await changes.ApplyAsync(new Change($"Detach {arn}", identity.ToString()), cancel => _identities.Detach(identity, arn, cancel));
    }

    /// <summary>Removes an inline policy; an error where there is none of that name.</summary>
    public async Task<bool> RemoveInlineAsync(Identity identity, string name, CancellationToken stop)
    {
        if (!(await _identities.InlineNamesAsync(identity, stop)).Contains(name, StringComparer.Ordinal))
        {
            throw AwsOpsException.NotFound("Inline policy", name, identity.ToString(), $"Get-AccessPolicy -{identity.Kind}Name {identity.Name} lists what it carries.");
        }

        return await changes.ApplyAsync(new Change($"Remove inline policy {name}", identity.ToString()), cancel => _identities.DeleteInline(identity, name, cancel));
    }

    /// <summary>The error for a managed policy that is not there.</summary>
    public AwsOpsException NotFound(string name, Identity? owner = null) => AwsOpsException.NotFound("Policy", name, owner is null ? aws.Where : $"{owner}, {aws.Where}", "Get-AccessPolicy lists those that are.");
}
