using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.S3;

/// <summary>Settings of a bucket that are kept and shown: each is put as a whole.</summary>
internal static class BucketSettingOperations
{
    public static void Register(S3Simulator simulator)
    {
        // New buckets encrypt with keys of S3's own: https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
        Setting(simulator, "BucketEncryption", "ServerSideEncryptionConfiguration", wrapped: true, DefaultEncryption);
        Setting(simulator, "BucketVersioning", "VersioningConfiguration", wrapped: false, static () => []);
        Setting(simulator, "BucketLogging", "BucketLoggingStatus", wrapped: false, static () => []);
        Setting(simulator, "BucketNotificationConfiguration", "NotificationConfiguration", wrapped: false, static () => []);
        Setting(simulator, "BucketAccelerateConfiguration", "AccelerateConfiguration", wrapped: false, static () => []);
        Setting(simulator, "BucketRequestPayment", "RequestPaymentConfiguration", wrapped: false, static () => new Struct { ["Payer"] = "BucketOwner" });
        Setting(simulator, "BucketCors", "CORSConfiguration", wrapped: false, static () => throw S3Errors.None("NoSuchCORSConfiguration", "The CORS configuration does not exist"));
        Setting(simulator, "BucketLifecycleConfiguration", "LifecycleConfiguration", wrapped: false, static () => throw S3Errors.None("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"));
        Setting(simulator, "BucketReplication", "ReplicationConfiguration", wrapped: true, static () => throw S3Errors.None("ReplicationConfigurationNotFoundError", "The replication configuration was not found"));
        Setting(simulator, "ObjectLockConfiguration", "ObjectLockConfiguration", wrapped: true, static () => throw S3Errors.None("ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket"));
        Delete(simulator, "DeleteBucketEncryption", "BucketEncryption");
        Delete(simulator, "DeleteBucketCors", "BucketCors");
        Delete(simulator, "DeleteBucketLifecycle", "BucketLifecycleConfiguration");
        Delete(simulator, "DeleteBucketReplication", "BucketReplication");
    }

    /// <summary>How objects of a bucket are encrypted that do not say.</summary>
    public static (string Algorithm, string? KeyId) Encryption(Bucket bucket)
    {
        var rule = (bucket.Settings.GetValueOrDefault("BucketEncryption") ?? DefaultEncryption()).Child("ServerSideEncryptionConfiguration")!.Structs("Rules")[0].Child("ApplyServerSideEncryptionByDefault");
        return (rule?.String("SSEAlgorithm") ?? "AES256", rule?.String("KMSMasterKeyID"));
    }

    private static void Setting(S3Simulator simulator, string name, string payload, bool wrapped, Func<Struct> ifNone)
    {
        simulator.Op("Put" + name, (bucket, input, _) =>
        {
            var given = input.Child(payload) ?? [];
            bucket.Settings[name] = wrapped ? new Struct { [payload] = given } : given;
            return null;
        });
        simulator.Op("Get" + name, (bucket, _, _) => bucket.Settings.GetValueOrDefault(name) ?? ifNone());
    }

    private static void Delete(S3Simulator simulator, string operation, string name) => simulator.Op(operation, (bucket, _, _) =>
    {
        bucket.Settings.Remove(name);
        return null;
    });

    private static Struct DefaultEncryption() => new()
    {
        ["ServerSideEncryptionConfiguration"] = new Struct
        {
            ["Rules"] = new List<object?> { new Struct { ["ApplyServerSideEncryptionByDefault"] = new Struct { ["SSEAlgorithm"] = "AES256" }, ["BucketKeyEnabled"] = false } },
        },
    };
}
