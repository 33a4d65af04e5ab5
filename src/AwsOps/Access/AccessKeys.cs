using System.Globalization;
using System.Management.Automation;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Reads, makes, rotates and removes access keys.</summary>
internal sealed class AccessKeys(AwsConnection aws, IChanges changes)
{
    /// <summary>A user has two keys at most: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html</summary>
    private const int MaximumKeys = 2;

    /// <summary>A user's keys, without their last use.</summary>
    public static Task<List<AccessKeyMetadata>> OfAsync(AwsConnection aws, string user, CancellationToken stop) => Pager.AllAsync<AccessKeyMetadata>(
        async (token, cancel) =>
        {
            var page = await aws.Iam.ListAccessKeysAsync(new ListAccessKeysRequest { UserName = user, Marker = token }, cancel);
            return (page.AccessKeyMetadata, page.IsTruncated == true ? page.Marker : null);
        },
        stop);

    /// <summary>A user's keys with their last use; an error for a user that is not there.</summary>
    public async Task<IReadOnlyList<AccessKey>> GetAsync(string user, CancellationToken stop)
    {
        try
        {
            var keys = new List<AccessKey>();
            foreach (var key in await OfAsync(aws, user, stop))
            {
                keys.Add(new AccessKey(aws, key, (await aws.Iam.GetAccessKeyLastUsedAsync(new GetAccessKeyLastUsedRequest { AccessKeyId = key.AccessKeyId }, stop)).AccessKeyLastUsed));
            }

            return [.. keys.OrderBy(static key => key.CreatedTime).ThenBy(static key => key.AccessKeyId, StringComparer.Ordinal)];
        }
        catch (NoSuchEntityException)
        {
            throw new AccessUsers(aws, changes).NotFound(user);
        }
    }

    /// <summary>A key by its id alone: IAM tells whose it is.</summary>
    public async Task<AccessKey> FindAsync(string accessKeyId, CancellationToken stop)
    {
        try
        {
            var found = await aws.Iam.GetAccessKeyLastUsedAsync(new GetAccessKeyLastUsedRequest { AccessKeyId = accessKeyId }, stop);
            var key = found.UserName is { } user ? (await OfAsync(aws, user, stop)).Find(key => key.AccessKeyId == accessKeyId) : null;
            return key is null ? throw NotFound(accessKeyId) : new AccessKey(aws, key, found.AccessKeyLastUsed);
        }
        catch (AmazonIdentityManagementServiceException exception) when (exception.ErrorCode == "NoSuchEntity")
        {
            // The model of GetAccessKeyLastUsed names no error, so that there is no exception of its own.
            throw NotFound(accessKeyId);
        }
    }

    /// <summary>Makes a key; the only moment at which its secret can be had.</summary>
    /// <returns>The key with its secret; null when it was not made.</returns>
    public async Task<AccessKey?> NewAsync(string user, IReadOnlyList<AccessKey> present)
    {
        if (present.Count >= MaximumKeys)
        {
            throw new AwsOpsException(
                "TooManyAccessKeys",
                ErrorCategory.LimitsExceeded,
                $"User '{user}' has two access keys, and AWS allows no more: {string.Join(", ", present)}.",
                "Remove-AccessKey removes one that is not in use; Update-AccessKey does so as part of a rotation.")
            { Target = user };
        }

        var made = await changes.CallAsync(new Change($"Create an access key beside {present.Count}", $"User {user}"), cancel => aws.Iam.CreateAccessKeyAsync(new CreateAccessKeyRequest { UserName = user }, cancel));
        return made?.AccessKey is { } key
            ? new AccessKey(aws, new AccessKeyMetadata { AccessKeyId = key.AccessKeyId, UserName = key.UserName, Status = key.Status, CreateDate = key.CreateDate }, null, key.SecretAccessKey)
            : null;
    }

    /// <summary>Activates or deactivates a key; nothing when it is so already.</summary>
    public async Task<bool> SetStatusAsync(AccessKey key, string status)
    {
        if (key.Status == status)
        {
            changes.Verbose($"Access key {key.AccessKeyId} is {status} already.");
            return false;
        }

        return await changes.ApplyAsync(new Change($"Set from {key.Status} to {status}{LastUse(key)}", Target(key)), cancel => aws.Iam.UpdateAccessKeyAsync(new UpdateAccessKeyRequest { UserName = key.UserName, AccessKeyId = key.AccessKeyId, Status = StatusType.FindValue(status) }, cancel));
    }

    /// <summary>Removes a key. An active one is an error unless forced: an inactive one can be brought back, a removed one can't.</summary>
    public async Task<bool> RemoveAsync(AccessKey key, bool force)
    {
        if (key.Status == StatusType.Active && !force)
        {
            throw new AwsOpsException(
                "AccessKeyActive",
                ErrorCategory.ResourceBusy,
                $"Access key {key.AccessKeyId} of user '{key.UserName}' is active{LastUse(key)}. Nothing was removed.",
                $"Set-AccessKey {key.AccessKeyId} -Status Inactive shows whether anything still needs it, and can be taken back; -Force removes it at once.")
            { Target = key.AccessKeyId };
        }

        return await changes.ApplyAsync(new Change($"Remove{LastUse(key)}", Target(key)), cancel => aws.Iam.DeleteAccessKeyAsync(new DeleteAccessKeyRequest { UserName = key.UserName, AccessKeyId = key.AccessKeyId }, cancel));
    }

    /// <summary>
    /// The next step of a rotation, if one is due: a second key, then the first deactivated, then removed. Each state can be
    /// read from the keys themselves, so that the steps may be days apart and in different sessions.
    /// </summary>
    /// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html#Using_RotateAccessKey</remarks>
    /// <param name="user">The user.</param>
    /// <param name="maxAge">How old a lone key may be.</param>
    /// <param name="grace">How long both keys are valid, and how long the old one then stays, deactivated.</param>
    /// <param name="force">Deactivates an old key that is still in use.</param>
    /// <param name="stop">Ctrl-C.</param>
    /// <returns>The key made or changed; null when nothing is due, or nothing was done.</returns>
    public async Task<AccessKey?> RotateAsync(string user, TimeSpan maxAge, TimeSpan grace, bool force, CancellationToken stop)
    {
        var keys = await GetAsync(user, stop);
        switch (keys)
        {
            case []:
                throw AwsOpsException.NotFound("Access key", user, $"user {user}", $"New-AccessKey {user} makes the first one.");
            case [var only] when aws.UtcNow - only.CreatedTime < maxAge:
                changes.Verbose(string.Create(CultureInfo.InvariantCulture, $"Access key {only} is younger than {maxAge.TotalDays:0.#} days."));
                return null;
            case [_]:
                return await NewAsync(user, keys);
            case [var old, var current]:
                return await RetireAsync(old, current, grace, force, stop);
            default:
                return null;
        }
    }

    /// <summary>The error for a key that is not there.</summary>
    public AwsOpsException NotFound(string accessKeyId) => AwsOpsException.NotFound("Access key", accessKeyId, aws.Where, "Get-AccessKey lists those that are.");

    private static string Target(AccessKey key) => $"Access key {key.AccessKeyId} of user {key.UserName}";

    private static string LastUse(AccessKey key) => key.LastUsedTime is { } time ? $", last used {time:u} for {key.LastUsedService}" : ", never used as far as AWS knows";

    private async Task<AccessKey?> RetireAsync(AccessKey old, AccessKey current, TimeSpan grace, bool force, CancellationToken stop)
    {
        if (current.Status == StatusType.Inactive)
        {
            throw new AwsOpsException("NewerKeyInactive", ErrorCategory.InvalidOperation, $"The newer access key of user '{old.UserName}', {current}, is inactive, so that the older can't be retired. Nothing was changed.", $"Set-AccessKey {current.AccessKeyId} -Status Active, or remove it and rotate again.") { Target = old.UserName };
        }

        var age = aws.UtcNow - current.CreatedTime;
        if (old.Status == StatusType.Active && age >= grace)
        {
            if (old.LastUsedTime > aws.UtcNow - grace && !force)
            {
                changes.Warning(string.Create(CultureInfo.InvariantCulture, $"Access key {old} stays active: it was used within the last {grace.TotalDays:0.#} days{LastUse(old)[1..]}. Give what uses it the newer key, or use -Force."));
                return null;
            }

            return await SetStatusAsync(old, StatusType.Inactive) ? await FindAsync(old.AccessKeyId, stop) : null;
        }

        if (old.Status == StatusType.Inactive && age >= grace + grace)
        {
            return await RemoveAsync(old, force: false) ? old : null;
        }

        changes.Verbose(string.Create(CultureInfo.InvariantCulture, $"Access key {old} is being replaced by {current.AccessKeyId}; the next step is due {(old.Status == StatusType.Active ? grace : grace + grace).TotalDays:0.#} days after the newer key was made."));
        return null;
    }
}
