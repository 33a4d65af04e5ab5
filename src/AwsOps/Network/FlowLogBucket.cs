using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using AwsOps.Common;

namespace AwsOps.Network;

/// <summary>The bucket that files of flow logs go to.</summary>
internal sealed class FlowLogBucket(AwsConnection aws, IChanges changes)
{
    /// <summary>Makes the bucket when it is not there. New buckets block public access and encrypt; AWS adds the policy for the delivery itself.</summary>
    /// <remarks>https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html</remarks>
    public async Task EnsureAsync(string name, Rollback rollback, CancellationToken stop)
    {
        if (await ExistsAsync(name, stop))
        {
            return;
        }

        // In us-east-1 there is no location to name: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
        var request = new PutBucketRequest { BucketName = name, BucketRegionName = aws.Region == "us-east-1" ? null : aws.Region };
        if (await changes.ApplyAsync(new Change("Create", $"Bucket {name}"), cancel => aws.S3.PutBucketAsync(request, cancel)))
        {
            rollback.Made($"bucket {name}", cancel => aws.S3.DeleteBucketAsync(new DeleteBucketRequest { BucketName = name }, cancel));
        }
    }

    private async Task<bool> ExistsAsync(string name, CancellationToken stop)
    {
        try
        {
            // Not HeadBucket: its answers have no body, so a refusal would not say what is missing.
            await aws.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = name, MaxKeys = 1 }, stop);
            return true;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }
}
