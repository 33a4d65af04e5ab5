using System.Text.Json.Nodes;
using AwsOps.Engine.Policy;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Sns;

/// <summary>The policy of a topic: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-key-concepts.html</summary>
internal static class TopicPolicy
{
    /// <summary>What a new topic has: its owner may do everything.</summary>
    public static string Default(string arn, string account) =>
        "{\"Version\":\"2008-10-17\",\"Id\":\"__default_policy_ID\",\"Statement\":[{\"Sid\":\"__default_statement_ID\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},"
        + "\"Action\":[\"SNS:GetTopicAttributes\",\"SNS:SetTopicAttributes\",\"SNS:AddPermission\",\"SNS:RemovePermission\",\"SNS:DeleteTopic\",\"SNS:Subscribe\",\"SNS:ListSubscriptionsByTopic\",\"SNS:Publish\"],"
        + $"\"Resource\":\"{arn}\",\"Condition\":{{\"StringEquals\":{{\"AWS:SourceOwner\":\"{account}\"}}}}}}]}}";

    /// <summary>Refuses what is no policy of a topic.</summary>
    public static string Check(string text) =>
        PolicyDocument.TryParse(text, null, out var policy, out _) && PolicyGrammar.Check(policy, PolicyKind.Resource).Count == 0
            ? text
            : throw SnsErrors.Invalid("Policy Error: null");

    /// <summary>https://docs.aws.amazon.com/sns/latest/api/API_AddPermission.html</summary>
    public static void Add(Topic topic, Struct input)
    {
        var (policy, statements) = Read(topic);
        var label = input.String("Label")!;
        if (statements.Any(statement => Label(statement) == label))
        {
            throw SnsErrors.Invalid("Statement already exists");
        }

        statements.Add(new JsonObject
        {
            ["Sid"] = label,
            ["Effect"] = "Allow",
            ["Principal"] = new JsonObject { ["AWS"] = new JsonArray([.. input.Strings("AWSAccountId").Select(static account => (JsonNode)$"arn:aws:iam::{account}:root")]) },
            ["Action"] = new JsonArray([.. input.Strings("ActionName").Select(static action => (JsonNode)$"SNS:{action}")]),
            ["Resource"] = topic.Arn,
        });
        topic.Attributes["Policy"] = policy.ToJsonString();
    }

    /// <summary>https://docs.aws.amazon.com/sns/latest/api/API_RemovePermission.html</summary>
    public static void Remove(Topic topic, string label)
    {
        var (policy, statements) = Read(topic);
        statements.Remove(statements.FirstOrDefault(statement => Label(statement) == label) ?? throw SnsErrors.Invalid($"no statement with the label {label}"));
        topic.Attributes["Policy"] = policy.ToJsonString();
    }

    private static (JsonObject Policy, JsonArray Statements) Read(Topic topic)
    {
        var policy = JsonNode.Parse(topic.Attributes["Policy"])!.AsObject();
        if (policy["Statement"] is not JsonArray statements)
        {
            var single = policy["Statement"]!.DeepClone();
            policy["Statement"] = statements = [single];
        }

        return (policy, statements);
    }

    private static string? Label(JsonNode? statement) => statement?["Sid"]?.GetValue<string>();
}
