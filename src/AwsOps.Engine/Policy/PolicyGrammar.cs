using System.Text.RegularExpressions;
using AwsOps.Engine.Policy.Parsing;

namespace AwsOps.Engine.Policy;

/// <summary>What AWS demands of a policy of a certain kind when it is saved, beyond what every policy must be.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"/>
public static partial class PolicyGrammar
{
    /// <summary>Finds what AWS would refuse.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="kind">What it is to be attached to.</param>
    /// <returns>The errors, with AWS's own message; none, if AWS would save the policy.</returns>
    public static IReadOnlyList<PolicyError> Check(PolicyDocument policy, PolicyKind kind)
    {
        ArgumentNullException.ThrowIfNull(policy);
        List<PolicyError> errors = [];
        if (kind != PolicyKind.Trust && kind != PolicyKind.Resource && policy.Version != PolicyDocument.CurrentVersion)
        {
            errors.Add(new(policy.DeclaredVersion?.Position ?? new(1, 1),
                $"The policy must say \"Version\": \"{PolicyDocument.CurrentVersion}\".", "Policy document must be version 2012-10-17 or greater."));
        }

        HashSet<string> sids = [];
        foreach (Statement statement in policy.Statements)
        {
            CheckSid(statement, kind, sids, errors);
            CheckPrincipal(statement, kind, errors);
            CheckResource(statement, kind, errors);
            foreach (PolicyText action in statement.Action.Values)
            {
                CheckAction(action, kind, errors);
            }
        }

        return errors;
    }

    private static void CheckSid(Statement statement, PolicyKind kind, HashSet<string> seen, List<PolicyError> errors)
    {
        if (statement.Sid is not { Text.Length: > 0 } sid)
        {
            return;
        }

        if (!seen.Add(sid.Text))
        {
            errors.Add(new(sid.Position, $"The Sid '{sid.Text}' is used twice. Each must be unique in its policy.", "Statement IDs (SID) in a single policy must be unique."));
        }

        // "For IAM policies, basic alphanumeric characters (A-Z,a-z,0-9) are the only allowed characters in the Sid value."
        if (kind != PolicyKind.Resource && !AlphaNumeric().IsMatch(sid.Text))
        {
            errors.Add(new(sid.Position, $"The Sid '{sid.Text}' may have letters and digits only.",
                "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"));
        }
    }

    private static void CheckPrincipal(Statement statement, PolicyKind kind, List<PolicyError> errors)
    {
        switch (kind)
        {
            case PolicyKind.Identity or PolicyKind.ServiceControl when statement.Principal is { } principal:
                errors.Add(new(principal.Position, "A policy of this kind names no principal: it applies to whomever it is attached to.", "Policy document should not specify a principal."));
                break;
            case PolicyKind.Resource or PolicyKind.Trust or PolicyKind.ResourceControl when statement.Principal is null:
                errors.Add(new(statement.Position, "The statement names no Principal.", "Missing required field Principal"));
                break;
            // "You cannot use the NotPrincipal element … in an IAM role trust policy"; SCPs and RCPs do not support it either.
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
            case PolicyKind.Trust or PolicyKind.ResourceControl when statement.Principal is { IsNegated: true } principal:
                errors.Add(new(principal.Position, "NotPrincipal cannot be used here. Right would be Principal with a condition on aws:PrincipalArn.", "Has prohibited field NotPrincipal"));
                break;
            // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
            case PolicyKind.ResourceControl when !statement.Principal!.IsEveryone:
                errors.Add(new(statement.Principal.Position, "The Principal of a resource control policy is \"*\", narrowed by conditions."));
                break;
            default:
                break;
        }

        if (kind == PolicyKind.ResourceControl && statement.Effect == Effect.Allow)
        {
            errors.Add(new(statement.Position, "A resource control policy can only Deny."));
        }
    }

    private static void CheckResource(Statement statement, PolicyKind kind, List<PolicyError> errors)
    {
        if (kind == PolicyKind.Trust)
        {
            if (statement.Resource is { } resource)
            {
                errors.Add(new(resource.Position, "A trust policy names no Resource: it is about its role.", "Has prohibited field Resource"));
            }

            return;
        }

        if (statement.Resource is null)
        {
            if (kind != PolicyKind.Resource)
            {
                errors.Add(new(statement.Position, "The statement names neither Resource nor NotResource.", "Policy statement must contain resources."));
            }

            return;
        }

        foreach (PolicyText resource in statement.Resource.Values)
        {
            ResourceGrammar.Check(resource, errors);
        }
    }

    private static void CheckAction(PolicyText action, PolicyKind kind, List<PolicyError> errors)
    {
        string[] parts = action.Text.Split(':');
        if (kind == PolicyKind.Trust && !TrustAction().IsMatch(action.Text))
        {
            errors.Add(new(action.Position, $"A trust policy cannot be about '{action.Text}'. Right would be sts:AssumeRole, sts:AssumeRoleWithSAML, sts:AssumeRoleWithWebIdentity, sts:TagSession, sts:SetSourceIdentity or sts:SetContext.",
                "AssumeRole policy may only specify STS AssumeRole actions."));
        }
        else if (parts.Length == 1 && action.Text != "*" && kind != PolicyKind.Resource)
        {
            errors.Add(new(action.Position, $"The action '{action.Text}' has no service prefix. Right would be one such as s3:GetObject.",
                "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."));
        }
        else if (parts.Length > 2)
        {
            errors.Add(new(action.Position, $"The action '{action.Text}' has more than one colon.", "Actions/Condition can contain only one colon."));
        }
        else if (parts.Length == 2 && parts[0] != "*" && !Vendor().IsMatch(parts[0]))
        {
            errors.Add(new(action.Position, $"'{parts[0]}' is no service prefix; it takes no wildcards.", $"Vendor {parts[0]} is not valid"));
        }
    }

    [GeneratedRegex("^[0-9A-Za-z]*$")]
    private static partial Regex AlphaNumeric();

    [GeneratedRegex("^[0-9A-Za-z.-]+$")]
    private static partial Regex Vendor();

    [GeneratedRegex(@"^(\*|sts:(\*|Assume[a-z*?]*|TagSession|SetSourceIdentity|SetContext))$", RegexOptions.IgnoreCase)]
    private static partial Regex TrustAction();
}
