using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Iam;

/// <summary>A sandbox with calls to IAM.</summary>
public abstract class IamTest
{
    protected const string Account = "111122223333";
    protected const string ReadOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";

    protected SandboxCloud Cloud { get; init; } = new();

    protected static string Allow(string action, string resource = "*", string? condition = null) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"{{action}}","Resource":"{{resource}}"{{(condition is null ? "" : $",\"Condition\":{condition}")}}}]}""";

    protected static string Trust(string principal, string? condition = null, string action = "sts:AssumeRole") =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{{principal}},"Action":"{{action}}"{{(condition is null ? "" : $",\"Condition\":{condition}")}}}]}""";

    /// <summary>A request from pairs of names and values.</summary>
    protected static Struct Input(params (string Name, object? Value)[] members)
    {
        var input = new Struct();
        foreach (var (name, value) in members)
        {
            input[name] = value;
        }

        return input;
    }

    protected Struct Iam(string operation, params (string Name, object? Value)[] members) => Cloud.Call("iam", operation, Input(members));

    protected AwsError Fails(string operation, params (string Name, object? Value)[] members) => Cloud.Fail("iam", operation, Input(members));

    protected void Fails(string code, string message, string operation, params (string Name, object? Value)[] members)
    {
        var error = Fails(operation, members);
        Assert.Equal((code, message), (error.Code, error.Message));
    }

    /// <summary>Makes a user with an access key, and returns whom the key stands for.</summary>
    protected Caller User(string name, string? policy = null)
    {
        Iam("CreateUser", ("UserName", name));
        if (policy is not null)
        {
            Iam("PutUserPolicy", ("UserName", name), ("PolicyName", "own"), ("PolicyDocument", policy));
        }

        return Cloud.Credentials.Find(Key(name).String("AccessKeyId")!)!.Caller;
    }

    protected Struct Key(string user) => Iam("CreateAccessKey", ("UserName", user)).Child("AccessKey")!;
}
