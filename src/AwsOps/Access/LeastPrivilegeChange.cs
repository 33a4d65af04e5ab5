using System.Globalization;
using Amazon.IdentityManagement.Model;
using AwsOps.Common;
using AwsOps.Engine.Policy;

namespace AwsOps.Access;

/// <summary>Brings the policies of a user, group or role to what was written for it; all or nothing.</summary>
internal sealed class LeastPrivilegeChange(AwsConnection aws, IChanges changes, Identity identity, string name, bool force)
{
    private readonly AccessPolicies _policies = new(aws, changes);
    private readonly ManagedPolicies _managed = new(aws, changes);
    private readonly IdentityPolicies _identities = new(aws, changes);

    /// <summary>Names of the policies, one for each document.</summary>
    public IReadOnlyList<string> Names(int count) =>
        [.. Enumerable.Range(1, count).Select(number => number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{number}"))];

    public async Task ApplyAsync(IReadOnlyList<PolicyDocument> documents, bool managed, bool replace, CancellationToken stop)
    {
        var names = Names(documents.Count);
        var attached = await _identities.AttachedAsync(identity, stop);
        var inline = await InlineAsync(stop);
        var rollback = new Rollback(changes);
        try
        {
            List<string> arns = [];
            for (var i = 0; i < documents.Count; i++)
            {
                if (managed)
                {
                    arns.Add(await SetManagedAsync(names[i], documents[i], attached, rollback, stop));
                }
                else
                {
                    await SetInlineAsync(names[i], documents[i], inline, rollback, stop);
                }
            }

            // What an earlier, longer policy of this name left, and with -Replace all others.
            foreach (var (old, text) in inline.Where(policy => (managed || !names.Contains(policy.Key, StringComparer.Ordinal)) && (replace || IsEarlier(policy.Key))))
            {
                if (await changes.ApplyAsync(new Change($"Remove inline policy {old}", identity.ToString()), cancel => _identities.DeleteInline(identity, old, cancel)))
                {
                    rollback.Made($"removal of inline policy {old}", cancel => _identities.Put(identity, old, text, cancel));
                }
            }

            foreach (var arn in attached.Where(arn => !arns.Contains(arn) && (replace || (managed && IsEarlier(arn[(arn.LastIndexOf('/') + 1)..])))))
            {
                if (await changes.ApplyAsync(new Change($"Detach {arn}", identity.ToString()), cancel => _identities.Detach(identity, arn, cancel)))
                {
                    rollback.Made($"detachment of {arn}", cancel => _identities.Attach(identity, arn, cancel));
                }
            }
        }
        catch (Exception exception)
        {
            throw await rollback.AfterAsync(exception);
        }
    }

    /// <summary>A numbered sibling of the policy's name.</summary>
    private bool IsEarlier(string other) => other.StartsWith(name + "-", StringComparison.Ordinal) && int.TryParse(other.AsSpan(name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private async Task<Dictionary<string, string>> InlineAsync(CancellationToken stop)
    {
        Dictionary<string, string> inline = new(StringComparer.Ordinal);
        foreach (var policy in await _identities.InlineNamesAsync(identity, stop))
        {
            inline.Add(policy, await _identities.InlineAsync(identity, policy, stop));
        }

        return inline;
    }

    private async Task SetInlineAsync(string policy, PolicyDocument document, Dictionary<string, string> inline, Rollback rollback, CancellationToken stop)
    {
        if (await _policies.SetInlineAsync(identity, policy, document, stop))
        {
            rollback.Made($"inline policy {policy}", inline.TryGetValue(policy, out var before)
                ? cancel => _identities.Put(identity, policy, before, cancel)
                : cancel => _identities.DeleteInline(identity, policy, cancel));
        }
    }

    private async Task<string> SetManagedAsync(string policy, PolicyDocument document, List<string> attached, Rollback rollback, CancellationToken stop)
    {
        var own = await _managed.FindOwnAsync(policy, stop);
        var arn = own?.Arn;
        if (own is null)
        {
            arn = await _managed.NewAsync(policy, "/", null, [], document);
            if (arn is null)
            {
                // -WhatIf: there is nothing to attach.
                return string.Empty;
            }

            rollback.Made($"policy {policy}", cancel => aws.Iam.DeletePolicyAsync(new DeletePolicyRequest { PolicyArn = arn }, cancel));
        }
        else if (await _managed.SetAsync(own, document, force, stop))
        {
            rollback.Made($"the new version of policy {policy}", cancel => aws.Iam.SetDefaultPolicyVersionAsync(new SetDefaultPolicyVersionRequest { PolicyArn = own.Arn, VersionId = own.DefaultVersionId }, cancel));
        }

        if (!attached.Contains(arn!, StringComparer.Ordinal) && await _identities.AttachAsync(identity, arn!))
        {
            rollback.Made($"attachment of {arn}", cancel => _identities.Detach(identity, arn!, cancel));
        }

        return arn!;
    }
}
