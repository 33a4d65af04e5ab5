using AwsOps.Engine.Policy;
using static AwsOps.Engine.Tests.Policy.Ask;

namespace AwsOps.Engine.Tests.Policy;

/// <summary>
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html and
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
/// </summary>
public class PrincipalTests
{
    private static bool Denies(string statement, string principal, PolicyDocument? boundary = null) =>
        AccessEvaluator.Evaluate(Request(principal), new() { Identity = [AllowAll], Resource = [Doc(statement)], Boundary = boundary }).IsExplicit;

    private static string DenyAllBut(params string[] arns) =>
        $$$"""{"Effect":"Deny","NotPrincipal":{"AWS":[{{{string.Join(",", arns.Select(arn => $"\"{arn}\""))}}}]},"Action":"*","Resource":"*"}""";

    /// <summary>"You must also specify the account ARN of the not-denied principal."</summary>
    [Fact]
    public void NotPrincipal_spares_a_user_only_if_its_account_is_listed_too()
    {
        Assert.False(Denies(DenyAllBut(User, Root), User));
        Assert.True(Denies(DenyAllBut(User), User));
        Assert.True(Denies(DenyAllBut(Root), User));
        Assert.True(Denies(DenyAllBut("arn:aws:iam::111122223333:user/bob", Root), User));
    }

    /// <summary>"AWS might validate the account first, then the role, and then the assumed-role user."</summary>
    [Fact]
    public void NotPrincipal_spares_a_session_only_if_its_role_and_account_are_listed_too()
    {
        Assert.False(Denies(DenyAllBut(Session, Role, Root), Session));
        Assert.True(Denies(DenyAllBut(Session, Root), Session));
        Assert.True(Denies(DenyAllBut(Role, Root), Session));
        Assert.True(Denies(DenyAllBut(Session, Role), Session));
    }

    /// <summary>"The NotPrincipal element with a Deny effect will always deny any IAM principal that has a permissions boundary policy attached, regardless of the values."</summary>
    [Fact]
    public void NotPrincipal_denies_whoever_has_a_boundary() =>
        Assert.True(Denies(DenyAllBut(User, Root), User, AllowAll));

    [Fact]
    public void A_deny_for_the_account_reaches_every_principal_in_it()
    {
        string deny = $$$"""{"Effect":"Deny","Principal":{"AWS":"{{{Account}}}"},"Action":"*","Resource":"*"}""";
        Assert.True(Denies(deny, User));
        Assert.True(Denies(deny, Session));
        Assert.True(Denies(deny, Root));
        Assert.False(Denies(deny, Stranger));
    }

    /// <summary>"You cannot use a wildcard to match part of a principal name or ARN."</summary>
    [Theory]
    [InlineData("arn:aws:iam::111122223333:user/*")]
    [InlineData("arn:aws:iam::*:root")]
    [InlineData("1111222233??")]
    public void A_partial_wildcard_is_an_error(string principal)
    {
        PolicyFormatException exception = Assert.Throws<PolicyFormatException>(() => Grant($$"""{"AWS":"{{principal}}"}"""));
        Assert.Contains("wildcard", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_role_with_a_path_is_recognised_behind_its_session_whose_arn_has_none()
    {
        const string WithPath = "arn:aws:iam::111122223333:role/team/app";
        PolicyDocument grant = Grant($$"""{"AWS":"{{WithPath}}"}""");
        Assert.True(AccessEvaluator.Evaluate(Request(Session), new() { Resource = [grant] }).IsAllowed);
        Assert.True(AccessEvaluator.Evaluate(Request(Session, issuer: WithPath), new() { Resource = [grant] }).IsAllowed);
        Assert.False(AccessEvaluator.Evaluate(Request(Session, issuer: "arn:aws:iam::111122223333:role/other/app"), new() { Resource = [grant] }).IsAllowed);
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("arn:aws:iam::111122223333:group/admins")]
    [InlineData("arn:aws:iam::12:user/alice")]
    [InlineData("arn:aws:sts::111122223333:assumed-role/app")]
    public void What_is_no_principal_is_refused_by_name(string text) =>
        Assert.Contains(text, Assert.Throws<FormatException>(() => RequestPrincipal.Parse(text)).Message, StringComparison.Ordinal);
}
