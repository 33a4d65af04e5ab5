using AwsOps.Engine.Policy.Actions;

namespace AwsOps.Engine.Policy.Analysis;

/// <summary>
/// Proves what a policy does that demands MFA, for every action of the Service Authorization Reference and whatever else its
/// bearer may do: a Deny can't be outweighed by any other policy, so that one proof holds for all users.
/// </summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_iam_mfa-selfmanage.html"/>
public static class MfaGate
{
    private const string MfaKey = "aws:MultiFactorAuthPresent";

    private static readonly PolicyDocument AllowAll =
        PolicyDocument.Parse("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""");

    /// <summary>Asks for every action with MFA, without it, and with long-term keys, whose requests lack the key.</summary>
    /// <param name="gate">The policy that demands MFA.</param>
    public static MfaGateReport Check(PolicyDocument gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        RequestPrincipal user = RequestPrincipal.Parse("arn:aws:iam::111122223333:user/somebody");
        PolicySet before = new() { Identity = [AllowAll] };
        PolicySet after = new() { Identity = [AllowAll, gate] };
        RequestContext present = new() { [MfaKey] = ["true"] };
        RequestContext absent = new() { [MfaKey] = ["false"] };
        List<string> open = [];
        List<string> lost = [];
        foreach (string action in ActionTable.Default.Services.SelectMany(static service => service.Actions.Values).Select(static action => action.FullName))
        {
            if (IsAllowed(absent, after) || IsAllowed(null, after))
            {
                open.Add(action);
            }

            if (IsAllowed(present, before) && !IsAllowed(present, after))
            {
                lost.Add(action);
            }

            bool IsAllowed(RequestContext? context, PolicySet policies) => AccessEvaluator.Evaluate(new(user, action, "*", context), policies).IsAllowed;
        }

        return new([.. open.Order(StringComparer.Ordinal)], [.. lost.Order(StringComparer.Ordinal)]);
    }

    /// <summary>What keeps a user without MFA from setting one up.</summary>
    /// <param name="user">The user.</param>
    /// <param name="policies">The user's policies, the one that demands MFA among them.</param>
    /// <returns>The reasons, one for each step that is denied for certain; empty when nothing does.</returns>
    public static IReadOnlyList<string> SetUpBlockers(RequestPrincipal user, PolicySet policies)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(policies);
        string device = $"{user.Arn![..user.Arn!.IndexOf(":user/", StringComparison.Ordinal)]}:mfa/{user.Name}";
        (string Action, string Resource)[] steps =
        [
            ("iam:ListMFADevices", user.Arn), ("iam:CreateVirtualMFADevice", device), ("iam:EnableMFADevice", user.Arn),
        ];
        RequestContext absent = new() { [MfaKey] = ["false"] };
        return [.. from step in steps
                   let request = new AccessRequest(user, step.Action, step.Resource, absent) { MissingKeys = MissingKeys.Unknown }
                   where AccessEvaluator.Evaluate(request, policies).Outcome == AccessOutcome.Denied
                   select AccessEvaluator.Explain(request, policies).Reason];
    }
}

/// <summary>What a policy that demands MFA does to a user who may do everything otherwise.</summary>
/// <param name="OpenWithoutMfa">The actions that are possible without MFA.</param>
/// <param name="LostWithMfa">The actions that are impossible even with MFA.</param>
public sealed record MfaGateReport(IReadOnlyList<string> OpenWithoutMfa, IReadOnlyList<string> LostWithMfa);
