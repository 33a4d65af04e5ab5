using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests;

/// <summary>Calls a sandbox without any wire.</summary>
internal static class SandboxTest
{
    public const string Region = "eu-west-1";

    /// <summary>Calls an operation by the name of its service model; throws what AWS would answer as an error.</summary>
    public static Struct Call(this SandboxCloud cloud, string service, string operation, Struct? input = null, string region = Region, Caller? caller = null)
    {
        var answer = cloud.Invoke(new ApiRequest(service, operation, input ?? []) { Region = region, Caller = caller });
        return answer.Error is null ? answer.Output : throw answer.Error;
    }

    /// <summary>Calls an operation that must fail, and returns the error.</summary>
    public static AwsError Fail(this SandboxCloud cloud, string service, string operation, Struct? input = null, string region = Region, Caller? caller = null) =>
        cloud.Invoke(new ApiRequest(service, operation, input ?? []) { Region = region, Caller = caller }).Error
        ?? throw new Xunit.Sdk.XunitException($"{service}:{operation} should have failed.");
}
