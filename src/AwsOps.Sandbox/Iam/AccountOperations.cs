using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>The account's alias, and how much of it is used.</summary>
internal static class AccountOperations
{
    public static void Register(IamSimulator simulator)
    {
        simulator.Op("CreateAccountAlias", CreateAlias);
        simulator.Op("DeleteAccountAlias", static (iam, input) =>
        {
            var alias = input.String("AccountAlias")!;
            iam.Alias = iam.Alias == alias ? null : throw IamErrors.NoEntity($"The account alias {alias} cannot be found.");
            return null;
        });
        simulator.Op("ListAccountAliases", static (iam, input) => IamText.Page<string>(iam.Alias is { } alias ? [alias] : [], input, "AccountAliases", static alias => alias));
        simulator.Op("GetAccountSummary", Summary);
    }

    /// <summary>An account has one; a new one takes the old one's place (https://docs.aws.amazon.com/IAM/latest/UserGuide/console-account-alias.html). It is unique in all of AWS.</summary>
    private static Struct? CreateAlias(IamState iam, Struct input)
    {
        var alias = input.String("AccountAlias")!;
        if (iam.Cloud.Accounts.Any(account => account.Get<IamState>().Alias == alias))
        {
            throw IamErrors.Exists($"The account alias {alias} already exists.");
        }

        iam.Alias = alias;
        return null;
    }

    /// <summary>https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html. Certificates have no simulated life; the root of a sandbox has neither MFA nor keys of its own.</summary>
    private static Struct Summary(IamState iam, Struct input)
    {
        var own = iam.Policies.Values.Where(static policy => !policy.IsAws).ToList();
        return new Struct
        {
            ["SummaryMap"] = new Struct
            {
                ["Users"] = (long)iam.Users.Count,
                ["UsersQuota"] = (long)Quotas.Users,
                ["Groups"] = (long)iam.Groups.Count,
                ["GroupsQuota"] = (long)Quotas.Groups,
                ["Roles"] = (long)iam.Roles.Count,
                ["RolesQuota"] = (long)Quotas.Roles,
                ["Policies"] = (long)own.Count,
                ["PoliciesQuota"] = (long)Quotas.Policies,
                ["PolicySizeQuota"] = (long)Quotas.PolicySize,
                ["PolicyVersionsInUse"] = (long)own.Sum(static policy => policy.Versions.Count),
                ["PolicyVersionsInUseQuota"] = 10_000L,
                ["VersionsPerPolicyQuota"] = (long)Quotas.PolicyVersions,
                ["AttachedPoliciesPerUserQuota"] = (long)Quotas.AttachedPolicies,
                ["AttachedPoliciesPerGroupQuota"] = (long)Quotas.AttachedPolicies,
                ["AttachedPoliciesPerRoleQuota"] = (long)Quotas.AttachedPolicies,
                ["UserPolicySizeQuota"] = (long)Quotas.InlineSize("user"),
                ["GroupPolicySizeQuota"] = (long)Quotas.InlineSize("group"),
                ["RolePolicySizeQuota"] = (long)Quotas.InlineSize("role"),
                ["AssumeRolePolicySizeQuota"] = (long)Quotas.TrustSize,
                ["GroupsPerUserQuota"] = (long)Quotas.GroupsPerUser,
                ["AccessKeysPerUserQuota"] = (long)Quotas.KeysPerUser,
                ["SigningCertificatesPerUserQuota"] = 2L,
                ["InstanceProfiles"] = (long)iam.InstanceProfiles.Count,
                ["InstanceProfilesQuota"] = (long)Quotas.InstanceProfiles,
                ["ServerCertificates"] = 0L,
                ["ServerCertificatesQuota"] = 20L,
                ["MFADevices"] = (long)iam.MfaDevices.Count,
                ["MFADevicesInUse"] = (long)iam.MfaDevices.Values.Count(static device => device.User is not null),
                ["AccountMFAEnabled"] = 0L,
                ["AccountAccessKeysPresent"] = 0L,
                ["AccountPasswordPresent"] = 1L,
                ["AccountSigningCertificatesPresent"] = 0L,
                ["Providers"] = (long)iam.OidcProviders.Count,
                ["GlobalEndpointTokenVersion"] = 1L,
            },
        };
    }
}
