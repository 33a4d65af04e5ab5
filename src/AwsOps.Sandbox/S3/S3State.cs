using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.S3;

/// <summary>The buckets of all accounts: their names are unique among them. They are kept with the first account.</summary>
#pragma warning disable CS9113 // Scope.Get makes every state with its scope.
internal sealed class S3State(Scope scope)
#pragma warning restore CS9113
{
    public SortedDictionary<string, Bucket> Buckets { get; } = new(StringComparer.Ordinal);

    public static S3State Of(SandboxCloud cloud) => cloud.Scope(cloud.Options.Account, Scope.GlobalRegion).Get<S3State>();

    public static bool Exists(SandboxCloud cloud, string bucket) => Of(cloud).Buckets.ContainsKey(bucket);

    public Bucket Get(string name) => Buckets.GetValueOrDefault(name) ?? throw S3Errors.NoBucket(name);

    /// <summary>Puts an object, as a service does that delivers files.</summary>
    public S3Object Put(string bucket, string key, byte[] body, DateTime now, string? contentType = null)
    {
        var made = new S3Object(key, body, now) { ContentType = contentType ?? "binary/octet-stream" };
        Get(bucket).Objects[key] = made;
        return made;
    }
}

/// <summary>A bucket.</summary>
internal sealed class Bucket(string name, string account, string region, DateTime created)
{
    public string Name { get; } = name;

    public string Arn { get; } = $"arn:aws:s3:::{name}";

    public string Account { get; } = account;

    public string Region { get; } = region;

    public DateTime Created { get; } = created;

    public string? Policy { get; set; }

    /// <summary>New buckets block all public access (https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html); null when that was taken away.</summary>
    public Struct? PublicAccessBlock { get; set; } = BlockAll();

    /// <summary>New buckets have no ACLs (https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html).</summary>
    public string? Ownership { get; set; } = "BucketOwnerEnforced";

    /// <summary>The grants beside the owner's: of a canned ACL or one given in full.</summary>
    public IReadOnlyList<Struct> Grants { get; set; } = [];

    /// <summary>Settings by the name of the operation that shows them, as it shows them.</summary>
    public Dictionary<string, Struct> Settings { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, S3Object> Objects { get; } = new(StringComparer.Ordinal);

    public bool Blocks(string what) => PublicAccessBlock?.Bool(what) == true;

    public static Struct BlockAll() => new() { ["BlockPublicAcls"] = true, ["IgnorePublicAcls"] = true, ["BlockPublicPolicy"] = true, ["RestrictPublicBuckets"] = true };
}

/// <summary>An object. It has one version.</summary>
internal sealed class S3Object(string key, byte[] body, DateTime modified)
{
    public string Key { get; } = key;

    public byte[] Body { get; } = body;

    public DateTime Modified { get; } = modified;

#pragma warning disable CA5351 // What S3's ETag of an object put at once is.
    public string ETag { get; } = $"\"{BucketAccessOperations.Lower(System.Security.Cryptography.MD5.HashData(body))}\"";
#pragma warning restore CA5351

    public string ContentType { get; set; } = "binary/octet-stream";

    public string? ContentEncoding { get; set; }

    public Struct? Metadata { get; set; }

    public string Encryption { get; set; } = "AES256";

    public string? KmsKeyId { get; set; }

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);
}

/// <summary>Errors of S3: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html</summary>
internal static class S3Errors
{
    public static AwsError NoBucket(string name) => new("NoSuchBucket", "The specified bucket does not exist", 404) { Detail = new Struct { ["BucketName"] = name } };

    public static AwsError NoKey(string key) => new("NoSuchKey", "The specified key does not exist.", 404) { Detail = new Struct { ["Key"] = key } };

    public static AwsError None(string code, string message) => new(code, message, 404);

    public static AwsError Denied(string message) => new("AccessDenied", message, 403);
}
