namespace AwsOps.Sandbox.Iam;

/// <summary>IAM's quotas in a new account: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html</summary>
internal static class Quotas
{
    public const int Users = 5_000;
    public const int Groups = 300;
    public const int Roles = 1_000;
    public const int Policies = 1_500;
    public const int InstanceProfiles = 1_000;
    public const int OidcProviders = 100;
    public const int ClientIds = 100;
    public const int Thumbprints = 5;
    public const int GroupsPerUser = 10;
    public const int KeysPerUser = 2;
    public const int MfaDevicesPerUser = 8;
    public const int AttachedPolicies = 10;
    public const int PolicyVersions = 5;
    public const int Tags = 50;

    /// <summary>Characters without white space.</summary>
    public const int PolicySize = 6_144;
    public const int TrustSize = 2_048;

    /// <summary>All inline policies of a user, group or role together, in characters without white space.</summary>
    public static int InlineSize(string kind) => kind switch
    {
        "user" => 2_048,
        "group" => 5_120,
        _ => 10_240,
    };
}
