namespace AwsOps.Engine.Policy.Matching;

/// <summary>The name of a condition key, and whether the request itself answers it. Names are not case-sensitive.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"/>
internal sealed class ContextKey(string name)
{
    internal string Name { get; } = name;

    internal DerivedKey Derived { get; } = name.ToLowerInvariant() switch
    {
        "aws:principalarn" => DerivedKey.PrincipalArn,
        "aws:principalaccount" => DerivedKey.PrincipalAccount,
        "aws:principaltype" => DerivedKey.PrincipalType,
        "aws:username" => DerivedKey.UserName,
        "aws:principalisawsservice" => DerivedKey.PrincipalIsAwsService,
        "aws:principalservicename" => DerivedKey.PrincipalServiceName,
        "aws:resourceaccount" => DerivedKey.ResourceAccount,
        _ => DerivedKey.None,
    };

    public override string ToString() => Name;
}

/// <summary>The keys whose value follows from who asks for what.</summary>
internal enum DerivedKey
{
    None,
    PrincipalArn,
    PrincipalAccount,
    PrincipalType,
    UserName,
    PrincipalIsAwsService,
    PrincipalServiceName,
    ResourceAccount,
}
