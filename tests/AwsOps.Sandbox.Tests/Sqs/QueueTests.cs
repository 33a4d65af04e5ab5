using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Tests.Iam;

namespace AwsOps.Sandbox.Tests.Sqs;

/// <summary>https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html and its neighbours.</summary>
public class QueueTests : IamTest
{
    [Fact]
    public void A_queue_has_attributes_and_a_policy()
    {
        var url = Sqs("CreateQueue", ("QueueName", "orders")).String("QueueUrl");
        Assert.Equal($"https://sqs.eu-west-1.amazonaws.com/{Account}/orders", url);
        Assert.Equal(url, Sqs("CreateQueue", ("QueueName", "orders")).String("QueueUrl"));
        Assert.Equal("QueueNameExists", Cloud.Fail("sqs", "CreateQueue", Input(("QueueName", "orders"), ("Attributes", Input(("DelaySeconds", "9"))))).Code);
        Assert.Equal(url, Sqs("GetQueueUrl", ("QueueName", "orders")).String("QueueUrl"));
        var policy = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"arn:aws:sqs:eu-west-1:{{Account}}:orders"}]}""";
        Sqs("SetQueueAttributes", ("QueueUrl", url), ("Attributes", Input(("Policy", policy))));
        Assert.Equal("InvalidAttributeValue", Cloud.Fail("sqs", "SetQueueAttributes", Input(("QueueUrl", url), ("Attributes", Input(("Policy", "{"))))).Code);
        var attributes = Sqs("GetQueueAttributes", ("QueueUrl", url), ("AttributeNames", new[] { "All" })).Child("Attributes")!;
        Assert.Equal((policy, $"arn:aws:sqs:eu-west-1:{Account}:orders", "30"), (attributes.String("Policy"), attributes.String("QueueArn"), attributes.String("VisibilityTimeout")));
        Assert.Equal([url!], Sqs("ListQueues", ("QueueNamePrefix", "ord")).Strings("QueueUrls"));
        Sqs("DeleteQueue", ("QueueUrl", url));
        Assert.Equal("QueueDoesNotExist", Cloud.Fail("sqs", "GetQueueUrl", Input(("QueueName", "orders"))).Code);
    }

    private Struct Sqs(string operation, params (string, object?)[] members) => Cloud.Call("sqs", operation, Input(members));
}
