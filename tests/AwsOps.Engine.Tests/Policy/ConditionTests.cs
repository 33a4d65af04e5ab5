using AwsOps.Engine.Policy;
using static AwsOps.Engine.Tests.Policy.Ask;

namespace AwsOps.Engine.Tests.Policy;

/// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html</summary>
public class ConditionTests
{
    [Theory]
    // String
    [InlineData("StringEquals", "johndoe", "johndoe", true)]
    [InlineData("StringEquals", "johndoe", "JohnDoe", false)]
    [InlineData("StringEquals", "john*", "johndoe", false)]
    [InlineData("StringEquals", "john*", "john*", true)]
    [InlineData("StringNotEquals", "johndoe", "JohnDoe", true)]
    [InlineData("StringEqualsIgnoreCase", "johndoe", "JohnDoe", true)]
    [InlineData("StringNotEqualsIgnoreCase", "johndoe", "JohnDoe", false)]
    [InlineData("StringLike", "home/*/x", "home/a/b/x", true)]
    [InlineData("StringLike", "t?.micro", "t3.micro", true)]
    [InlineData("StringLike", "t?.micro", "t.micro", false)]
    [InlineData("StringLike", "T3.*", "t3.micro", false)]
    [InlineData("StringLike", "", "", true)]
    [InlineData("StringNotLike", "t?.micro", "t3.micro", false)]
    // Numeric
    [InlineData("NumericEquals", "10", "10.0", true)]
    [InlineData("NumericNotEquals", "10", "10.0", false)]
    [InlineData("NumericLessThan", "10", "9.5", true)]
    [InlineData("NumericLessThan", "10", "10", false)]
    [InlineData("NumericLessThanEquals", "10", "10", true)]
    [InlineData("NumericGreaterThan", "10", "9", false)]
    [InlineData("NumericGreaterThanEquals", "-1", "0", true)]
    [InlineData("NumericEquals", "10", "ten", false)]
    // Date
    [InlineData("DateEquals", "2020-01-01T00:00:00Z", "2020-01-01T01:00:00+01:00", true)]
    [InlineData("DateEquals", "2020-01-01", "1577836800", true)]
    [InlineData("DateNotEquals", "2020-01-01", "2020-01-01T00:00:01Z", true)]
    [InlineData("DateGreaterThan", "2020-01-01T00:00:01Z", "2020-01-01T00:00:02Z", true)]
    [InlineData("DateGreaterThanEquals", "2020-01-01T00:00:01Z", "2020-01-01T00:00:01.000Z", true)]
    [InlineData("DateLessThan", "2020-01", "2019-12-31T23:59:59Z", true)]
    [InlineData("DateLessThanEquals", "2020", "2020-01-01T00:00:00Z", true)]
    [InlineData("DateLessThan", "2020", "soon", false)]
    // Boolean
    [InlineData("Bool", "true", "true", true)]
    [InlineData("Bool", "false", "true", false)]
    [InlineData("Bool", "True", "true", true)]
    // Binary
    [InlineData("BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", true)]
    [InlineData("BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "QUFB", false)]
    // Addresses: "If you specify an IP address without the associated routing prefix, IAM uses the default prefix value of /32."
    [InlineData("IpAddress", "203.0.113.0/24", "203.0.113.255", true)]
    [InlineData("IpAddress", "203.0.113.0/24", "203.0.114.0", false)]
    [InlineData("IpAddress", "203.0.113.7", "203.0.113.7", true)]
    [InlineData("IpAddress", "203.0.113.7", "203.0.113.8", false)]
    [InlineData("IpAddress", "0.0.0.0/0", "203.0.113.7", true)]
    [InlineData("IpAddress", "2001:DB8:1234:5678::/64", "2001:db8:1234:5678::1", true)]
    [InlineData("IpAddress", "2001:DB8:1234:5678::/64", "2001:db8:1234:5679::1", false)]
    [InlineData("IpAddress", "::/0", "2001:db8::1", true)]
    [InlineData("IpAddress", "0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("IpAddress", "::/0", "203.0.113.7", false)]
    [InlineData("IpAddress", "0.0.0.0/0", "::ffff:203.0.113.7", false)]
    [InlineData("NotIpAddress", "203.0.113.0/24", "203.0.113.9", false)]
    [InlineData("NotIpAddress", "203.0.113.0/24", "2001:db8::1", true)]
    // ARNs: "Each of the six colon-delimited components of the ARN is checked separately."
    [InlineData("ArnEquals", "arn:aws:someservice:*:111122223333:finance/*", "arn:aws:someservice:us-east-2:111122223333:finance/document.txt", true)]
    [InlineData("ArnLike", "arn:aws:someservice:*:111122223333:finance/*", "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt", false)]
    [InlineData("StringLike", "arn:aws:someservice:*:111122223333:finance/*", "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt", true)]
    [InlineData("ArnEquals", "arn:aws:iam::*:user/A*", "arn:aws:iam::1:user/alice", false)]
    [InlineData("ArnEquals", "arn:aws:logs:*:*:log-group:a:*", "arn:aws:logs:eu-west-1:1:log-group:a:log-stream:b", true)]
    [InlineData("ArnNotEquals", "arn:aws:iam::1:user/*", "arn:aws:iam::1:user/alice", false)]
    [InlineData("ArnNotLike", "arn:aws:iam::1:user/*", "arn:aws:iam::1:role/alice", true)]
    [InlineData("ArnLike", "arn:aws:sns:eu-west-1:1", "arn:aws:sns:eu-west-1:1:topic", false)]
    [InlineData("ArnLike", "*", "arn:aws:sns:eu-west-1:1:topic", true)]
    public void Each_operator_compares_as_documented(string operatorName, string policyValue, string requestValue, bool holds)
    {
        string condition = $$$"""{"{{{operatorName}}}":{"test:Key":"{{{policyValue}}}"}}""";
        Assert.Equal(holds, Holds(condition, new() { ["test:Key"] = [requestValue] }));
    }

    /// <summary>"If the key … is not present in the request context, the values do not match and the condition is false. If the policy condition requires that the key is not matched … the condition is true."</summary>
    [Theory]
    [InlineData("StringEquals", false)]
    [InlineData("StringEqualsIgnoreCase", false)]
    [InlineData("StringLike", false)]
    [InlineData("NumericEquals", false)]
    [InlineData("NumericLessThan", false)]
    [InlineData("DateGreaterThan", false)]
    [InlineData("Bool", false)]
    [InlineData("BinaryEquals", false)]
    [InlineData("IpAddress", false)]
    [InlineData("ArnLike", false)]
    [InlineData("StringNotEquals", true)]
    [InlineData("StringNotEqualsIgnoreCase", true)]
    [InlineData("StringNotLike", true)]
    [InlineData("NumericNotEquals", true)]
    [InlineData("DateNotEquals", true)]
    [InlineData("NotIpAddress", true)]
    [InlineData("ArnNotEquals", true)]
    [InlineData("ArnNotLike", true)]
    public void A_missing_key_satisfies_negated_operators_only(string operatorName, bool holds)
    {
        Assert.Equal(holds, Holds($$$"""{"{{{operatorName}}}":{"test:Key":"1"}}""", []));
        Assert.True(Holds($$$"""{"{{{operatorName}}}IfExists":{"test:Key":"1"}}""", []));
        Assert.True(Holds($$$"""{"ForAllValues:{{{operatorName}}}":{"test:Key":"1"}}""", []));
        Assert.False(Holds($$$"""{"ForAnyValue:{{{operatorName}}}":{"test:Key":"1"}}""", []));
    }

    [Fact]
    public void IfExists_compares_where_the_key_exists()
    {
        const string Condition = """{"StringLikeIfExists":{"ec2:InstanceType":["t1.*","t2.*","m3.*"]}}""";
        Assert.True(Holds(Condition, new() { ["ec2:InstanceType"] = ["t2.micro"] }));
        Assert.False(Holds(Condition, new() { ["ec2:InstanceType"] = ["p5.48xlarge"] }));
    }

    /// <summary>"Use either true (the key doesn't exist) or false (the key exists and its value is not null)."</summary>
    [Theory]
    [InlineData("true", false)]
    [InlineData("false", true)]
    public void Null_tests_for_presence(string value, bool holdsWhenPresent)
    {
        string condition = $$$"""{"Null":{"aws:TokenIssueTime":"{{{value}}}"}}""";
        Assert.Equal(holdsWhenPresent, Holds(condition, new() { ["aws:TokenIssueTime"] = ["2020-01-01T00:00:00Z"] }));
        Assert.Equal(!holdsWhenPresent, Holds(condition, []));
        Assert.Equal(!holdsWhenPresent, Holds(condition, new() { ["aws:TokenIssueTime"] = [] }));
    }

    [Fact]
    public void Null_takes_no_IfExists() =>
        Assert.Throws<PolicyFormatException>(() => Holds("""{"NullIfExists":{"aws:TokenIssueTime":"true"}}""", []));

    /// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html</summary>
    [Theory]
    [InlineData("ForAllValues:StringEquals", "PostDateTime", true)]
    [InlineData("ForAllValues:StringEquals", "PostDateTime,UserName", false)]
    [InlineData("ForAnyValue:StringEquals", "PostDateTime,UserName", true)]
    [InlineData("ForAnyValue:StringEquals", "UserName", false)]
    [InlineData("ForAllValues:StringNotEquals", "UserName,ID", true)]
    [InlineData("ForAllValues:StringNotEquals", "UserName,Tags", false)]
    [InlineData("ForAnyValue:StringNotEquals", "UserName,Tags", true)]
    [InlineData("ForAnyValue:StringNotEquals", "Message,Tags", false)]
    [InlineData("ForAllValues:StringLike", "", true)]
    [InlineData("ForAnyValue:StringLike", "", false)]
    public void Set_operators_quantify_over_the_requests_values(string operatorName, string values, bool holds)
    {
        string condition = $$$"""{"{{{operatorName}}}":{"dynamodb:Attributes":["PostDateTime","Message","Tags"]}}""";
        Assert.Equal(holds, Holds(condition, new() { ["dynamodb:Attributes"] = values.Split(',') }));
    }

    /// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html</summary>
    [Theory]
    [InlineData("a", "x", "1", true)]
    [InlineData("b", "x", "1", true)]
    [InlineData("c", "x", "1", false)]
    [InlineData("a", "y", "1", false)]
    [InlineData("a", "x", "2", false)]
    public void Values_are_ored_keys_and_operators_anded(string first, string second, string third, bool holds)
    {
        const string Condition = """{"StringEquals":{"k:1":["a","b"],"k:2":"x"},"NumericEquals":{"k:3":"1"}}""";
        Assert.Equal(holds, Holds(Condition, new() { ["k:1"] = [first], ["k:2"] = [second], ["k:3"] = [third] }));
    }

    /// <summary>The same page: for negated operators the values are combined with NOR.</summary>
    [Fact]
    public void Negated_operators_hold_if_none_of_the_values_matches()
    {
        const string Condition = """{"StringNotEquals":{"k:1":["a","b"]}}""";
        Assert.False(Holds(Condition, new() { ["k:1"] = ["b"] }));
        Assert.True(Holds(Condition, new() { ["k:1"] = ["c"] }));
    }

    /// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html: "Condition key names are not case-sensitive."</summary>
    [Fact]
    public void Names_of_keys_and_operators_ignore_case()
    {
        Assert.True(Holds("""{"stringequals":{"AWS:SourceVPC":"vpc-1"}}""", new() { ["aws:sourcevpc"] = ["vpc-1"] }));
        Assert.True(Holds("""{"forallvalues:stringLIKEifexists":{"AWS:TagKeys":"a*"}}""", new() { ["aws:tagkeys"] = ["ab", "ac"] }));
    }

    /// <summary>"The aws:SourceIp key is always present in the request context, except when the requester uses a VPC endpoint."</summary>
    [Fact]
    public void Through_a_vpc_endpoint_a_deny_outside_of_an_address_range_hits_everybody()
    {
        const string Deny = """{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}""";
        PolicySet policies = new() { Identity = [AllowAll, Doc(Deny)] };
        Assert.True(AccessEvaluator.Evaluate(Request(context: new() { ["aws:SourceIp"] = ["203.0.113.1"] }), policies).IsAllowed);
        Assert.False(AccessEvaluator.Evaluate(Request(context: new() { ["aws:SourceVpce"] = ["vpce-1"] }), policies).IsAllowed);
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("true", "true")]
    public void Quotation_marks_are_optional_for_numeric_and_boolean_values(string literal, string value) =>
        Assert.True(Holds($$$"""{"StringEquals":{"k:1":{{{literal}}}}}""", new() { ["k:1"] = [value] }));

    [Theory]
    [InlineData("StringMatches")]
    [InlineData("ForSomeValues:StringLike")]
    [InlineData("1:StringLike")]
    [InlineData("NotBool")]
    [InlineData("IfExists")]
    [InlineData("")]
    public void An_unknown_operator_is_an_error(string name) =>
        Assert.Contains(name, Assert.Throws<PolicyFormatException>(() => Holds($$$"""{"{{{name}}}":{"k:1":"a"}}""", [])).Message, StringComparison.Ordinal);
}
