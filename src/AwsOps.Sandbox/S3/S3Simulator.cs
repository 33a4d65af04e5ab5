using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.S3;

/// <summary>Amazon S3: buckets with all that decides who can use them, and small objects.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html</remarks>
internal sealed class S3Simulator : ServiceSimulator
{
    public S3Simulator()
        : base("s3")
    {
        BucketOperations.Register(this);
        BucketAccessOperations.Register(this);
        BucketSettingOperations.Register(this);
        ObjectOperations.Register(this);
    }

    /// <summary>Registers an operation on a bucket.</summary>
    public void Op(string operation, Func<Bucket, Struct, Call, Struct?> handler) => On(operation, (call, input) =>
    {
        var bucket = S3State.Of(call.Cloud).Get(input.String("Bucket")!);
        if (input.String("ExpectedBucketOwner") is { } owner && owner != bucket.Account)
        {
            throw S3Errors.Denied("Access Denied");
        }

        // Without IAM enforced, another account's bucket is closed all the same unless its policy opens it.
        return !call.Cloud.Options.EnforceIam && call.Caller.Account != bucket.Account && bucket.Policy is null
            ? throw S3Errors.Denied("Access Denied")
            : handler(bucket, input, call);
    });
}
