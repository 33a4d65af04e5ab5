using System.Security.Cryptography;
using System.Text;
using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Analysis;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.S3;

/// <summary>Who can use a bucket: policy, ACL, public access block, ownership.</summary>
internal static class BucketAccessOperations
{
    private const string AllUsers = "http://acs.amazonaws.com/groups/global/AllUsers";
    private const string AuthenticatedUsers = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html: "Bucket policies are limited to 20 KB in size."
    private const int PolicyLimit = 20 * 1024;

    public static void Register(S3Simulator simulator)
    {
        simulator.Op("PutBucketPolicy", PutPolicy);
        simulator.Op("GetBucketPolicy", static (bucket, _, _) => new Struct { ["Policy"] = bucket.Policy ?? throw S3Errors.None("NoSuchBucketPolicy", "The bucket policy does not exist") });
        simulator.Op("DeleteBucketPolicy", static (bucket, _, _) =>
        {
            bucket.Policy = null;
            return null;
        });
        simulator.Op("GetBucketPolicyStatus", static (bucket, _, _) => new Struct
        {
            ["PolicyStatus"] = new Struct { ["IsPublic"] = IsPublic(bucket.Policy ?? throw S3Errors.None("NoSuchBucketPolicy", "The bucket policy does not exist"), bucket.Account) },
        });
        simulator.Op("PutPublicAccessBlock", static (bucket, input, _) =>
        {
            var given = input.Child("PublicAccessBlockConfiguration")!;
            var block = Bucket.BlockAll();
            foreach (var name in new[] { "BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets" })
            {
                block[name] = given.Bool(name) == true;
            }

            bucket.PublicAccessBlock = block;
            return null;
        });
        simulator.Op("GetPublicAccessBlock", static (bucket, _, _) => new Struct
        {
            ["PublicAccessBlockConfiguration"] = bucket.PublicAccessBlock ?? throw S3Errors.None("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"),
        });
        simulator.Op("DeletePublicAccessBlock", static (bucket, _, _) =>
        {
            bucket.PublicAccessBlock = null;
            return null;
        });
        simulator.Op("GetBucketAcl", static (bucket, _, _) => new Struct { ["Owner"] = Owner(bucket.Account), ["Grants"] = Grants(bucket) });
        simulator.Op("PutBucketAcl", PutAcl);
        simulator.Op("PutBucketOwnershipControls", static (bucket, input, _) =>
        {
            var ownership = input.Child("OwnershipControls")!.Structs("Rules").Single().String("ObjectOwnership")!;
            if (ownership == "BucketOwnerEnforced" && bucket.Grants.Count > 0)
            {
                throw new AwsError("InvalidBucketAclWithObjectOwnership", "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting");
            }

            bucket.Ownership = ownership;
            return null;
        });
        simulator.Op("GetBucketOwnershipControls", static (bucket, _, _) => new Struct
        {
            ["OwnershipControls"] = new Struct
            {
                ["Rules"] = new List<object?> { new Struct { ["ObjectOwnership"] = bucket.Ownership ?? throw S3Errors.None("OwnershipControlsNotFoundError", "The bucket ownership controls were not found") } },
            },
        });
        simulator.Op("DeleteBucketOwnershipControls", static (bucket, _, _) =>
        {
            bucket.Ownership = null;
            return null;
        });
    }

    public static Struct Owner(string account) => new() { ["ID"] = CanonicalId(account) };

    /// <summary>The account as S3's ACLs call it; made from its id.</summary>
    public static string CanonicalId(string account) => Lower(SHA256.HashData(Encoding.ASCII.GetBytes(account)));

    /// <summary>Bytes in lower-case hexadecimal.</summary>
    public static string Lower(byte[] bytes) => string.Concat(bytes.Select(static value => value.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl</summary>
    public static void SetCanned(Bucket bucket, string acl)
    {
        if (bucket.Ownership == "BucketOwnerEnforced" && acl is not ("private" or "bucket-owner-full-control"))
        {
            throw new AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs");
        }

        IReadOnlyList<Struct> grants = acl switch
        {
            "public-read" => [Grant(AllUsers, "READ")],
            "public-read-write" => [Grant(AllUsers, "READ"), Grant(AllUsers, "WRITE")],
            "authenticated-read" => [Grant(AuthenticatedUsers, "READ")],
            "private" or "bucket-owner-full-control" => [],
            _ => throw new AwsError("InvalidArgument", $"The canned ACL {acl} is not one of buckets."),
        };
        Set(bucket, grants);
    }

    private static void Set(Bucket bucket, IReadOnlyList<Struct> grants) =>
        bucket.Grants = bucket.Blocks("BlockPublicAcls") && grants.Any(IsPublicGrant) ? throw S3Errors.Denied("Access Denied") : grants;

    /// <summary>Whether an ACL opens a bucket to strangers, and nothing ignores it.</summary>
    public static bool HasPublicAcl(Bucket bucket) => bucket.Ownership != "BucketOwnerEnforced" && !bucket.Blocks("IgnorePublicAcls") && bucket.Grants.Any(IsPublicGrant);

    /// <summary>Whether a policy is public, as Block Public Access means it; the engine decides.</summary>
    public static bool IsPublic(string policy, string account) =>
        PolicyLinter.Lint(policy, PolicyKind.Resource, account).Any(static finding => finding.Id is "PublicAccess" or "PublicAccessUnderConditions" or "AllowNotPrincipal");

    private static bool IsPublicGrant(Struct grant) => grant.Child("Grantee")?.String("URI") is AllUsers or AuthenticatedUsers;

    private static Struct Grant(string group, string permission) => new() { ["Grantee"] = new Struct { ["Type"] = "Group", ["URI"] = group }, ["Permission"] = permission };

    private static List<object?> Grants(Bucket bucket) =>
    [
        new Struct { ["Grantee"] = new Struct { ["Type"] = "CanonicalUser", ["ID"] = CanonicalId(bucket.Account) }, ["Permission"] = "FULL_CONTROL" },
        .. bucket.Grants,
    ];

    private static Struct? PutAcl(Bucket bucket, Struct input, Call call)
    {
        if (input.String("ACL") is { } canned)
        {
            SetCanned(bucket, canned);
            return null;
        }

        if (bucket.Ownership == "BucketOwnerEnforced")
        {
            throw new AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs");
        }

        var own = CanonicalId(bucket.Account);
        Set(bucket, [.. (input.Child("AccessControlPolicy")?.Structs("Grants") ?? []).Where(grant => grant.Child("Grantee")?.String("ID") != own)]);
        return null;
    }

    private static Struct? PutPolicy(Bucket bucket, Struct input, Call call)
    {
        var text = input.String("Policy")!;
        if (!PolicyDocument.TryParse(text, null, out var policy, out var errors))
        {
            throw new AwsError("MalformedPolicy", text.TrimStart().StartsWith('{') ? errors[0].AwsMessage : "Policies must be valid JSON and the first byte must be '{'");
        }

        if (PolicyGrammar.Check(policy, PolicyKind.Resource) is [var error, ..])
        {
            throw new AwsError("MalformedPolicy", error.AwsMessage);
        }

        if (text.Length > PolicyLimit)
        {
            throw new AwsError("PolicyTooLarge", "The bucket policy is larger than 20 KB.");
        }

        foreach (var resource in policy.Statements.SelectMany(static statement => statement.Resource?.Values ?? []))
        {
            if (resource.Text != "*" && resource.Text != bucket.Arn && !resource.Text.StartsWith(bucket.Arn + "/", StringComparison.Ordinal) && !resource.Text.Contains('*', StringComparison.Ordinal))
            {
                throw new AwsError("MalformedPolicy", "Policy has invalid resource");
            }
        }

        if (bucket.Blocks("BlockPublicPolicy") && IsPublic(text, bucket.Account))
        {
            throw S3Errors.Denied($"User: {call.Caller.Arn} is not authorized to perform: s3:PutBucketPolicy on resource: \"{bucket.Arn}\" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.");
        }

        bucket.Policy = text;
        return null;
    }
}
