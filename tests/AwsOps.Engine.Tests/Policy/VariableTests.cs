using AwsOps.Engine.Policy;
using static AwsOps.Engine.Tests.Policy.Ask;

namespace AwsOps.Engine.Tests.Policy;

/// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html</summary>
public class VariableTests
{
    private static readonly RequestContext Tagged = new() { ["aws:PrincipalTag/team"] = ["red"], ["k:many"] = ["a", "b"], ["k:star"] = ["*"] };

    private static bool Allows(string resource, string requested, RequestContext? context = null, string version = "2012-10-17", string principal = User)
    {
        PolicyDocument policy = PolicyDocument.Parse(
            $$$"""{"Version":"{{{version}}}","Statement":{"Effect":"Allow","Action":"*","Resource":"{{{resource}}}"}}""");
        return AccessEvaluator.Evaluate(Request(principal, "s3:GetObject", requested, context ?? Tagged), new() { Identity = [policy] }).IsAllowed;
    }

    [Theory]
    [InlineData("arn:aws:s3:::home/${aws:username}/*", "arn:aws:s3:::home/alice/x", true)]
    [InlineData("arn:aws:s3:::home/${AWS:UserName}/*", "arn:aws:s3:::home/alice/x", true)]
    [InlineData("arn:aws:s3:::home/${aws:username}/*", "arn:aws:s3:::home/bob/x", false)]
    [InlineData("arn:aws:s3:::${aws:PrincipalTag/team}-${aws:username}", "arn:aws:s3:::red-alice", true)]
    // An unresolved variable, and one of several values, invalidate the statement; a default stands in.
    [InlineData("arn:aws:s3:::${aws:PrincipalTag/none}*", "arn:aws:s3:::anything", false)]
    [InlineData("arn:aws:s3:::${k:many}", "arn:aws:s3:::a", false)]
    [InlineData("arn:aws:s3:::${aws:PrincipalTag/none, 'nobody'}", "arn:aws:s3:::nobody", true)]
    [InlineData("arn:aws:s3:::${aws:username, 'nobody'}", "arn:aws:s3:::alice", true)]
    // Fixed variables stand for the characters, and what a variable brings in is no wildcard.
    [InlineData("arn:aws:s3:::a${*}b", "arn:aws:s3:::a*b", true)]
    [InlineData("arn:aws:s3:::a${*}b", "arn:aws:s3:::axb", false)]
    [InlineData("arn:aws:s3:::a${?}b", "arn:aws:s3:::a?b", true)]
    [InlineData("arn:aws:s3:::a${$}{aws:username}", "arn:aws:s3:::a${aws:username}", true)]
    [InlineData("arn:aws:s3:::${k:star}", "arn:aws:s3:::anything", false)]
    [InlineData("arn:aws:s3:::${k:star}", "arn:aws:s3:::*", true)]
    // "Only in the resource portion of the ARN. This portion of the ARN appears after the fifth colon."
    [InlineData("arn:aws:s3:${aws:username}::x", "arn:aws:s3:alice::x", false)]
    [InlineData("arn:aws:s3:::unclosed${aws:username", "arn:aws:s3:::unclosed${aws:username", true)]
    public void Variables_in_resources(string pattern, string requested, bool allows) =>
        Assert.Equal(allows, Allows(pattern, requested));

    /// <summary>"Earlier versions of the policy language don't support policy variables … treated as literal strings."</summary>
    [Fact]
    public void Before_2012_a_variable_is_a_literal()
    {
        Assert.False(Allows("arn:aws:s3:::${aws:username}", "arn:aws:s3:::alice", version: "2008-10-17"));
        Assert.True(Allows("arn:aws:s3:::${aws:username}", "arn:aws:s3:::${aws:username}", version: "2008-10-17"));
    }

    [Theory]
    [InlineData("""{"StringEquals":{"s3:prefix":"${aws:username}"}}""", "alice", true)]
    [InlineData("""{"StringLike":{"s3:prefix":["","home/","home/${aws:username}/*"]}}""", "home/alice/x", true)]
    [InlineData("""{"StringLike":{"s3:prefix":["","home/","home/${aws:username}/*"]}}""", "home/bob/x", false)]
    [InlineData("""{"ArnLike":{"s3:prefix":"arn:aws:sns:*:*:${aws:username}-*"}}""", "arn:aws:sns:eu-west-1:1:alice-t", true)]
    [InlineData("""{"StringLike":{"s3:prefix":"${aws:PrincipalTag/none}*"}}""", "x", false)]
    [InlineData("""{"StringNotLike":{"s3:prefix":"${aws:PrincipalTag/none}*"}}""", "x", false)]
    [InlineData("""{"StringLike":{"s3:prefix":["x","${aws:PrincipalTag/none}*"]}}""", "x", false)]
    // "You can't use a policy variable with other operators": it stays a text, which is no number.
    [InlineData("""{"NumericEquals":{"s3:prefix":"${aws:EpochTime}"}}""", "1", false)]
    public void Variables_in_conditions(string condition, string prefix, bool holds)
    {
        RequestContext context = new() { ["s3:prefix"] = [prefix], ["aws:EpochTime"] = ["1"] };
        Assert.Equal(holds, Holds(condition, context));
    }

    /// <summary>"To prevent variables from causing invalid statements, use the ...IfExists condition operator."</summary>
    [Fact]
    public void IfExists_does_not_ask_for_the_variables_of_a_key_that_is_missing() =>
        Assert.True(Holds("""{"StringEqualsIfExists":{"s3:prefix":"${aws:PrincipalTag/none}"}}""", []));

    /// <summary>The table of principal key values: aws:username is "not present" for roles.</summary>
    [Fact]
    public void A_role_has_no_user_name()
    {
        Assert.False(Allows("arn:aws:s3:::home/${aws:username}", "arn:aws:s3:::home/app", principal: Session));
        Assert.True(Allows("arn:aws:s3:::home/${aws:PrincipalAccount}", "arn:aws:s3:::home/111122223333", principal: Session));
    }
}
