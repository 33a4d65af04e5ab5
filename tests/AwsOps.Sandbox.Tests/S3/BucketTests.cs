using System.Text;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Tests.Iam;

namespace AwsOps.Sandbox.Tests.S3;

/// <summary>https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html and its neighbours.</summary>
public class BucketTests : IamTest
{
    private const string Public = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::shop-files/*"}]}""";

    public BucketTests() => S3("CreateBucket", ("CreateBucketConfiguration", Input(("LocationConstraint", "eu-west-1"))));

    [Fact]
    public void A_bucket_is_where_it_was_made()
    {
        Assert.Equal("eu-west-1", S3("GetBucketLocation").String("LocationConstraint"));
        Assert.Equal("shop-files", Cloud.Call("s3", "ListBuckets").Structs("Buckets").Single().String("Name"));
        Assert.Equal("BucketAlreadyOwnedByYou", Fails("CreateBucket", ("CreateBucketConfiguration", Input(("LocationConstraint", "eu-west-1")))));
        Assert.Equal("IllegalLocationConstraintException", Cloud.Fail("s3", "CreateBucket", Input(("Bucket", "other-files"))).Code);
        Assert.Equal("InvalidBucketName", Cloud.Fail("s3", "CreateBucket", Input(("Bucket", "Other_files")), region: "us-east-1").Code);
        Assert.Equal("NoSuchBucket", Cloud.Fail("s3", "HeadBucket", Input(("Bucket", "none-such"))).Code);
        Assert.Equal("BucketAlreadyExists", Cloud.Fail("s3", "CreateBucket", Input(("Bucket", "shop-files")), region: "us-east-1", caller: SandboxCloud.RootOf("444455556666")).Code);
        S3("DeleteBucket");
        Assert.Equal("NoSuchBucket", Fails("GetBucketLocation"));
    }

    [Fact]
    public void A_new_bucket_is_closed()
    {
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html
        Assert.True(S3("GetPublicAccessBlock").Child("PublicAccessBlockConfiguration")!.Bool("BlockPublicPolicy"));
        Assert.Equal("BucketOwnerEnforced", S3("GetBucketOwnershipControls").Child("OwnershipControls")!.Structs("Rules").Single().String("ObjectOwnership"));
        Assert.Equal("AES256", S3("GetBucketEncryption").Child("ServerSideEncryptionConfiguration")!.Structs("Rules").Single().Child("ApplyServerSideEncryptionByDefault")!.String("SSEAlgorithm"));
        Assert.Equal("NoSuchBucketPolicy", Fails("GetBucketPolicy"));
        Assert.Equal("AccessDenied", Fails("PutBucketPolicy", ("Policy", Public)));
        Assert.Equal("AccessControlListNotSupported", Fails("PutBucketAcl", ("ACL", "public-read")));
        Assert.Equal("FULL_CONTROL", S3("GetBucketAcl").Structs("Grants").Single().String("Permission"));
    }

    [Fact]
    public void A_policy_is_public_when_strangers_get_in()
    {
        S3("DeletePublicAccessBlock");
        Assert.Equal("NoSuchPublicAccessBlockConfiguration", Fails("GetPublicAccessBlock"));
        S3("PutBucketPolicy", ("Policy", Public));
        Assert.Equal(Public, S3("GetBucketPolicy").String("Policy"));
        Assert.True(S3("GetBucketPolicyStatus").Child("PolicyStatus")!.Bool("IsPublic"));
        S3("PutBucketPolicy", ("Policy", Public.Replace("\"Principal\":\"*\"", "\"Principal\":{\"AWS\":\"444455556666\"}", StringComparison.Ordinal)));
        Assert.False(S3("GetBucketPolicyStatus").Child("PolicyStatus")!.Bool("IsPublic"));
        Assert.Equal("MalformedPolicy", Fails("PutBucketPolicy", ("Policy", "no")));
        Assert.Equal("MalformedPolicy", Fails("PutBucketPolicy", ("Policy", Public.Replace("shop-files", "their-files", StringComparison.Ordinal).Replace("/*", "/a", StringComparison.Ordinal))));
        S3("DeleteBucketPolicy");
        Assert.Equal("NoSuchBucketPolicy", Fails("GetBucketPolicyStatus"));
    }

    [Fact]
    public void Objects_are_put_listed_and_deleted()
    {
        foreach (var key in new[] { "a.txt", "logs/1", "logs/2", "z.txt" })
        {
            S3("PutObject", ("Key", key), ("Body", Encoding.UTF8.GetBytes(key)));
        }

        Assert.Equal("a.txt", Encoding.UTF8.GetString((byte[])S3("GetObject", ("Key", "a.txt"))["Body"]!));
        Assert.Equal(5, S3("HeadObject", ("Key", "a.txt")).Long("ContentLength"));
        Assert.Equal("NoSuchKey", Fails("GetObject", ("Key", "none")));
        var listed = S3("ListObjectsV2", ("Delimiter", "/"));
        Assert.Equal(["a.txt", "z.txt"], listed.Structs("Contents").Select(static item => item.String("Key")));
        Assert.Equal("logs/", listed.Structs("CommonPrefixes").Single().String("Prefix"));
        var page = S3("ListObjectsV2", ("MaxKeys", 3L));
        Assert.True(page.Bool("IsTruncated"));
        Assert.Equal("z.txt", S3("ListObjectsV2", ("ContinuationToken", page.String("NextContinuationToken"))).Structs("Contents").Single().String("Key"));
        Assert.Equal("BucketNotEmpty", Fails("DeleteBucket"));
        S3("DeleteObjects", ("Delete", Input(("Objects", new[] { Input(("Key", "logs/1")), Input(("Key", "logs/2")) }))));
        S3("DeleteObject", ("Key", "a.txt"));
        S3("DeleteObject", ("Key", "never-there"));
        Assert.Equal(1, S3("ListObjectsV2").Int("KeyCount"));
    }

    private Struct S3(string operation, params (string, object?)[] members) => Cloud.Call("s3", operation, Input([("Bucket", "shop-files"), .. members]));

    private new string Fails(string operation, params (string, object?)[] members) => Cloud.Fail("s3", operation, Input([("Bucket", "shop-files"), .. members])).Code;
}
