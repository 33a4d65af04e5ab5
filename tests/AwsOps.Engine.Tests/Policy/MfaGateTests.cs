using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Analysis;

namespace AwsOps.Engine.Tests.Policy;

public sealed class MfaGateTests
{
    private const string Deny = """{"Effect":"Deny","NotAction":["iam:EnableMFADevice","iam:ListMFADevices"],"Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}""";

    [Fact]
    public void The_example_of_the_guide_leaves_open_what_it_lists_and_costs_nothing_with_MFA()
    {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_iam_mfa-selfmanage.html
        var report = MfaGate.Check(Ask.Doc(Deny));
        Assert.Equal(["iam:EnableMFADevice", "iam:ListMFADevices"], report.OpenWithoutMfa);
        Assert.Empty(report.LostWithMfa);
    }

    [Fact]
    public void Bool_instead_of_BoolIfExists_leaves_long_term_keys_everything()
    {
        // "a user accessing an API operation with long-term credentials, such as an access key, is denied access" only by IfExists.
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only.html
        Assert.Contains("s3:GetObject", MfaGate.Check(Ask.Doc(Deny.Replace("BoolIfExists", "Bool", StringComparison.Ordinal))).OpenWithoutMfa);
    }

    [Fact]
    public void A_Deny_without_its_condition_costs_people_with_MFA_everything() =>
        Assert.Contains("s3:GetObject", MfaGate.Check(Ask.Doc("""{"Effect":"Deny","NotAction":"iam:EnableMFADevice","Resource":"*"}""")).LostWithMfa);

    [Theory]
    [InlineData("arn:aws:iam::111122223333:user/anna", "arn:aws:iam::*:user/${aws:username}", true)]
    [InlineData("arn:aws:iam::111122223333:user/staff/anna", "arn:aws:iam::*:user/${aws:username}", false)]
    [InlineData("arn:aws:iam::111122223333:user/staff/anna", "arn:aws:iam::*:user/*/${aws:username}", true)]
    public void A_user_with_a_path_needs_it_in_the_policy(string user, string resource, bool free)
    {
        // "arn:aws:iam::account:user/user-name-with-path": https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
        var allow = Ask.Doc($$"""{"Effect":"Allow","Action":["iam:ListMFADevices","iam:EnableMFADevice"],"Resource":"{{resource}}"}""", """{"Effect":"Allow","Action":"iam:CreateVirtualMFADevice","Resource":"*"}""");
        Assert.Equal(free, MfaGate.SetUpBlockers(RequestPrincipal.Parse(user), new PolicySet { Identity = [allow] }).Count == 0);
    }

    [Fact]
    public void A_boundary_that_forbids_the_set_up_is_named()
    {
        var blockers = MfaGate.SetUpBlockers(RequestPrincipal.Parse(Ask.User), new PolicySet { Identity = [Ask.AllowAll], Boundary = Ask.Doc("""{"Effect":"Allow","Action":"s3:*","Resource":"*"}""") });
        Assert.Equal(3, blockers.Count);
        Assert.Contains("boundary", blockers[0], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void What_depends_on_the_network_blocks_nobody_for_certain() => Assert.Empty(MfaGate.SetUpBlockers(
        RequestPrincipal.Parse(Ask.User),
        new PolicySet { Identity = [Ask.AllowAll, Ask.Doc("""{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}""")] }));
}
