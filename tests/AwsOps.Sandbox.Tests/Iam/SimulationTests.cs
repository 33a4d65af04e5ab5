using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Iam;

/// <summary>https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html and API_SimulatePrincipalPolicy.html.</summary>
public class SimulationTests : IamTest
{
    private const string Policy = """
        {
          "Version": "2012-10-17",
          "Statement": [
            { "Effect": "Allow", "Action": "s3:*", "Resource": "*" },
            { "Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::prod/*" },
            { "Effect": "Allow", "Action": "ec2:*", "Resource": "*", "Condition": { "IpAddress": { "aws:SourceIp": "192.0.2.0/24" } } }
          ]
        }
        """;

    [Fact]
    public void Each_action_is_decided_on_each_resource()
    {
        var results = Results(Iam("SimulateCustomPolicy", ("PolicyInputList", new[] { Policy }), ("ActionNames", new[] { "s3:DeleteObject", "s3:GetObject" }), ("ResourceArns", new[] { "arn:aws:s3:::prod/a", "arn:aws:s3:::test/a" })));
        Assert.Equal(["explicitDeny", "allowed", "allowed", "allowed"], results.Select(static result => result.String("EvalDecision")));
        var denied = results[0].Structs("MatchedStatements").Single();
        Assert.Equal("PolicyInputList.1", denied.String("SourcePolicyId"));
        Assert.Equal((5, 5), (denied.Child("StartPosition")!.Int("Line"), denied.Child("EndPosition")!.Int("Line")));
    }

    [Fact]
    public void Missing_context_is_named()
    {
        Struct Ask(params Struct[] context) => Results(Iam("SimulateCustomPolicy", ("PolicyInputList", new[] { Policy }), ("ActionNames", new[] { "ec2:RunInstances" }), ("ContextEntries", context))).Single();
        Assert.Equal(("implicitDeny", "aws:SourceIp"), (Ask().String("EvalDecision"), Ask().Strings("MissingContextValues").Single()));
        Assert.Equal("allowed", Ask(Input(("ContextKeyName", "aws:SourceIp"), ("ContextKeyValues", new[] { "192.0.2.9" }), ("ContextKeyType", "ip"))).String("EvalDecision"));
        Assert.Equal(["aws:SourceIp"], Iam("GetContextKeysForCustomPolicy", ("PolicyInputList", new[] { Policy })).Strings("ContextKeyNames"));
    }

    [Fact]
    public void A_principal_has_its_groups_policies_and_its_boundary()
    {
        var ana = User("ana", Allow("s3:*"));
        Iam("CreateGroup", ("GroupName", "web"));
        Iam("PutGroupPolicy", ("GroupName", "web"), ("PolicyName", "net"), ("PolicyDocument", Allow("ec2:*", "*", """{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}""")));
        Iam("AddUserToGroup", ("GroupName", "web"), ("UserName", "ana"));
        Iam("PutUserPermissionsBoundary", ("UserName", "ana"), ("PermissionsBoundary", "arn:aws:iam::aws:policy/AmazonS3FullAccess"));
        var results = Results(Iam("SimulatePrincipalPolicy", ("PolicySourceArn", ana.Arn), ("ActionNames", new[] { "s3:GetObject", "ec2:RunInstances", "iam:CreateUser" })));
        Assert.Equal(["allowed", "implicitDeny", "implicitDeny"], results.Select(static result => result.String("EvalDecision")));
        Assert.Equal([true, false, false], results.Select(static result => result.Child("PermissionsBoundaryDecisionDetail")!.Bool("AllowedByPermissionsBoundary")));
        Assert.Equal(("own", "user"), (results[0].Structs("MatchedStatements").Single().String("SourcePolicyId"), results[0].Structs("MatchedStatements").Single().String("SourcePolicyType")));
        Assert.Equal(["aws:RequestedRegion"], Iam("GetContextKeysForPrincipalPolicy", ("PolicySourceArn", ana.Arn)).Strings("ContextKeyNames"));
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Equal("InvalidInput", Fails("SimulateCustomPolicy", ("PolicyInputList", new[] { "{" }), ("ActionNames", new[] { "s3:GetObject" })).Code);
        Assert.Equal("InvalidInput", Fails("SimulateCustomPolicy", ("PolicyInputList", new[] { Policy }), ("ActionNames", new[] { "GetObject" })).Code);
        Assert.Equal("NoSuchEntity", Fails("SimulatePrincipalPolicy", ("PolicySourceArn", $"arn:aws:iam::{Account}:user/none"), ("ActionNames", new[] { "s3:GetObject" })).Code);
    }

    private static IReadOnlyList<Struct> Results(Struct answer) => answer.Structs("EvaluationResults");
}
