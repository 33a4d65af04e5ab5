using System.Text.RegularExpressions;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.S3;

/// <summary>Buckets: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html</summary>
internal static partial class BucketOperations
{
    public static void Register(S3Simulator simulator)
    {
        simulator.On("CreateBucket", Create);
        simulator.On("ListBuckets", List);
        simulator.Op("DeleteBucket", static (bucket, _, call) =>
        {
            if (bucket.Objects.Count > 0)
            {
                throw new AwsError("BucketNotEmpty", "The bucket you tried to delete is not empty", 409);
            }

            S3State.Of(call.Cloud).Buckets.Remove(bucket.Name);
            return null;
        });
        simulator.Op("HeadBucket", static (bucket, _, _) => new Struct { ["BucketRegion"] = bucket.Region, ["BucketArn"] = bucket.Arn });
        simulator.Op("GetBucketLocation", static (bucket, _, _) => new Struct { ["LocationConstraint"] = bucket.Region == "us-east-1" ? null : bucket.Region });
        simulator.Op("PutBucketTagging", static (bucket, input, _) =>
        {
            bucket.Tags.Clear();
            foreach (var tag in input.Child("Tagging")!.Structs("TagSet"))
            {
                bucket.Tags[tag.String("Key")!] = tag.String("Value")!;
            }

            return null;
        });
        simulator.Op("GetBucketTagging", static (bucket, _, _) => bucket.Tags.Count == 0
            ? throw S3Errors.None("NoSuchTagSet", "The TagSet does not exist")
            : new Struct { ["TagSet"] = ObjectOperations.Tags(bucket.Tags) });
        simulator.Op("DeleteBucketTagging", static (bucket, _, _) =>
        {
            bucket.Tags.Clear();
            return null;
        });
    }

    private static Struct Create(Call call, Struct input)
    {
        var name = input.String("Bucket")!;
        // EU is the old name of eu-west-1, which AWS's SDKs still send: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucketConfiguration.html
        var location = input.Child("CreateBucketConfiguration")?.String("LocationConstraint") is var given && given == "EU" ? "eu-west-1" : given;
        if (!BucketName().IsMatch(name) || name.Contains("..", StringComparison.Ordinal))
        {
            throw new AwsError("InvalidBucketName", "The specified bucket is not valid.");
        }

        // Only us-east-1 takes a request that names no location.
        if (location is null && call.Region != "us-east-1")
        {
            throw new AwsError("IllegalLocationConstraintException", "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.");
        }

        if (location is not null && location != call.Region && call.Region != "us-east-1")
        {
            throw new AwsError("IllegalLocationConstraintException", $"The {location} location constraint is incompatible for the region specific endpoint this request was sent to.");
        }

        var state = S3State.Of(call.Cloud);
        if (state.Buckets.TryGetValue(name, out var old))
        {
            throw old.Account != call.Account
                ? new AwsError("BucketAlreadyExists", "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.", 409)
                : new AwsError("BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.", 409);
        }

        var bucket = new Bucket(name, call.Account, location ?? call.Region, call.Now) { Ownership = input.String("ObjectOwnership") ?? "BucketOwnerEnforced" };
        if (input.String("ACL") is { } acl and not "private")
        {
            BucketAccessOperations.SetCanned(bucket, acl);
        }

        state.Buckets.Add(name, bucket);
        return new Struct { ["Location"] = location is null ? $"/{name}" : $"http://{name}.s3.amazonaws.com/" };
    }

    private static Struct List(Call call, Struct input)
    {
        var prefix = input.String("Prefix") ?? "";
        var region = input.String("BucketRegion");
        var own = S3State.Of(call.Cloud).Buckets.Values.Where(bucket => bucket.Account == call.Account && bucket.Name.StartsWith(prefix, StringComparison.Ordinal) && (region is null || bucket.Region == region)).ToList();
        var (page, next) = Page.Of(own, input.String("ContinuationToken"), input.Int("MaxBuckets") ?? 10_000, static () => new AwsError("InvalidArgument", "The continuation token provided is incorrect"));
        return new Struct
        {
            ["Buckets"] = page.Select(bucket => new Struct { ["Name"] = bucket.Name, ["CreationDate"] = bucket.Created, ["BucketRegion"] = bucket.Region }).ToList<object?>(),
            ["Owner"] = BucketAccessOperations.Owner(call.Account),
            ["ContinuationToken"] = next,
            ["Prefix"] = input.String("Prefix"),
        };
    }

    /// <summary>https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html</summary>
    [GeneratedRegex(@"^(?!xn--|sthree-)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    private static partial Regex BucketName();
}
