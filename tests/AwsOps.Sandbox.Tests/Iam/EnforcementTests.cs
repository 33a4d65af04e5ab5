using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Iam;

/// <summary>An enforced sandbox: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html</summary>
public class EnforcementTests : IamTest
{
    private const string Ec2Role = "arn:aws:iam::111122223333:role/app";

    public EnforcementTests() => Cloud = new SandboxCloud(new SandboxOptions { EnforceIam = true });

    [Fact]
    public void What_no_policy_allows_is_denied()
    {
        var ana = User("ana", Allow("ec2:DescribeVpcs"));
        Assert.NotEmpty(Cloud.Call("ec2", "DescribeVpcs", caller: ana).Structs("Vpcs"));
        var error = Denied(ana, "ec2", "DescribeSubnets");
        Assert.Equal("UnauthorizedOperation", error.Code);
        Assert.EndsWith("is not authorized to perform: ec2:DescribeSubnets on resource: * because no identity-based policy allows the ec2:DescribeSubnets action", error.Message, StringComparison.Ordinal);
        Assert.Equal("AccessDenied", Denied(ana, "iam", "ListUsers").Code);
        Assert.NotNull(Cloud.Call("sts", "GetCallerIdentity", caller: ana));
        Assert.Equal("InvalidClientTokenId", Assert.Throws<AwsError>(() => Cloud.Credentials.Resolve("AKIASOMEBODYELSE0000", null, "query")).Code);
    }

    [Fact]
    public void A_deny_is_named_with_its_statement()
    {
        var ana = User("ana", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"NoUsers","Effect":"Deny","Action":"iam:*User","Resource":"arn:aws:iam::*:user/prod/*"}]}""");
        Iam("CreateUser", ("UserName", "key"), ("Path", "/prod/"));
        Assert.NotNull(Cloud.Call("iam", "CreateUser", Input(("UserName", "other")), caller: ana));
        var error = Denied(ana, "iam", "DeleteUser", ("UserName", "key"));
        Assert.Equal(
            $"User: {ana.Arn} is not authorized to perform: iam:DeleteUser on resource: arn:aws:iam::{Account}:user/prod/key with an explicit deny in an identity-based policy: inline policy own of user ana (statement 'NoUsers', line 1, column 85)",
            error.Message);
        Assert.Contains("statement 'NoUsers' of inline policy own of user ana", Cloud.Trail.Snapshot()[^1].DeniedBy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_boundary_and_a_session_policy_take_away()
    {
        var ana = User("ana", Allow("*"));
        Iam("PutUserPermissionsBoundary", ("UserName", "ana"), ("PermissionsBoundary", "arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess"));
        Assert.Contains("because no permissions boundary allows the ec2:CreateVpc action", Denied(ana, "ec2", "CreateVpc", ("CidrBlock", "10.0.0.0/16")).Message, StringComparison.Ordinal);
        var session = Assume("app", Allow("*"), ("Policy", Allow("ec2:DescribeVpcs")));
        Assert.NotNull(Cloud.Call("ec2", "DescribeVpcs", caller: session));
        Assert.Contains("because no session policy allows", Denied(session, "ec2", "DescribeSubnets").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resources_are_real_ARNs()
    {
        var group = Cloud.Call("ec2", "CreateSecurityGroup", Input(("GroupName", "web"), ("Description", "d"))).String("GroupId")!;
        var other = Cloud.Call("ec2", "CreateSecurityGroup", Input(("GroupName", "db"), ("Description", "d"))).String("GroupId")!;
        var ana = User("ana", Allow("ec2:DeleteSecurityGroup", $"arn:aws:ec2:eu-west-1:{Account}:security-group/{group}"));
        Assert.Contains($"on resource: arn:aws:ec2:eu-west-1:{Account}:security-group/{other} because", Denied(ana, "ec2", "DeleteSecurityGroup", ("GroupId", other)).Message, StringComparison.Ordinal);
        Cloud.Call("ec2", "DeleteSecurityGroup", Input(("GroupId", group)), caller: ana);
    }

    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancing.html
    [Fact]
    public void Classic_load_balancers_have_ARNs_by_their_names_and_their_tags_count()
    {
        var subnet = Cloud.Call("ec2", "DescribeSubnets").Structs("Subnets")[0].String("SubnetId");
        string Arn(string name) => $"arn:aws:elasticloadbalancing:eu-west-1:{Account}:loadbalancer/{name}";
        (string, object?)[] Request(string name) => [("LoadBalancerName", name), ("Subnets", new[] { subnet }), ("Listeners", new[] { Input(("Protocol", "TCP"), ("LoadBalancerPort", 80), ("InstancePort", 80)) })];
        var ana = User("ana", Allow("elasticloadbalancing:CreateLoadBalancer", Arn("old-*")));
        Cloud.Call("elasticloadbalancing", "CreateLoadBalancer", Input(Request("old-1")), caller: ana);
        Assert.Contains($"on resource: {Arn("new")} because", Denied(ana, "elasticloadbalancing", "CreateLoadBalancer", Request("new")).Message, StringComparison.Ordinal);

        var bob = User("bob", Allow("elasticloadbalancing:*", "*", """{"StringEquals":{"aws:ResourceTag/team":"web"}}"""));
        Denied(bob, "elasticloadbalancing", "DeleteLoadBalancer", ("LoadBalancerName", "old-1"));
        Cloud.Call("elasticloadbalancing", "AddTags", Input(("LoadBalancerNames", new[] { "old-1" }), ("Tags", new[] { Input(("Key", "team"), ("Value", "web")) })));
        Cloud.Call("elasticloadbalancing", "DeleteLoadBalancer", Input(("LoadBalancerName", "old-1")), caller: bob);
    }

    [Theory]
    [InlineData("""{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:RequestedRegion":"us-east-1"}}""", false)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}""", true)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}""", false)]
    [InlineData("""{"DateLessThan":{"aws:CurrentTime":"2026-01-06T00:00:00Z"}}""", true)]
    [InlineData("""{"DateGreaterThan":{"aws:CurrentTime":"2026-01-06T00:00:00Z"}}""", false)]
    [InlineData("""{"Bool":{"aws:MultiFactorAuthPresent":"true"}}""", false)]
    [InlineData("""{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}""", true)]
    [InlineData("""{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:user/an?"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:ResourceTag/team":"web"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:ResourceTag/team":"db"}}""", false)]
    [InlineData("""{"StringEquals":{"aws:RequestTag/cost":"7"}}""", true)]
    [InlineData("""{"ForAllValues:StringEquals":{"aws:TagKeys":["cost"]}}""", true)]
    [InlineData("""{"ForAllValues:StringEquals":{"aws:TagKeys":["price"]}}""", false)]
    public void Conditions_see_the_call(string condition, bool allowed)
    {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
        var ana = User("ana", Allow("iam:TagUser", "*", condition));
        Iam("CreateUser", ("UserName", "bob"), ("Tags", new[] { Input(("Key", "team"), ("Value", "web")) }));
        var answer = Cloud.Invoke(new ApiRequest("iam", "TagUser", Input(("UserName", "bob"), ("Tags", new[] { Input(("Key", "cost"), ("Value", "7")) }))) { Region = SandboxTest.Region, Caller = ana });
        Assert.Equal(allowed ? null : "AccessDenied", answer.Error?.Code);
    }

    [Fact]
    public void A_role_is_passed_only_with_leave()
    {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
        Iam("CreateRole", ("RoleName", "app"), ("AssumeRolePolicyDocument", Trust("""{"Service":"ec2.amazonaws.com"}""")));
        Iam("CreateInstanceProfile", ("InstanceProfileName", "app"));
        var ana = User("ana", Allow("iam:AddRoleToInstanceProfile"));
        var request = new (string, object?)[] { ("InstanceProfileName", "app"), ("RoleName", "app") };
        Assert.Contains($"not authorized to perform: iam:PassRole on resource: {Ec2Role} because", Denied(ana, "iam", "AddRoleToInstanceProfile", request).Message, StringComparison.Ordinal);
        Iam("PutUserPolicy", ("UserName", "ana"), ("PolicyName", "pass"), ("PolicyDocument", Allow("iam:PassRole", Ec2Role, """{"StringEquals":{"iam:PassedToService":"lambda.amazonaws.com"}}""")));
        Assert.Contains("iam:PassRole", Denied(ana, "iam", "AddRoleToInstanceProfile", request).Message, StringComparison.Ordinal);
        Iam("PutUserPolicy", ("UserName", "ana"), ("PolicyName", "pass"), ("PolicyDocument", Allow("iam:PassRole", Ec2Role, """{"StringEquals":{"iam:PassedToService":"ec2.amazonaws.com"}}""")));
        Cloud.Call("iam", "AddRoleToInstanceProfile", Input(request), caller: ana);
    }

    [Fact]
    public void A_bucket_policy_lets_in_and_keeps_out()
    {
        Cloud.Call("s3", "CreateBucket", Input(("Bucket", "shop-files")), region: "us-east-1");
        var (ana, bob) = (User("ana"), User("bob", Allow("s3:*")));
        var file = Input(("Bucket", "shop-files"), ("Key", "a"));
        Cloud.Call("s3", "PutObject", file, region: "us-east-1", caller: bob);
        Assert.Equal("AccessDenied", Denied(ana, "s3", "GetObject", ("Bucket", "shop-files"), ("Key", "a")).Code);

        // In the same account the bucket's policy alone suffices for a user that it names.
        Cloud.Call("s3", "PutBucketPolicy", Input(("Bucket", "shop-files"), ("Policy", $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{ana.Arn}}"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::shop-files/*"},{"Sid":"Closed","Effect":"Deny","Principal":{"AWS":"{{bob.Arn}}"},"Action":"s3:*","Resource":["arn:aws:s3:::shop-files","arn:aws:s3:::shop-files/*"]}]}""")));
        Cloud.Call("s3", "GetObject", file, region: "us-east-1", caller: ana);
        Assert.Contains("with an explicit deny in a resource-based policy: the policy of bucket shop-files (statement 'Closed'", Denied(bob, "s3", "ListObjectsV2", ("Bucket", "shop-files")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_answers_to_its_policy()
    {
        // https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
        var key = Cloud.Call("kms", "CreateKey").Child("KeyMetadata")!.String("Arn");
        var ana = User("ana", Allow("kms:DescribeKey", key!));
        Assert.NotNull(Cloud.Call("kms", "DescribeKey", Input(("KeyId", key)), caller: ana));
        Cloud.Call("kms", "PutKeyPolicy", Input(("KeyId", key), ("Policy", $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::{{Account}}:user/boss"},"Action":"kms:*","Resource":"*"}]}"""), ("BypassPolicyLockoutSafetyCheck", true)));
        Assert.Contains("because no resource-based policy allows", Denied(ana, "kms", "DescribeKey", ("KeyId", key)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tags_on_what_is_made_need_leave_of_their_own()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
        var ana = User("ana", Allow("ec2:CreateVpc"));
        var tagged = new (string, object?)[] { ("CidrBlock", "10.0.0.0/16"), ("TagSpecifications", new[] { Input(("ResourceType", "vpc"), ("Tags", new[] { Input(("Key", "a"), ("Value", "b")) })) }) };
        Assert.Contains("ec2:CreateTags", Denied(ana, "ec2", "CreateVpc", tagged).Message, StringComparison.Ordinal);
        Iam("PutUserPolicy", ("UserName", "ana"), ("PolicyName", "tag"), ("PolicyDocument", Allow("ec2:CreateTags", "*", """{"StringEquals":{"ec2:CreateAction":"CreateVpc"}}""")));
        Cloud.Call("ec2", "CreateVpc", Input(tagged), caller: ana);
    }

    private AwsError Denied(Caller caller, string service, string operation, params (string, object?)[] members) => Cloud.Fail(service, operation, Input(members), caller: caller);

    private Caller Assume(string role, string policy, params (string, object?)[] more)
    {
        Iam("CreateRole", ("RoleName", role), ("AssumeRolePolicyDocument", Trust("""{"AWS":"111122223333"}""")));
        Iam("PutRolePolicy", ("RoleName", role), ("PolicyName", "p"), ("PolicyDocument", policy));
        var answer = Cloud.Call("sts", "AssumeRole", Input([("RoleArn", $"arn:aws:iam::{Account}:role/{role}"), ("RoleSessionName", "me"), .. more]));
        return Cloud.Credentials.Find(answer.Child("Credentials")!.String("AccessKeyId")!)!.Caller;
    }
}
