using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Tests.Iam;

namespace AwsOps.Sandbox.Tests.Sns;

/// <summary>Policies of topics and filters of subscriptions.</summary>
public class TopicPolicyTests : IamTest
{
    private readonly string _topic;

    public TopicPolicyTests() => _topic = Sns("CreateTopic", ("Name", "news")).String("TopicArn")!;

    [Fact]
    public void A_topic_is_its_owners_until_others_are_let_in()
    {
        // https://docs.aws.amazon.com/sns/latest/api/API_AddPermission.html
        Assert.Contains("__default_policy_ID", Policy(), StringComparison.Ordinal);
        Sns("AddPermission", ("TopicArn", _topic), ("Label", "partner"), ("AWSAccountId", new[] { "444455556666" }), ("ActionName", new[] { "Publish" }));
        Assert.Contains("arn:aws:iam::444455556666:root", Policy(), StringComparison.Ordinal);
        Assert.Equal("InvalidParameter", Cloud.Fail("sns", "AddPermission", Input(("TopicArn", _topic), ("Label", "partner"), ("AWSAccountId", new[] { "444455556666" }), ("ActionName", new[] { "Publish" }))).Code);
        Sns("RemovePermission", ("TopicArn", _topic), ("Label", "partner"));
        Assert.DoesNotContain("444455556666", Policy(), StringComparison.Ordinal);
        Assert.Equal("InvalidParameter", Cloud.Fail("sns", "SetTopicAttributes", Input(("TopicArn", _topic), ("AttributeName", "Policy"), ("AttributeValue", "{}"))).Code);
    }

    /// <summary>https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html, numeric-value-matching.html and attribute-key-matching.html.</summary>
    [Theory]
    [InlineData("""{"event":["order"]}""", true)]
    [InlineData("""{"event":["refund"]}""", false)]
    [InlineData("""{"event":[{"anything-but":["refund"]}]}""", true)]
    [InlineData("""{"event":[{"prefix":"ord"}],"price":[{"numeric":[">",0,"<=",10]}]}""", true)]
    [InlineData("""{"price":[{"numeric":[">",10]}]}""", false)]
    [InlineData("""{"price":[10]}""", true)]
    [InlineData("""{"store":[{"exists":false}]}""", true)]
    [InlineData("""{"store":["berlin"]}""", false)]
    [InlineData("""{"$or":[{"store":["berlin"]},{"event":["order"]}]}""", true)]
    public void A_filter_takes_what_it_wants(string filter, bool taken)
    {
        Sns("Subscribe", ("TopicArn", _topic), ("Protocol", "sqs"), ("Endpoint", $"arn:aws:sqs:eu-west-1:{Account}:q"), ("Attributes", Input(("FilterPolicy", filter))));
        Sns("Publish", ("TopicArn", _topic), ("Message", "m"), ("MessageAttributes", Input(("event", Input(("DataType", "String"), ("StringValue", "order"))), ("price", Input(("DataType", "Number"), ("StringValue", "10"))))));
        Assert.Equal(taken ? 1 : 0, Cloud.Mailbox.Snapshot().Count);
    }

    [Fact]
    public void A_filter_may_look_into_the_message()
    {
        // https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering-scope.html
        Sns("Subscribe", ("TopicArn", _topic), ("Protocol", "sqs"), ("Endpoint", $"arn:aws:sqs:eu-west-1:{Account}:q"), ("Attributes", Input(("FilterPolicy", """{"order":{"total":[{"numeric":[">=",100]}]}}"""), ("FilterPolicyScope", "MessageBody"))));
        Sns("Publish", ("TopicArn", _topic), ("Message", """{"order":{"total":99}}"""));
        Sns("Publish", ("TopicArn", _topic), ("Message", """{"order":{"total":100}}"""));
        Sns("Publish", ("TopicArn", _topic), ("Message", "no JSON"));
        Assert.Single(Cloud.Mailbox.Snapshot());
        Assert.Equal("InvalidParameter", Cloud.Fail("sns", "Subscribe", Input(("TopicArn", _topic), ("Protocol", "sqs"), ("Endpoint", "arn:aws:sqs:eu-west-1:1:p"), ("Attributes", Input(("FilterPolicy", "{"))))).Code);
    }

    private string Policy() => Sns("GetTopicAttributes", ("TopicArn", _topic)).Child("Attributes")!.String("Policy")!;

    private Struct Sns(string operation, params (string, object?)[] members) => Cloud.Call("sns", operation, Input(members));
}
