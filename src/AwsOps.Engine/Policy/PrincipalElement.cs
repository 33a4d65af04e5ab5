using AwsOps.Engine.Policy.Matching;

namespace AwsOps.Engine.Policy;

/// <summary>The <c>Principal</c> or <c>NotPrincipal</c> of a statement.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html"/>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html"/>
public sealed class PrincipalElement
{
    private readonly PrincipalPattern[] _patterns;

    internal PrincipalElement(IReadOnlyList<PolicyPrincipal> values, bool isNegated, TextPosition position)
    {
        Values = values;
        IsNegated = isNegated;
        Position = position;
        _patterns = [.. values.Select(PrincipalPattern.From)];
    }

    /// <summary>The principals as written.</summary>
    public IReadOnlyList<PolicyPrincipal> Values { get; }

    /// <summary>Whether this is <c>NotPrincipal</c>: everybody but those listed.</summary>
    public bool IsNegated { get; }

    /// <summary>Where the element's name stands.</summary>
    public TextPosition Position { get; }

    /// <summary>Whether everybody is meant, anonymous callers included.</summary>
    public bool IsEveryone => !IsNegated && _patterns.Any(pattern => pattern.IsEveryone);

    internal PrincipalMatch Match(RequestPrincipal principal, bool hasBoundary, Effect effect) =>
        IsNegated ? MatchNegated(principal, hasBoundary, effect) : Find(principal);

    private PrincipalMatch MatchNegated(RequestPrincipal principal, bool hasBoundary, Effect effect)
    {
        // "The NotPrincipal element with a Deny effect will always deny any IAM principal that has a permissions
        // boundary policy attached, regardless of the values specified in the NotPrincipal element."
        if (effect == Effect.Deny && hasBoundary)
        {
            return PrincipalMatch.Direct;
        }

        return IsExempt(principal, effect) ? PrincipalMatch.None : PrincipalMatch.Direct;
    }

    /// <summary>
    /// AWS "might validate the account first, then the role, and then the assumed-role user": a principal escapes a Deny
    /// only if its account, its role and itself are all listed. From an Allow it drops out if any of them is.
    /// </summary>
    private bool IsExempt(RequestPrincipal principal, Effect effect)
    {
        if (_patterns.Any(pattern => pattern.IsEveryone))
        {
            return true;
        }

        PrincipalMatch match = Find(principal);
        if (effect == Effect.Allow || principal.AccountId.Length == 0 || principal.Kind == PrincipalKind.Root)
        {
            return match != PrincipalMatch.None;
        }

        bool isListed = match == PrincipalMatch.Direct || (principal.Kind == PrincipalKind.Role && match == PrincipalMatch.Limited);

        bool isRoleListed = principal.Kind != PrincipalKind.RoleSession || _patterns.Any(pattern => pattern.IsRoleOf(principal));
        return isListed && isRoleListed && _patterns.Any(pattern => pattern.IsAccountOf(principal));
    }

    private PrincipalMatch Find(RequestPrincipal principal)
    {
        PrincipalMatch best = PrincipalMatch.None;
        foreach (PrincipalPattern pattern in _patterns)
        {
            PrincipalMatch match = pattern.Match(principal);
            best = match > best ? match : best;
        }

        return best;
    }
}

/// <summary>One principal of a policy.</summary>
/// <param name="Type"><c>AWS</c>, <c>Service</c>, <c>Federated</c> or <c>CanonicalUser</c>; <c>*</c> for a bare asterisk.</param>
/// <param name="Value">The ARN, account id, service or provider.</param>
/// <param name="Position">Where the value stands.</param>
public sealed record PolicyPrincipal(string Type, string Value, TextPosition Position);
