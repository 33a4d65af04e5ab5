using AwsOps.Engine.Policy;

namespace AwsOps.Engine.Tests.Policy;

/// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html</summary>
public class ParserTests
{
    [Fact]
    public void Positions_are_kept()
    {
        PolicyDocument policy = PolicyDocument.Parse(
            "{\n  \"Version\": \"2012-10-17\",\r\n  \"Statement\": [\n    { \"Sid\": \"One\", \"Effect\": \"Allow\",\n      \"Action\": [\"s3:GetObject\", \"s3:PutObject\"], \"Resource\": \"*\",\n      \"Condition\": {\"Bool\": {\"aws:SecureTransport\": true}} }\n  ]\n}", "mine");
        Statement statement = Assert.Single(policy.Statements);
        Assert.Equal(new TextPosition(4, 5), statement.Position);
        Assert.Equal(new TextPosition(5, 34), statement.Action.Values[1].Position);
        Assert.Equal(new TextPosition(5, 51), statement.Resource!.Position);
        Assert.Equal(new TextPosition(6, 30), statement.Conditions[0].Key.Position);
        Assert.Equal("statement 'One' of mine", statement.ToString());
    }

    [Fact]
    public void Blocks_can_appear_in_any_order_and_brackets_are_optional()
    {
        PolicyDocument policy = PolicyDocument.Parse("""{"Statement":{"Resource":"*","Action":"a:B","Effect":"Deny"},"Id":"x"}""");
        Assert.Equal(Effect.Deny, policy.Statements[0].Effect);
        Assert.Equal("2008-10-17", policy.Version);
    }

    [Fact]
    public void Size_leaves_out_white_space() =>
        Assert.Equal("""{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}""".Length, PolicyDocument.Parse("{ \"Statement\" : \n {\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}\t}").Size);

    [Theory]
    [InlineData("", 1, 1, "empty")]
    [InlineData("  \n ", 2, 2, "empty")]
    [InlineData("[]", 1, 1, "object")]
    [InlineData("{", 1, 2, "quoted name")]
    [InlineData("{\"Version\"", 1, 11, "':'")]
    [InlineData("{}", 1, 1, "no Statement")]
    [InlineData("{\"Statement\":[]}", 1, 14, "empty")]
    [InlineData("{\"Statement\":[1]}", 1, 15, "object")]
    [InlineData("{\"Statement\":{}} x", 1, 18, "follow")]
    [InlineData("{\"Version\":\"2012-10-18\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}}", 1, 12, "2012-10-17")]
    [InlineData("{\"statement\":{}}", 1, 2, "case matters")]
    [InlineData("{\"Statement\":{\"Action\":\"*\",\"Resource\":\"*\"}}", 1, 14, "no Effect")]
    [InlineData("{\"Statement\":{\"Effect\":\"allow\",\"Action\":\"*\",\"Resource\":\"*\"}}", 1, 24, "'allow'")]
    [InlineData("{\"Statement\":{\"Effect\":\"Allow\",\"Resource\":\"*\"}}", 1, 14, "Action")]
    [InlineData("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":[],\"Resource\":\"*\"}}", 1, 41, "at least one")]
    [InlineData("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":[1],\"Resource\":\"*\"}}", 1, 42, "a number")]
    [InlineData("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"NotAction\":\"*\",\"Resource\":\"*\"}}", 1, 45, "not both")]
    [InlineData("{\"Statement\":{\"Effect\":\"Allow\",\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}", 1, 32, "more than once")]
    [InlineData("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Why\":1}}", 1, 60, "'Why'")]
    [InlineData("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Principal\":\"me\"}}", 1, 57, "Principal")]
    [InlineData("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Principal\":{\"Group\":\"me\"}}}", 1, 58, "'Group'")]
    [InlineData("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Condition\":{\"StringEquals\":1}}}", 1, 73, "condition keys")]
    [InlineData("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Condition\":{\"StringEquals\":{\"key\":\"1\"}}}}", 1, 74, "prefix")]
    [InlineData("{\"Statement\":\n\"\\x\"}", 2, 3, "escape")]
    [InlineData("{\"Statement\": \"open", 1, 15, "not closed")]
    [InlineData("{\"Statement\": 01}", 1, 16, "'}'")]
    [InlineData("{\"Statement\": -}", 1, 16, "digit")]
    [InlineData("{\"Statement\": nul}", 1, 15, "value")]
    [InlineData("{\"Statement\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 1, 46, "nested")]
    public void Errors_say_where_and_what_would_be_right(string text, int line, int column, string contains)
    {
        PolicyFormatException exception = Assert.Throws<PolicyFormatException>(() => PolicyDocument.Parse(text));
        Assert.Contains(exception.Errors, error => error.Position == new TextPosition(line, column) && error.Message.Contains(contains, StringComparison.Ordinal));
    }

    [Fact]
    public void All_errors_are_reported_at_once()
    {
        Assert.False(PolicyDocument.TryParse("""{"Version":"1","Statement":[{"Effect":"x","Action":"*"},{"Effect":"Allow"}]}""", null, out _, out IReadOnlyList<PolicyError> errors));
        Assert.Equal(3, errors.Count);
    }

    [Theory]
    [InlineData(@"\u0041\u00e9\n\t\/\\\""", "A\u00e9\n\t/\\\"")]
    [InlineData(@"\ud83d\ude00", "\U0001F600")]
    public void Escapes_are_resolved(string json, string value)
    {
        PolicyDocument policy = PolicyDocument.Parse($$$"""{"Id":"{{{json}}}","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}""");
        Assert.Equal(value, policy.Id!.Value.Text);
    }

    [Fact]
    public void Aws_message_of_the_first_error_is_given()
    {
        PolicyFormatException exception = Assert.Throws<PolicyFormatException>(() => PolicyDocument.Parse("""{"Statement":{"Effect":"Allow","Resource":"*"}}"""));
        Assert.Equal("Policy statement must contain actions.", exception.Errors[0].AwsMessage);
    }
}
