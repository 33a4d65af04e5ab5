namespace AwsOps.Engine.Policy.Analysis;

/// <summary>
/// Decides whether policies make an administrator, by what they allow and not by how it is written: strong actions of
/// several services, and one that no service has yet, on resources that nobody has named.
/// </summary>
internal static class Administrator
{
    private static readonly string[] Panel =
    [
        "iam:PutRolePolicy", "iam:AttachUserPolicy", "iam:CreateAccessKey", "iam:PassRole", "ec2:RunInstances", "ec2:TerminateInstances", "s3:PutBucketPolicy",
        "s3:GetObject", "kms:PutKeyPolicy", "kms:Decrypt", "lambda:UpdateFunctionCode", "rds:DeleteDBInstance", "secretsmanager:GetSecretValue",
        "cloudtrail:StopLogging", "service-to-come:DoAnything",
    ];

    /// <summary>Allowed if everything on the panel is; unknown if that depends on conditions.</summary>
    internal static AccessOutcome Check(Probe probe)
    {
        AccessOutcome worst = AccessOutcome.Allowed;
        foreach (string action in Panel)
        {
            AccessOutcome outcome = probe.Mentions(action) ? probe.On(action, probe.Generic(action)).Outcome : AccessOutcome.Denied;
            worst = outcome < worst ? outcome : worst;
            if (worst == AccessOutcome.Denied)
            {
                break;
            }
        }

        return worst;
    }
}
