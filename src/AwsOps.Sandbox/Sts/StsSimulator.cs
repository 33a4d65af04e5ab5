using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Sts;

/// <summary>AWS Security Token Service.</summary>
internal sealed class StsSimulator : ServiceSimulator
{
    public StsSimulator()
        : base("sts") => On("GetCallerIdentity", GetCallerIdentity);

    /// <summary>Needs no permission (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html).</summary>
    private static Struct GetCallerIdentity(Call call, Struct input) => new()
    {
        ["UserId"] = call.Caller.UserId,
        ["Account"] = call.Caller.Account,
        ["Arn"] = call.Caller.Arn,
    };
}
