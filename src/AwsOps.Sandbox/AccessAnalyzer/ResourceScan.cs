using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Analysis;
using AwsOps.Sandbox.Access;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Kms;
using AwsOps.Sandbox.Lambda;
using AwsOps.Sandbox.S3;
using AwsOps.Sandbox.Sns;
using AwsOps.Sandbox.Sqs;

namespace AwsOps.Sandbox.AccessAnalyzer;

/// <summary>
/// Finds who from outside can use a region's resources, by the engine: roles' trust, buckets, keys, functions, queues, topics
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-resources.html). AWS takes up to 30 minutes to see a
/// change; the sandbox looks whenever it is asked.
/// </summary>
internal static class ResourceScan
{
    /// <summary>A resource that has a policy.</summary>
    internal sealed record Item(string Arn, string Type, string? Policy, PolicyKind Kind, DateTime Created, bool IsRestricted = false, bool HasPublicAcl = false);

    public static IReadOnlyList<Item> Resources(Scope scope)
    {
        var buckets = S3State.Of(scope.Cloud).Buckets.Values.Where(bucket => bucket.Account == scope.Account && bucket.Region == scope.Region);
        return
        [
            .. scope.Cloud.Iam(scope.Account).Roles.Values.Where(static role => !role.IsServiceLinked).Select(static role => new Item(role.Arn, "AWS::IAM::Role", role.Trust, PolicyKind.Trust, role.Created)),
            .. buckets.Select(static bucket => new Item(bucket.Arn, "AWS::S3::Bucket", bucket.Policy, PolicyKind.Resource, bucket.Created, bucket.Blocks("RestrictPublicBuckets"), BucketAccessOperations.HasPublicAcl(bucket))),
            .. KeyOperations.Living(scope.Get<KmsState>()).Select(static key => new Item(key.Arn, "AWS::KMS::Key", key.Policy, PolicyKind.Resource, key.Created)),
            .. scope.Get<LambdaState>().Functions.Values.Select(static function => new Item(function.Arn, "AWS::Lambda::Function", function.Policy, PolicyKind.Resource, function.Changed)),
            .. scope.Get<SqsState>().Queues.Values.Select(static queue => new Item(queue.Arn, "AWS::SQS::Queue", queue.Policy, PolicyKind.Resource, queue.Created)),
            .. scope.Get<SnsState>().Topics.Select(topic => new Item(topic.Arn, "AWS::SNS::Topic", topic.Attributes.GetValueOrDefault("Policy"), PolicyKind.Resource, scope.Cloud.Options.Start)),
        ];
    }

    /// <summary>Brings an analyzer's findings to what is so now: new ones are active or archived by a rule, those that are no more are resolved.</summary>
    public static void Refresh(Scope scope, Analyzer analyzer)
    {
        var now = scope.Clock.UtcNow;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in Resources(scope))
        {
            foreach (var (key, make) in Grants(scope.Account, item))
            {
                seen.Add(key);
                if (!analyzer.Findings.TryGetValue(key, out var finding))
                {
                    analyzer.Findings.Add(key, finding = make(scope.Ids.Uuid(), now));
                    Settle(analyzer, finding);
                }
                else if (finding.Status == "RESOLVED")
                {
                    (finding.Status, finding.Updated) = ("ACTIVE", now);
                    Settle(analyzer, finding);
                }
            }
        }

        foreach (var (_, finding) in analyzer.Findings.Where(pair => !seen.Contains(pair.Key) && pair.Value.Status != "RESOLVED"))
        {
            (finding.Status, finding.Updated) = ("RESOLVED", now);
        }
    }

    private static void Settle(Analyzer analyzer, Finding finding)
    {
        if (analyzer.Rules.Values.Any(rule => FindingFilter.Matches(finding, rule.Filter)))
        {
            finding.Status = "ARCHIVED";
        }
    }

    private static IEnumerable<(string Key, Func<string, DateTime, Finding> Make)> Grants(string account, Item item)
    {
        if (item.HasPublicAcl)
        {
            yield return ($"{item.Arn} acl", (id, now) => Make(item, account, id, now, ("AWS", "*"), true, ["s3:ListBucket"], [], "BUCKET_ACL"));
        }

        if (string.IsNullOrEmpty(item.Policy))
        {
            yield break;
        }

        foreach (var grant in ExternalAccessFinder.Find(Rights.Parse(item.Policy, $"the policy of {item.Arn}"), item.Kind, account))
        {
            // "RestrictPublicBuckets": a public policy lets in nobody but AWS services and the bucket's own account.
            if (item.IsRestricted && grant.IsPublic)
            {
                continue;
            }

            (string, string) principal = grant.PrincipalType == "*" ? ("AWS", "*") : (grant.PrincipalType, grant.Principal.EndsWith(":root", StringComparison.Ordinal) ? grant.Principal.Split(':')[4] : grant.Principal);
            KeyValuePair<string, string>[] conditions = [.. grant.Statement.Conditions.Select(static test => KeyValuePair.Create(test.Key.Text, string.Join(",", test.Values.Select(static value => value.Text)))).DistinctBy(static pair => pair.Key)];
            var key = $"{item.Arn} {principal} {string.Join(",", grant.Actions)} {string.Join(";", grant.Conditions)}";
            yield return (key, (id, now) => Make(item, account, id, now, principal, grant.IsPublic, grant.Actions, conditions, "POLICY"));
        }
    }

    private static Finding Make(Item item, string account, string id, DateTime now, (string, string) principal, bool isPublic, IReadOnlyList<string> actions, IReadOnlyList<KeyValuePair<string, string>> conditions, string source) =>
        new(id, item.Arn, item.Type, account, now) { Principal = principal, IsPublic = isPublic, Actions = actions, Conditions = conditions, Source = source };
}
