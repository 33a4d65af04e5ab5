namespace AwsOps.Engine.Policy.Analysis;

/// <summary>Grants by which a lot of data can leave: reading everything, or sharing it with other accounts.</summary>
internal static class DataRule
{
    private static readonly (string Action, string What)[] Reads =
    [
        ("s3:GetObject", "read the objects of every bucket"),
        ("secretsmanager:GetSecretValue", "read every secret"),
        ("ssm:GetParameter", "read every parameter, secure ones included"),
        ("dynamodb:Scan", "read every DynamoDB table"),
        ("kms:Decrypt", "decrypt with every key"),
        ("ec2:GetPasswordData", "read the administrator's password of every Windows instance"),
        ("ebs:GetSnapshotBlock", "read the blocks of every snapshot"),
        ("rds-data:ExecuteStatement", "query every Aurora database that has a Data API"),
    ];

    private static readonly (string Action, string What)[] Shares =
    [
        ("ec2:ModifySnapshotAttribute", "share every disk snapshot with other accounts"),
        ("ec2:ModifyImageAttribute", "share every machine image with other accounts"),
        ("rds:ModifyDBSnapshotAttribute", "share every database snapshot with other accounts"),
        ("rds:ModifyDBClusterSnapshotAttribute", "share every database cluster's snapshot with other accounts"),
        ("s3:PutBucketPolicy", "open every bucket"),
        ("s3:PutReplicationConfiguration", "replicate every bucket to another account"),
        ("kms:PutKeyPolicy", "open every key"),
        ("lambda:AddPermission", "open every function"),
        ("ecr:SetRepositoryPolicy", "open every container repository"),
        ("secretsmanager:PutResourcePolicy", "open every secret"),
    ];

    internal static IEnumerable<PolicyFinding> Check(LintContext context)
    {
        if (context.Kind != PolicyKind.Identity)
        {
            yield break;
        }

        Probe probe = context.Probe;
        // An administrator's policy says all this in one finding.
        if (Administrator.Check(probe) == AccessOutcome.Allowed)
        {
            yield break;
        }

        foreach (((string action, string what), bool isShare) in Reads.Select(read => (read, false)).Concat(Shares.Select(share => (share, true))))
        {
            if (probe.Mentions(action) && probe.On(action, probe.Generic(action)) is { IsCertain: true, Statement: { } statement })
            {
                yield return new(isShare ? "DataSharing" : "DataExposure", FindingSeverity.Medium, statement.Position, $"{action} on everything lets its owner {what}.",
                    "Name the resources in Resource.", statement);
            }
        }
    }
}
