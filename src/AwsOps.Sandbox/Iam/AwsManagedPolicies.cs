using System.Security.Cryptography;
using System.Text;

namespace AwsOps.Sandbox.Iam;

/// <summary>
/// A few of AWS's own managed policies, written for the sandbox in the spirit of the AWS Managed Policy Reference
/// (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html): the names and ARNs are AWS's, the
/// documents are shortened. What a role may really do is read from the account, not from here.
/// </summary>
internal static class AwsManagedPolicies
{
    public static readonly DateTime Created = new(2015, 2, 6, 18, 40, 0, DateTimeKind.Utc);

    public static readonly (string Path, string Name, string Document)[] All =
    [
        ("/", "AdministratorAccess", Allow("*")),
        ("/", "PowerUserAccess", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":["iam:*","organizations:*","account:*"],"Resource":"*"}]}"""),
        ("/", "ReadOnlyAccess", Allow("*:Describe*", "*:Get*", "*:List*")),
        ("/", "SecurityAudit", Allow("iam:Get*", "iam:List*", "iam:GenerateCredentialReport", "ec2:Describe*", "s3:GetBucket*", "cloudtrail:Describe*", "kms:List*", "kms:Describe*")),
        ("/job-function/", "ViewOnlyAccess", Allow("ec2:Describe*", "autoscaling:Describe*", "cloudwatch:List*", "cloudwatch:Describe*", "iam:List*", "s3:ListAllMyBuckets")),
        ("/", "AmazonSSMManagedInstanceCore", Allow("ssm:DescribeAssociation", "ssm:GetDocument", "ssm:GetManifest", "ssm:GetParameter", "ssm:GetParameters", "ssm:ListAssociations", "ssm:PutInventory", "ssm:UpdateInstanceInformation", "ssmmessages:*", "ec2messages:*")),
        ("/", "CloudWatchAgentServerPolicy", Allow("cloudwatch:PutMetricData", "ec2:DescribeTags", "ec2:DescribeVolumes", "logs:PutLogEvents", "logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "ssm:GetParameter")),
        ("/", "AmazonEC2ReadOnlyAccess", Allow("ec2:Describe*", "elasticloadbalancing:Describe*", "cloudwatch:ListMetrics", "cloudwatch:GetMetricStatistics", "cloudwatch:Describe*", "autoscaling:Describe*")),
        ("/", "AmazonS3ReadOnlyAccess", Allow("s3:Get*", "s3:List*", "s3:Describe*")),
        ("/", "AmazonS3FullAccess", Allow("s3:*")),
        ("/", "IAMFullAccess", Allow("iam:*", "organizations:Describe*", "organizations:List*")),
        ("/", "AmazonEC2FullAccess", Allow("ec2:*", "elasticloadbalancing:*", "cloudwatch:*", "autoscaling:*")),
        ("/service-role/", "AWSBackupServiceRolePolicyForBackup", Allow("backup:*", "ec2:CreateSnapshot", "ec2:Describe*", "rds:CreateDBSnapshot", "rds:Describe*", "tag:GetResources")),
        ("/service-role/", "AWSBackupServiceRolePolicyForRestores", Allow("backup:*", "ec2:CreateVolume", "ec2:RunInstances", "ec2:Describe*", "rds:RestoreDBInstanceFromDBSnapshot", "rds:Describe*")),
        ("/service-role/", "AWSLambdaBasicExecutionRole", Allow("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")),
    ];

    /// <summary>A stable id in IAM's form.</summary>
    public static string Id(string name) => "ANPA" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..17].Replace('0', 'Z').Replace('1', 'Y').Replace('8', 'X').Replace('9', 'W');

    private static string Allow(params string[] actions) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[{{string.Join(',', actions.Select(static action => $"\"{action}\""))}}],"Resource":"*"}]}""";
}
