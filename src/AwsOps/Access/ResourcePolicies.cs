using System.Runtime.CompilerServices;
using Amazon.KeyManagementService.Model;
using Amazon.Lambda.Model;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SimpleNotificationService.Model;
using Amazon.SQS.Model;
using AwsOps.Common;
using AwsOps.Engine.Policy;

namespace AwsOps.Access;

/// <summary>A resource with its policy.</summary>
/// <param name="Type">Type as CloudFormation names it.</param>
/// <param name="Arn">ARN.</param>
/// <param name="Text">The policy, JSON.</param>
internal sealed record ResourcePolicy(string Type, string Arn, string Text)
{
    /// <summary>What the policy is attached to.</summary>
    public PolicyKind Kind { get; init; } = PolicyKind.Resource;

    /// <summary>A setting beside the policy keeps outsiders off when the policy lets in anybody.</summary>
    public bool RestrictsPublic { get; init; }
}

/// <summary>
/// The policies of a region's buckets, keys, queues, topics and functions, and of the account's roles. Roles come from one
/// paged call; of the others AWS lists the resources in pages and tells each policy by itself, eight at a time here.
/// </summary>
/// <param name="aws">The connection.</param>
/// <param name="failed">Told of what could not be read, with the service or resource; the rest goes on.</param>
internal sealed class ResourcePolicies(AwsConnection aws, Action<string, Exception> failed)
{
    /// <summary>All of them.</summary>
    public async IAsyncEnumerable<ResourcePolicy> AllAsync([EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var (service, read) in new (string, Func<CancellationToken, Task<IReadOnlyList<ResourcePolicy>>>)[]
        {
            ("iam", RolesAsync), ("s3", BucketsAsync), ("kms", KeysAsync), ("sqs", QueuesAsync), ("sns", TopicsAsync), ("lambda", FunctionsAsync),
        })
        {
            IReadOnlyList<ResourcePolicy> policies;
            try
            {
                policies = await read(stop);
            }
            catch (Exception exception) when (exception is not OperationCanceledException and not SessionException)
            {
                failed(service, exception);
                continue;
            }

            foreach (var policy in policies)
            {
                yield return policy;
            }
        }
    }

    private async Task<IReadOnlyList<ResourcePolicy>> RolesAsync(CancellationToken stop) =>
        [.. (await AccountListing.ReadAsync(aws, ["Role"], stop)).Roles.Select(static role => new ResourcePolicy("AWS::IAM::Role", role.Arn, PolicyTexts.Decode(role.AssumeRolePolicyDocument)) { Kind = PolicyKind.Trust })];

    private async Task<IReadOnlyList<ResourcePolicy>> BucketsAsync(CancellationToken stop)
    {
        var buckets = await Pager.AllAsync<S3Bucket>(
            async (token, cancel) =>
            {
                var page = await aws.S3.ListBucketsAsync(new ListBucketsRequest { BucketRegion = aws.Region, ContinuationToken = token, MaxBuckets = 1000 }, cancel);
                return (page.Buckets, page.ContinuationToken);
            },
            stop);
        return await EachAsync(buckets, static bucket => $"arn:aws:s3:::{bucket.BucketName}", async bucket =>
            await BucketPolicyAsync(bucket.BucketName, stop) is { } text
                ? new ResourcePolicy("AWS::S3::Bucket", $"arn:{Arns.Partition(aws.Region)}:s3:::{bucket.BucketName}", text) { RestrictsPublic = await RestrictsPublicAsync(bucket.BucketName, stop) }
                : null,
            stop);
    }

    private async Task<string?> BucketPolicyAsync(string bucket, CancellationToken stop)
    {
        try
        {
            return (await aws.S3.GetBucketPolicyAsync(new GetBucketPolicyRequest { BucketName = bucket }, stop)).Policy is { Length: > 0 } policy ? policy : null;
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == "NoSuchBucketPolicy")
        {
            return null;
        }
    }

    private async Task<bool> RestrictsPublicAsync(string bucket, CancellationToken stop)
    {
        try
        {
            return (await aws.S3.GetPublicAccessBlockAsync(new GetPublicAccessBlockRequest { BucketName = bucket }, stop)).PublicAccessBlockConfiguration?.RestrictPublicBuckets == true;
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == "NoSuchPublicAccessBlockConfiguration")
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<ResourcePolicy>> KeysAsync(CancellationToken stop)
    {
        var keys = await Pager.AllAsync<KeyListEntry>(
            async (token, cancel) =>
            {
                var page = await aws.Kms.ListKeysAsync(new ListKeysRequest { Marker = token }, cancel);
                return (page.Keys, page.Truncated == true ? page.NextMarker : null);
            },
            stop);

        // "The only valid name is default": https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html
        return await EachAsync(keys, static key => key.KeyArn, async key => new ResourcePolicy("AWS::KMS::Key", key.KeyArn, (await aws.Kms.GetKeyPolicyAsync(new GetKeyPolicyRequest { KeyId = key.KeyId, PolicyName = "default" }, stop)).Policy), stop);
    }

    private async Task<IReadOnlyList<ResourcePolicy>> QueuesAsync(CancellationToken stop)
    {
        var queues = await Pager.AllAsync<string>(
            async (token, cancel) =>
            {
                var page = await aws.Sqs.ListQueuesAsync(new ListQueuesRequest { NextToken = token, MaxResults = 1000 }, cancel);
                return (page.QueueUrls, page.NextToken);
            },
            stop);
        return await EachAsync(queues, static url => url, async url =>
        {
            var attributes = (await aws.Sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest { QueueUrl = url, AttributeNames = ["Policy", "QueueArn"] }, stop)).Attributes ?? [];
            return attributes.TryGetValue("Policy", out var policy) && policy.Length > 0 ? new ResourcePolicy("AWS::SQS::Queue", attributes["QueueArn"], policy) : null;
        }, stop);
    }

    private async Task<IReadOnlyList<ResourcePolicy>> TopicsAsync(CancellationToken stop)
    {
        var topics = await Pager.AllAsync<Topic>(
            async (token, cancel) =>
            {
                var page = await aws.Sns.ListTopicsAsync(new ListTopicsRequest { NextToken = token }, cancel);
                return (page.Topics, page.NextToken);
            },
            stop);
        return await EachAsync(topics, static topic => topic.TopicArn, async topic =>
        {
            var attributes = (await aws.Sns.GetTopicAttributesAsync(new GetTopicAttributesRequest { TopicArn = topic.TopicArn }, stop)).Attributes ?? [];
            return attributes.TryGetValue("Policy", out var policy) && policy.Length > 0 ? new ResourcePolicy("AWS::SNS::Topic", topic.TopicArn, policy) : null;
        }, stop);
    }

    private async Task<IReadOnlyList<ResourcePolicy>> FunctionsAsync(CancellationToken stop)
    {
        var functions = await Pager.AllAsync<FunctionConfiguration>(
            async (token, cancel) =>
            {
                var page = await aws.Lambda.ListFunctionsAsync(new ListFunctionsRequest { Marker = token }, cancel);
                return (page.Functions, page.NextMarker);
            },
            stop);
        return await EachAsync(functions, static function => function.FunctionArn, async function =>
        {
            try
            {
                return new ResourcePolicy("AWS::Lambda::Function", function.FunctionArn, (await aws.Lambda.GetPolicyAsync(new Amazon.Lambda.Model.GetPolicyRequest { FunctionName = function.FunctionName }, stop)).Policy);
            }
            catch (Amazon.Lambda.Model.ResourceNotFoundException)
            {
                // A function without a policy.
                return null;
            }
        }, stop);
    }

    private async Task<IReadOnlyList<ResourcePolicy>> EachAsync<T>(IEnumerable<T> items, Func<T, string> name, Func<T, Task<ResourcePolicy?>> read, CancellationToken stop)
    {
        var policies = await Bounded.SelectAsync(
            items,
            async item =>
            {
                try
                {
                    return await read(item);
                }
                catch (Exception exception) when (exception is not OperationCanceledException and not SessionException)
                {
                    failed(name(item), exception);
                    return null;
                }
            },
            stop);
        return [.. policies.OfType<ResourcePolicy>()];
    }
}
