namespace AwsOps.Tests.Session;

/// <summary>A tiny STS. Each access key is an account of its own, so that a test sees which credentials won.</summary>
internal sealed class StsStub : QueryStub
{
    public const string RoleSecret = "roleSecret0roleSecret1roleSecret2roleSec";
    public const string RoleToken = "roleToken-roleToken-roleToken";

    /// <summary>The account of an access key: its last twelve digits, or the first account.</summary>
    public static string AccountOf(string key) => key.Length > 12 && key[^12..].All(char.IsDigit) ? key[^12..] : "111122223333";

    protected override string Answer(Asked asked) => asked.Form["Action"] == "AssumeRole"
        ? $"""
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
            <AssumedRoleUser><AssumedRoleId>AROA:x</AssumedRoleId><Arn>{asked.Form["RoleArn"]}/x</Arn></AssumedRoleUser>
            <Credentials><AccessKeyId>ASIAROLE{asked.Form["RoleArn"].Split(':')[4]}</AccessKeyId><SecretAccessKey>{RoleSecret}</SecretAccessKey>
            <SessionToken>{RoleToken}</SessionToken><Expiration>{DateTime.UtcNow.AddHours(1):yyyy-MM-ddTHH:mm:ssZ}</Expiration></Credentials>
            </AssumeRoleResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></AssumeRoleResponse>
            """
        : $"""
            <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
            <Arn>arn:aws:iam::{AccountOf(asked.AccessKey)}:user/{asked.AccessKey}</Arn><UserId>U</UserId><Account>{AccountOf(asked.AccessKey)}</Account>
            </GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>
            """;
}
