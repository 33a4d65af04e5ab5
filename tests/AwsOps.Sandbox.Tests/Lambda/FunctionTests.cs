using System.Text.Json.Nodes;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Tests.Iam;

namespace AwsOps.Sandbox.Tests.Lambda;

/// <summary>https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html</summary>
public class FunctionTests : IamTest
{
    [Fact]
    public void A_function_is_made_and_listed()
    {
        var made = Lambda("CreateFunction", Function("orders"));
        Assert.Equal(($"arn:aws:lambda:eu-west-1:{Account}:function:orders", "$LATEST", 3), (made.String("FunctionArn"), made.String("Version"), made.Int("Timeout")));
        Assert.Equal("ResourceConflictException", Fail("CreateFunction", Function("orders")));
        Assert.Equal(["orders"], Lambda("ListFunctions").Structs("Functions").Select(static function => function.String("FunctionName")));
    }

    [Theory]
    [InlineData("s3.amazonaws.com", """{"Service":"s3.amazonaws.com"}""")]
    [InlineData("444455556666", """{"AWS":"arn:aws:iam::444455556666:root"}""")]
    [InlineData("arn:aws:iam::444455556666:role/app", """{"AWS":"arn:aws:iam::444455556666:role/app"}""")]
    [InlineData("*", "\"*\"")]
    public void A_permission_becomes_a_statement_of_the_function_s_policy(string principal, string expected)
    {
        Lambda("CreateFunction", Function("orders"));
        Assert.Equal("ResourceNotFoundException", Fail("GetPolicy", ("FunctionName", "orders")));
        Lambda("AddPermission", ("FunctionName", $"arn:aws:lambda:eu-west-1:{Account}:function:orders"), ("StatementId", "one"), ("Action", "lambda:InvokeFunction"), ("Principal", principal), ("SourceAccount", Account));
        var statement = JsonNode.Parse(Lambda("GetPolicy", ("FunctionName", "orders")).String("Policy")!)!["Statement"]![0]!;
        Assert.Equal(expected, statement["Principal"]!.ToJsonString());
        Assert.Equal($$$"""{"StringEquals":{"AWS:SourceAccount":"{{{Account}}}"}}""", statement["Condition"]!.ToJsonString());
        Assert.Equal("ResourceConflictException", Fail("AddPermission", ("FunctionName", "orders"), ("StatementId", "one"), ("Action", "lambda:InvokeFunction"), ("Principal", "*")));
        Lambda("RemovePermission", ("FunctionName", "orders"), ("StatementId", "one"));
        Assert.Equal("ResourceNotFoundException", Fail("RemovePermission", ("FunctionName", "orders"), ("StatementId", "one")));
        Assert.Equal("ResourceNotFoundException", Fail("GetPolicy", ("FunctionName", "orders")));
    }

    private static (string, object?)[] Function(string name) => [("FunctionName", name), ("Role", "arn:aws:iam::111122223333:role/orders"), ("Code", Input(("ZipFile", new byte[] { 1, 2, 3 })))];

    private Struct Lambda(string operation, params (string, object?)[] members) => Cloud.Call("lambda", operation, Input(members));

    private string Fail(string operation, params (string, object?)[] members) => Cloud.Fail("lambda", operation, Input(members)).Code;
}
