namespace AwsOps.Engine.Policy.Matching;

/// <summary>
/// How a resource policy names the principal of a request. The more directly, the fewer other layers limit what it grants.
/// </summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html"/>
internal enum PrincipalMatch : byte
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By its account: "this delegates authority to the account", whose own policies must allow too.</summary>
    Delegated,

    /// <summary>By the role behind a session or the user behind a federated one: boundary and session policy still limit.</summary>
    Limited,

    /// <summary>By its own ARN, or as everybody: no implicit deny of another layer of the account matters.</summary>
    Direct,
}

/// <summary>One principal of a policy, ready to compare. There are no wildcards but a whole <c>*</c>.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html"/>
internal sealed class PrincipalPattern
{
    private readonly PatternKind _kind;
    private readonly string _value;
    private readonly string _account;
    private readonly bool _hasPath;

    private PrincipalPattern(PatternKind kind, string value, string account = "", bool hasPath = false)
    {
        _kind = kind;
        _value = value;
        _account = account;
        _hasPath = hasPath;
    }

    private enum PatternKind { Everyone, Account, Role, Arn, Service, Federated, CanonicalUser }

    internal bool IsEveryone => _kind == PatternKind.Everyone;

    internal static PrincipalPattern From(PolicyPrincipal principal)
    {
        // "Principal": "*" and {"AWS": "*"} "are equivalent".
        if (principal is { Value: "*", Type: "*" or "AWS" })
        {
            return new(PatternKind.Everyone, "*");
        }

        return principal.Type switch
        {
            "Service" => new(PatternKind.Service, principal.Value),
            "Federated" => new(PatternKind.Federated, principal.Value),
            "CanonicalUser" => new(PatternKind.CanonicalUser, principal.Value),
            _ => FromAws(principal.Value),
        };
    }

    internal bool IsAccountOf(RequestPrincipal principal) => _kind == PatternKind.Account && _account == principal.AccountId;

    internal bool IsRoleOf(RequestPrincipal principal) => _kind == PatternKind.Role && IsRole(principal);

    internal PrincipalMatch Match(RequestPrincipal principal) => _kind switch
    {
        PatternKind.Everyone => PrincipalMatch.Direct,
        PatternKind.Account when _account == principal.AccountId =>
            principal.Kind == PrincipalKind.Root ? PrincipalMatch.Direct : PrincipalMatch.Delegated,
        PatternKind.Role when IsRole(principal) => PrincipalMatch.Limited,
        PatternKind.Arn when _value == principal.Arn => PrincipalMatch.Direct,
        PatternKind.Arn when principal.Kind == PrincipalKind.FederatedUser && _value == principal.Issuer?.Arn => PrincipalMatch.Limited,
        PatternKind.Service when principal.Kind == PrincipalKind.Service && _value == principal.Name => PrincipalMatch.Direct,
        PatternKind.Federated when principal.Kind == PrincipalKind.Federated && _value == principal.Name => PrincipalMatch.Direct,
        PatternKind.CanonicalUser when principal.CanonicalUserId == _value => PrincipalMatch.Delegated,
        _ => PrincipalMatch.None,
    };

    private static PrincipalPattern FromAws(string value)
    {
        if (RequestPrincipal.IsAccountId(value))
        {
            return new(PatternKind.Account, value, value);
        }

        if (!Arn.TryParse(value, out Arn? arn) || arn.Service != "iam")
        {
            return new(PatternKind.Arn, value);
        }

        if (arn.Resource == "root")
        {
            return new(PatternKind.Account, value, arn.AccountId);
        }

        return arn.Resource.StartsWith("role/", StringComparison.Ordinal)
            ? new(PatternKind.Role, value, arn.AccountId, arn.Resource.Count(c => c == '/') > 1)
            : new(PatternKind.Arn, value, arn.AccountId);
    }

    /// <summary>A session's ARN lacks the role's path; a role's name is unique in its account whatever its path.</summary>
    private bool IsRole(RequestPrincipal principal)
    {
        RequestPrincipal? role = principal.Kind == PrincipalKind.RoleSession ? principal.Issuer : principal;
        if (role is not { Kind: PrincipalKind.Role } || role.AccountId != _account)
        {
            return false;
        }

        return role.Arn == _value
            || (_hasPath && principal.Kind == PrincipalKind.RoleSession && _value.EndsWith("/" + role.Name, StringComparison.Ordinal)
                && role.Arn!.EndsWith(":role/" + role.Name, StringComparison.Ordinal));
    }
}
