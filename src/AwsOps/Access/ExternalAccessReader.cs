using Amazon.AccessAnalyzer;
using Amazon.AccessAnalyzer.Model;
using AwsOps.Common;
using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Analysis;

namespace AwsOps.Access;

/// <summary>Finds external access: from IAM Access Analyzer, or by the engine from the policies of the resources.</summary>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html</remarks>
internal sealed class ExternalAccessReader(AwsConnection aws, IChanges changes, Action<string, Exception> failed)
{
    /// <summary>Name of the analyzer that is made on request.</summary>
    private const string AnalyzerName = "AwsOps-external-access";

    /// <summary>The analyzer of external access in the region: the account's, else the organization's; null when there is none.</summary>
    public async Task<AnalyzerSummary?> AnalyzerAsync(CancellationToken stop)
    {
        var analyzers = await Pager.AllAsync<AnalyzerSummary>(
            async (token, cancel) =>
            {
                var page = await aws.AccessAnalyzer.ListAnalyzersAsync(new ListAnalyzersRequest { NextToken = token }, cancel);
                return (page.Analyzers, page.NextToken);
            },
            stop);

        // Analyzers of unused and of internal access have types of their own.
        var active = analyzers.Where(static analyzer => analyzer.Status == AnalyzerStatus.ACTIVE).ToList();
        return active.Find(static analyzer => analyzer.Type == Amazon.AccessAnalyzer.Type.ACCOUNT) ?? active.Find(static analyzer => analyzer.Type == Amazon.AccessAnalyzer.Type.ORGANIZATION);
    }

    /// <summary>Makes an analyzer of the account.</summary>
    public Task<bool> CreateAnalyzerAsync() => changes.ApplyAsync(
        new Change("Create, for access from outside the account", $"Analyzer {AnalyzerName}"),
        cancel => aws.AccessAnalyzer.CreateAnalyzerAsync(new CreateAnalyzerRequest { AnalyzerName = AnalyzerName, Type = Amazon.AccessAnalyzer.Type.ACCOUNT }, cancel));

    /// <summary>The active findings of an analyzer.</summary>
    public async Task<IReadOnlyList<ExternalAccess>> FromAnalyzerAsync(string analyzerArn, CancellationToken stop)
    {
        var findings = await Pager.AllAsync<FindingSummary>(
            async (token, cancel) =>
            {
                var page = await aws.AccessAnalyzer.ListFindingsAsync(new ListFindingsRequest { AnalyzerArn = analyzerArn, Filter = new Dictionary<string, Criterion> { ["status"] = new Criterion { Eq = ["ACTIVE"] } }, NextToken = token }, cancel);
                return (page.Findings, page.NextToken);
            },
            stop);
        return [.. findings.Select(finding => new ExternalAccess(aws, finding))];
    }

    /// <summary>What the engine finds in the policies of buckets, keys, queues, topics, functions and roles.</summary>
    public async Task<IReadOnlyList<ExternalAccess>> ByEngineAsync(CancellationToken stop)
    {
        var account = await aws.GetAccountIdAsync(stop);
        var found = new List<ExternalAccess>();
        await foreach (var resource in new ResourcePolicies(aws, failed).AllAsync(stop))
        {
            if (!PolicyDocument.TryParse(resource.Text, resource.Arn, out var policy, out var errors))
            {
                changes.Warning($"The policy of {resource.Arn} can't be read and was left out: {errors[0]}");
                continue;
            }

            var grants = ExternalAccessFinder.Find(policy, resource.Kind, account);
            if (resource.RestrictsPublic && grants.Any(static grant => grant.IsPublic))
            {
                // "access to a bucket with a public policy … to only AWS service principals and authorized users within the bucket owner's account"
                // https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
                continue;
            }

            found.AddRange(grants.Select(grant => new ExternalAccess(aws, account, resource.Type, resource.Arn, grant)));
        }

        return found;
    }
}
