using AwsOps.Engine.Policy;
using static AwsOps.Engine.Tests.Policy.Ask;

namespace AwsOps.Engine.Tests.Policy;

/// <summary>Actions, resources and their wildcards.</summary>
public class PatternTests
{
    /// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html: "The prefix and the action name are case insensitive."</summary>
    [Theory]
    [InlineData("iam:ListAccessKeys", "IAM:listaccesskeys", true)]
    [InlineData("iam:*AccessKey*", "iam:DeleteAccessKey", true)]
    [InlineData("iam:*AccessKey*", "iam:ListUsers", false)]
    [InlineData("s3:Get*", "s3:GetObject", true)]
    [InlineData("s3:Get*", "s3:PutObject", false)]
    [InlineData("s3:?etObject", "s3:GetObject", true)]
    [InlineData("*", "s3:GetObject", true)]
    [InlineData("*:*", "s3:GetObject", true)]
    [InlineData("*:Get*", "s3:GetObject", true)]
    [InlineData("s3:*", "s3express:CreateSession", false)]
    public void Actions_match_as_documented(string pattern, string action, bool matches)
    {
        AccessRequest request = Request(action: action, resource: "*");
        Assert.Equal(matches, Allows($"\"Effect\":\"Allow\",\"Action\":\"{pattern}\",\"Resource\":\"*\"", request));
        // "NotAction … explicitly matches everything except the specified list of actions", in every service.
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
        Assert.Equal(!matches, Allows($"\"Effect\":\"Allow\",\"NotAction\":\"{pattern}\",\"Resource\":\"*\"", request));
    }

    /// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html</summary>
    [Theory]
    [InlineData("*", "arn:aws:s3:::bucket", true)]
    [InlineData("arn:aws:s3:::bucket", "arn:aws:s3:::bucket", true)]
    [InlineData("arn:aws:s3:::bucket", "arn:aws:s3:::Bucket", false)]
    [InlineData("arn:aws:s3:::bucket", "arn:aws:s3:::bucket/key", false)]
    [InlineData("arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a/b/c", true)]
    [InlineData("arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket", false)]
    [InlineData("arn:aws:s3:::bucket/*/c", "arn:aws:s3:::bucket/a/b/c", true)]
    [InlineData("arn:aws:s3:::bucket/?", "arn:aws:s3:::bucket/a", true)]
    [InlineData("arn:aws:s3:::bucket/?", "arn:aws:s3:::bucket/ab", false)]
    [InlineData("arn:aws:s3:::bucket/*.log", "arn:aws:s3:::bucket/12:30.log", true)]
    [InlineData("arn:aws:iam::*:user/accounting/*", "arn:aws:iam::111122223333:user/accounting/eu/bob", true)]
    [InlineData("arn:aws:ec2:us-*:111122223333:instance/*", "arn:aws:ec2:us-east-1:111122223333:instance/i-1", true)]
    [InlineData("arn:aws:ec2:us-*-1:111122223333:instance/*", "arn:aws:ec2:us-east-2:9:x-1:111122223333:instance/i-1", false)]
    [InlineData("arn:aws:ec2:*:instance/i-1", "arn:aws:ec2:us-east-1:111122223333:instance/i-1", true)]
    [InlineData("arn:aws:ec2:us-e?st-1:*:instance/*", "arn:aws:ec2:us-east-1:111122223333:instance/i-1", true)]
    [InlineData("arn:aws:ec2:*", "arn:aws:ec2:us-east-1:111122223333:instance/i-1", true)]
    [InlineData("arn:*:ec2:*:*:instance/*", "arn:aws-cn:ec2:cn-north-1:111122223333:instance/i-1", true)]
    [InlineData("arn:aws:ec2:us-east-1", "arn:aws:ec2:us-east-1:111122223333:instance/i-1", false)]
    [InlineData("arn:aws:logs:*:*:log-group:/aws/*:log-stream:*", "arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/f:log-stream:s", true)]
    // "You can't use a wildcard in the service segment."
    [InlineData("arn:aws:*:us-east-1:111122223333:*", "arn:aws:ec2:us-east-1:111122223333:instance/i-1", false)]
    [InlineData("arn:aws:e*:::*", "arn:aws:ec2:::x", false)]
    [InlineData("arn:aws*", "arn:aws:ec2:::x", false)]
    // Actions without resource-level support ask for "*", which only "*" covers.
    [InlineData("*", "*", true)]
    [InlineData("**", "*", true)]
    [InlineData("arn:aws:s3:::*", "*", false)]
    public void Resources_match_as_documented(string pattern, string resource, bool matches)
    {
        AccessRequest request = Request(action: "s3:GetObject", resource: resource);
        request = new(request.Principal, request.Action, resource, null, Account);
        Assert.Equal(matches, Allows($"\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"{pattern}\"", request));
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
        Assert.Equal(!matches, Allows($"\"Effect\":\"Allow\",\"Action\":\"*\",\"NotResource\":\"{pattern}\"", request));
    }

    [Fact]
    public void A_pattern_full_of_asterisks_does_not_take_for_ever()
    {
        string pattern = "arn:aws:s3:::" + string.Concat(Enumerable.Repeat("*a", 200)) + "b";
        AccessRequest request = Request(action: "s3:GetObject", resource: "arn:aws:s3:::" + new string('a', 2000));
        Assert.False(Allows($"\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"{pattern}\"", request));
    }
}
