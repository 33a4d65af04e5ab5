using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Writing;
using CsCheck;

namespace AwsOps.Engine.Tests.Policy;

public class LeastPrivilegeTests
{
    private const string Topic = "arn:aws:sns:eu-west-1:111122223333:alerts";

    private static Statement Only(LeastPrivilegePolicy policy) => Assert.Single(Assert.Single(policy.Documents).Statements);

    private static string[] Values(IReadOnlyList<PolicyText> values) => [.. values.Select(value => value.Text)];

    [Fact]
    public void Actions_are_grouped_by_resource_with_real_arns()
    {
        LeastPrivilegePolicy policy = LeastPrivilegeBuilder.Build(
        [
            new("sns:Publish", Topic), new("sns:GetTopicAttributes", Topic), new("sns:publish", Topic),
            new("sqs:SendMessage", Ask.Queue), new("sqs:SendMessage", Ask.Queue + "-2"), new("ec2:DescribeInstances"),
        ]);
        IReadOnlyList<Statement> statements = Assert.Single(policy.Documents).Statements;
        Assert.Equal(3, statements.Count);
        Assert.Contains(statements, statement => Values(statement.Action.Values).SequenceEqual(["sns:GetTopicAttributes", "sns:Publish"]) && Values(statement.Resource!.Values).SequenceEqual([Topic]));
        Assert.Contains(statements, statement => Values(statement.Resource!.Values).SequenceEqual([Ask.Queue, Ask.Queue + "-2"]));
        Assert.Contains(statements, statement => Values(statement.Action.Values).SequenceEqual(["ec2:DescribeInstances"]) && statement.Resource!.Values[0].Text == "*");
        Assert.Empty(policy.FindMissing());
        Assert.Empty(policy.FindSuperfluous());
    }

    /// <summary>"There is no CloudTrail event for iam:PassRole": https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html</summary>
    [Fact]
    public void The_passing_of_roles_is_inferred_with_the_service_that_takes_them()
    {
        LeastPrivilegePolicy policy = LeastPrivilegeBuilder.Build(
            [new("lambda:CreateFunction", "arn:aws:lambda:eu-west-1:111122223333:function:f") { PassedRoles = [Ask.Role] }]);
        Statement pass = policy.Documents[0].Statements.Single(statement => statement.Action.Covers("iam:PassRole"));
        Assert.Equal([Ask.Role], Values(pass.Resource!.Values));
        Assert.Equal("iam:PassedToService", pass.Conditions[0].Key.Text);
        Assert.Equal(["lambda.amazonaws.com"], Values(pass.Conditions[0].Values));
        Assert.Empty(policy.FindMissing());
    }

    [Fact]
    public void Condition_keys_are_kept()
    {
        LeastPrivilegePolicy policy = LeastPrivilegeBuilder.Build(
            [new("sns:Publish", Topic) { Conditions = new Dictionary<string, string> { ["aws:RequestedRegion"] = "eu-west-1" } }]);
        Assert.Equal("aws:RequestedRegion", Only(policy).Conditions[0].Key.Text);
        Assert.Empty(policy.FindMissing());
        Assert.NotEmpty(policy.FindMissing([Ask.AllowNothing]));
    }

    [Fact]
    public void Required_resources_that_the_record_does_not_name_are_filled_in_and_noted()
    {
        LeastPrivilegePolicy policy = LeastPrivilegeBuilder.Build(
            [new("ec2:RunInstances", "arn:aws:ec2:eu-west-1::image/ami-1") { AccountId = Ask.Account, Region = "eu-west-1" }]);
        string[] resources = Values(Only(policy).Resource!.Values);
        Assert.Contains("arn:aws:ec2:eu-west-1::image/ami-1", resources);
        Assert.Contains("arn:aws:ec2:eu-west-1:111122223333:instance/*", resources);
        Assert.DoesNotContain("*", resources);
        Assert.Contains(policy.Notes, note => note.Contains("instance", StringComparison.Ordinal));
    }

    [Fact]
    public void An_arn_that_the_action_cannot_have_is_not_written() =>
        Assert.Equal("*", Only(LeastPrivilegeBuilder.Build([new("ec2:DescribeInstances", "arn:aws:ec2:eu-west-1:111122223333:instance/i-1")])).Resource!.Values[0].Text);

    [Fact]
    public void A_policy_that_is_too_long_is_split()
    {
        ObservedAccess[] accesses = [.. Enumerable.Range(0, 400).Select(i => new ObservedAccess("s3:GetObject", $"arn:aws:s3:::bucket/folder/object-{i:D6}"))];
        LeastPrivilegePolicy policy = LeastPrivilegeBuilder.Build(accesses);
        Assert.True(policy.Documents.Count > 1);
        Assert.All(policy.Documents, document => Assert.InRange(document.Size, 1, 6144));
        Assert.Empty(policy.FindMissing());
        LeastPrivilegePolicy shorter = LeastPrivilegeBuilder.Build(accesses, maximumNames: 50);
        Assert.Equal(["arn:aws:s3:::bucket/folder/*"], Values(Only(shorter).Resource!.Values));
        Assert.Empty(shorter.FindMissing());
        Assert.Empty(shorter.FindSuperfluous());
    }

    [Fact]
    public void What_falls_away_is_named()
    {
        LeastPrivilegePolicy policy = LeastPrivilegeBuilder.Build([new("sns:Publish", Topic)]);
        IReadOnlyList<string> lost = policy.FindLostActions(
            [Ask.Doc("""{"Effect":"Allow","Action":["sns:Publish","sns:Delete*"],"Resource":"*"}""", """{"Effect":"Deny","Action":"sns:DeleteEndpoint","Resource":"*"}""")]);
        Assert.Contains("sns:DeleteTopic", lost);
        Assert.DoesNotContain("sns:Publish", lost);
        Assert.DoesNotContain("sns:DeleteEndpoint", lost);
    }

    [Fact]
    public void Nothing_observed_is_no_policy() => Assert.Empty(LeastPrivilegeBuilder.Build([]).Texts);

    /// <summary>Every event stays allowed; nothing can be taken out without losing one.</summary>
    [Fact]
    public void A_generated_policy_allows_all_events_and_is_minimal() =>
        Gen.Select(
            Gen.OneOfConst("sqs:SendMessage", "sqs:ReceiveMessage", "sns:Publish", "s3:GetObject", "s3:PutObject", "ec2:DescribeInstances", "kms:Decrypt", "sts:AssumeRole"),
            Gen.Int[0, 4], Gen.OneOfConst("", "", "red"),
            (action, number, team) => new ObservedAccess(action, ResourceOf(action, number))
            {
                Conditions = team.Length == 0 ? new() : new Dictionary<string, string> { ["aws:PrincipalTag/team"] = team },
            }).Array[1, 20].Sample(
            accesses =>
            {
                LeastPrivilegePolicy policy = LeastPrivilegeBuilder.Build(accesses);
                return policy.FindMissing().Count == 0 && policy.Statements.All(statement => statement.Actions.All(action => statement.Resources.All(resource =>
                    policy.FindMissing([PolicyDocument.Parse(PolicyWriter.Write(Without(policy.Statements, statement, action, resource)))]).Count > 0)));
            },
            iter: 100);

    private static string ResourceOf(string action, int number) => action[..3] switch
    {
        "sqs" => $"{Ask.Queue}{number}",
        "sns" => $"{Topic}{number}",
        "s3:" => $"arn:aws:s3:::bucket/{number}",
        "kms" => $"arn:aws:kms:eu-west-1:111122223333:key/{number}",
        "sts" => $"arn:aws:iam::111122223333:role/r{number}",
        _ => "*",
    };

    private static IEnumerable<AllowStatement> Without(IReadOnlyList<AllowStatement> statements, AllowStatement from, string action, string resource)
    {
        foreach (AllowStatement statement in statements)
        {
            if (statement != from)
            {
                yield return statement;
                continue;
            }

            yield return new(["none:None"], ["*"], statement.Conditions);
            if (statement.Actions.Count > 1)
            {
                yield return statement with { Actions = [.. statement.Actions.Where(other => other != action)] };
            }

            if (statement.Resources.Count > 1)
            {
                yield return statement with { Actions = [action], Resources = [.. statement.Resources.Where(other => other != resource)] };
            }
        }
    }
}
