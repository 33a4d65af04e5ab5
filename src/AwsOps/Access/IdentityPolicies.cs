using Amazon.IdentityManagement.Model;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>The policies of a user, group or role. IAM has the same operations three times; here they are once.</summary>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html</remarks>
internal sealed class IdentityPolicies(AwsConnection aws, IChanges changes)
{
    /// <summary>ARNs of the attached policies; an error for an identity that is not there.</summary>
    public Task<List<string>> AttachedAsync(Identity identity, CancellationToken stop) =>
        FoundAsync(identity, () => identity.Kind switch
        {
            IdentityKind.User => Pager.AllAsync<string>(
                async (token, cancel) =>
                {
                    var page = await aws.Iam.ListAttachedUserPoliciesAsync(new ListAttachedUserPoliciesRequest { UserName = identity.Name, Marker = token }, cancel);
                    return (page.AttachedPolicies?.Select(static policy => policy.PolicyArn), page.IsTruncated == true ? page.Marker : null);
                },
                stop),
            IdentityKind.Group => Pager.AllAsync<string>(
                async (token, cancel) =>
                {
                    var page = await aws.Iam.ListAttachedGroupPoliciesAsync(new ListAttachedGroupPoliciesRequest { GroupName = identity.Name, Marker = token }, cancel);
                    return (page.AttachedPolicies?.Select(static policy => policy.PolicyArn), page.IsTruncated == true ? page.Marker : null);
                },
                stop),
            _ => Pager.AllAsync<string>(
                async (token, cancel) =>
                {
                    var page = await aws.Iam.ListAttachedRolePoliciesAsync(new ListAttachedRolePoliciesRequest { RoleName = identity.Name, Marker = token }, cancel);
                    return (page.AttachedPolicies?.Select(static policy => policy.PolicyArn), page.IsTruncated == true ? page.Marker : null);
                },
                stop),
        });

    /// <summary>Names of the inline policies; an error for an identity that is not there.</summary>
    public Task<List<string>> InlineNamesAsync(Identity identity, CancellationToken stop) =>
        FoundAsync(identity, () => identity.Kind switch
        {
            IdentityKind.User => Pager.AllAsync<string>(
                async (token, cancel) =>
                {
                    var page = await aws.Iam.ListUserPoliciesAsync(new ListUserPoliciesRequest { UserName = identity.Name, Marker = token }, cancel);
                    return (page.PolicyNames, page.IsTruncated == true ? page.Marker : null);
                },
                stop),
            IdentityKind.Group => Pager.AllAsync<string>(
                async (token, cancel) =>
                {
                    var page = await aws.Iam.ListGroupPoliciesAsync(new ListGroupPoliciesRequest { GroupName = identity.Name, Marker = token }, cancel);
                    return (page.PolicyNames, page.IsTruncated == true ? page.Marker : null);
                },
                stop),
            _ => Pager.AllAsync<string>(
                async (token, cancel) =>
                {
                    var page = await aws.Iam.ListRolePoliciesAsync(new ListRolePoliciesRequest { RoleName = identity.Name, Marker = token }, cancel);
                    return (page.PolicyNames, page.IsTruncated == true ? page.Marker : null);
                },
                stop),
        });

    /// <summary>The text of an inline policy.</summary>
    public async Task<string> InlineAsync(Identity identity, string name, CancellationToken stop) => PolicyTexts.Decode(identity.Kind switch
    {
        IdentityKind.User => (await aws.Iam.GetUserPolicyAsync(new GetUserPolicyRequest { UserName = identity.Name, PolicyName = name }, stop)).PolicyDocument,
        IdentityKind.Group => (await aws.Iam.GetGroupPolicyAsync(new GetGroupPolicyRequest { GroupName = identity.Name, PolicyName = name }, stop)).PolicyDocument,
        _ => (await aws.Iam.GetRolePolicyAsync(new GetRolePolicyRequest { RoleName = identity.Name, PolicyName = name }, stop)).PolicyDocument,
    });

    /// <summary>Attaches a managed policy.</summary>
    public Task<bool> AttachAsync(Identity identity, string arn) => changes.ApplyAsync(new Change($"Attach {arn}", identity.ToString()), cancel => Attach(identity, arn, cancel));

    /// <summary>Puts an inline policy, a new one or instead of the one of its name.</summary>
    public Task<bool> PutInlineAsync(Identity identity, string name, string document, string action) => changes.ApplyAsync(new Change(action, identity.ToString()), cancel => Put(identity, name, document, cancel));

    /// <summary>The call that attaches.</summary>
    public Task Attach(Identity identity, string arn, CancellationToken stop) => identity.Kind switch
    {
        IdentityKind.User => aws.Iam.AttachUserPolicyAsync(new AttachUserPolicyRequest { UserName = identity.Name, PolicyArn = arn }, stop),
        IdentityKind.Group => aws.Iam.AttachGroupPolicyAsync(new AttachGroupPolicyRequest { GroupName = identity.Name, PolicyArn = arn }, stop),
        _ => aws.Iam.AttachRolePolicyAsync(new AttachRolePolicyRequest { RoleName = identity.Name, PolicyArn = arn }, stop),
    };

    /// <summary>The call that detaches.</summary>
    public Task Detach(Identity identity, string arn, CancellationToken stop) => identity.Kind switch
    {
        IdentityKind.User => aws.Iam.DetachUserPolicyAsync(new DetachUserPolicyRequest { UserName = identity.Name, PolicyArn = arn }, stop),
        IdentityKind.Group => aws.Iam.DetachGroupPolicyAsync(new DetachGroupPolicyRequest { GroupName = identity.Name, PolicyArn = arn }, stop),
        _ => aws.Iam.DetachRolePolicyAsync(new DetachRolePolicyRequest { RoleName = identity.Name, PolicyArn = arn }, stop),
    };

    /// <summary>The call that puts an inline policy.</summary>
    public Task Put(Identity identity, string name, string document, CancellationToken stop) => identity.Kind switch
    {
        IdentityKind.User => aws.Iam.PutUserPolicyAsync(new PutUserPolicyRequest { UserName = identity.Name, PolicyName = name, PolicyDocument = document }, stop),
        IdentityKind.Group => aws.Iam.PutGroupPolicyAsync(new PutGroupPolicyRequest { GroupName = identity.Name, PolicyName = name, PolicyDocument = document }, stop),
        _ => aws.Iam.PutRolePolicyAsync(new PutRolePolicyRequest { RoleName = identity.Name, PolicyName = name, PolicyDocument = document }, stop),
    };

    /// <summary>The call that removes an inline policy.</summary>
    public Task DeleteInline(Identity identity, string name, CancellationToken stop) => identity.Kind switch
    {
        IdentityKind.User => aws.Iam.DeleteUserPolicyAsync(new DeleteUserPolicyRequest { UserName = identity.Name, PolicyName = name }, stop),
        IdentityKind.Group => aws.Iam.DeleteGroupPolicyAsync(new DeleteGroupPolicyRequest { GroupName = identity.Name, PolicyName = name }, stop),
        _ => aws.Iam.DeleteRolePolicyAsync(new DeleteRolePolicyRequest { RoleName = identity.Name, PolicyName = name }, stop),
    };

    /// <summary>Gives a new identity its policies, each remembered for the way back.</summary>
    public async Task EquipAsync(Identity identity, IReadOnlyList<string> arns, IReadOnlyList<(string Name, string Document)> inline, Rollback rollback)
    {
        foreach (var arn in arns)
        {
            if (await AttachAsync(identity, arn))
            {
                rollback.Made($"attachment of {arn}", cancel => Detach(identity, arn, cancel));
            }
        }

        foreach (var (name, document) in inline)
        {
            if (await PutInlineAsync(identity, name, document, $"Put inline policy {name}"))
            {
                rollback.Made($"inline policy {name}", cancel => DeleteInline(identity, name, cancel));
            }
        }
    }

    /// <summary>Takes an identity's policies away, as part of removing it.</summary>
    public async Task StripAsync(Identity identity, IEnumerable<string> arns, IEnumerable<string> inline, Removal removal)
    {
        foreach (var name in inline)
        {
            await removal.StepAsync($"Remove inline policy {name}", cancel => DeleteInline(identity, name, cancel));
        }

        foreach (var arn in arns)
        {
            await removal.StepAsync($"Detach {arn}", cancel => Detach(identity, arn, cancel));
        }
    }

    private async Task<T> FoundAsync<T>(Identity identity, Func<Task<T>> list)
    {
        try
        {
            return await list();
        }
        catch (NoSuchEntityException)
        {
            throw AwsOpsException.NotFound(identity.Kind.ToString(), identity.Name, aws.Where, $"Get-Access{identity.Kind} lists those that are.");
        }
    }
}
