using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Writing;
using CsCheck;

namespace AwsOps.Engine.Tests.Policy;

public sealed class PolicyDifferenceTests
{
    private const string Read = """{"Sid":"Read","Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":"*"}""";
    private const string Write = """{"Sid":"Write","Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::a/*","Condition":{"StringEquals":{"aws:PrincipalTag/team":["b","a"]}}}""";

    [Theory]
    [InlineData(Read, """{"Resource":["*"],"Action":["s3:ListBucket","S3:getobject"],"Effect":"Allow","Sid":"Read"}""")]
    [InlineData(Write, """{"Sid":"Write","Effect":"Allow","Action":["s3:PutObject"],"Resource":"arn:aws:s3:::a/*","Condition":{"StringEquals":{"aws:PrincipalTag/team":["a","b"]}}}""")]
    public void Order_lists_of_one_and_the_case_of_actions_make_no_difference(string old, string @new) =>
        Assert.Empty(PolicyDifference.Between(Ask.Doc(old), Ask.Doc(@new)));

    [Fact]
    public void The_order_of_statements_makes_no_difference() => Assert.Empty(PolicyDifference.Between(Ask.Doc(Read, Write), Ask.Doc(Write, Read)));

    [Fact]
    public void A_statement_that_changed_says_what_came_and_what_went() => Assert.Equal(
        "statement 'Read': - Action s3:ListBucket; + Action s3:*",
        Assert.Single(PolicyDifference.Between(Ask.Doc(Read, Write), Ask.Doc("""{"Sid":"Read","Effect":"Allow","Action":["s3:GetObject","s3:*"],"Resource":"*"}""", Write))).ToString());

    [Fact]
    public void New_and_removed_statements_are_told_in_full() => Assert.Equal(
        [
            "new statement 'Write': Effect Allow; Action s3:PutObject; Resource arn:aws:s3:::a/*; Condition StringEquals aws:PrincipalTag/team a or b",
            "removed statement 'Read': Effect Allow; Action s3:GetObject; Action s3:ListBucket; Resource *",
        ],
        PolicyDifference.Between(Ask.Doc(Read), Ask.Doc(Write)).Select(static change => change.ToString()));

    [Fact]
    public void A_statement_without_Sid_is_compared_with_the_one_most_like_it() => Assert.Equal(
        "statement 1: - Effect Allow; + Effect Deny",
        Assert.Single(PolicyDifference.Between(
            Ask.Doc("""{"Effect":"Allow","Action":"s3:*","Resource":"*"}"""),
            Ask.Doc("""{"Effect":"Deny","Action":"s3:*","Resource":"*"}"""))).ToString());

    [Fact]
    public void The_version_of_the_language_counts()
    {
        // "If you do not include a Version element, the value defaults to 2008-10-17, but newer features, such as policy
        // variables, will not work": https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
        var old = PolicyDocument.Parse($$"""{"Statement":{{Read}}}""");
        Assert.Equal("- Version 2008-10-17; + Version 2012-10-17", Assert.Single(PolicyDifference.Between(old, Ask.Doc(Read))).ToString());
    }

    [Fact]
    public void A_policy_never_differs_from_itself_and_always_from_another_in_its_effect() =>
        Gen.Select(Gen.OneOfConst("Allow", "Deny"), Gen.OneOfConst("s3:*", "s3:GetObject", "ec2:*").Array[1, 3], Gen.OneOfConst("*", "arn:aws:s3:::a").Array[1, 2]).Array[1, 4].Sample(statements =>
        {
            var texts = statements.Select(static one => $$"""{"Effect":"{{one.Item1}}","Action":["{{string.Join("\",\"", one.Item2)}}"],"Resource":["{{string.Join("\",\"", one.Item3)}}"]}""").ToArray();
            var policy = Ask.Doc(texts);
            Assert.Empty(PolicyDifference.Between(policy, Ask.Doc([.. texts.Reverse()])));
            var longer = Ask.Doc([.. texts, Write]);
            Assert.True(Assert.Single(PolicyDifference.Between(policy, longer)).IsNew);
            Assert.True(Assert.Single(PolicyDifference.Between(longer, policy)).IsGone);
        });
}
