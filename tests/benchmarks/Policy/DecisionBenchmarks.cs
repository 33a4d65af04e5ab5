using AwsOps.Engine.Policy;
using BenchmarkDotNet.Attributes;

namespace AwsOps.Benchmarks.Policy;

/// <summary>Decisions over policies of ten statements. The budget is 500,000 a second on one core.</summary>
[MemoryDiagnoser]
public class DecisionBenchmarks
{
    private static readonly string[] Services = ["ec2", "s3", "sqs", "sns", "iam", "kms", "logs", "rds", "autoscaling", "cloudwatch"];

    private readonly PolicySet _policies = new()
    {
        Identity = [PolicyDocument.Parse($$"""{"Version":"2012-10-17","Statement":[{{string.Join(",", Services.Select(Statement))}}]}""")],
    };

    private readonly AccessRequest[] _requests = [.. Services.SelectMany(Requests)];

    /// <summary>How many decisions a run makes.</summary>
    public int Count => _requests.Length;

    /// <summary>Decides each request once.</summary>
    [Benchmark]
    public int Decide()
    {
        int allowed = 0;
        foreach (AccessRequest request in _requests)
        {
            allowed += AccessEvaluator.Evaluate(request, _policies).IsAllowed ? 1 : 0;
        }

        return allowed;
    }

    private static string Statement(string service, int index) => (index % 5) switch
    {
        0 => $$$$"""{"Effect":"Allow","Action":["{{{{service}}}}:Describe*","{{{{service}}}}:Get*"],"Resource":"*"}""",
        1 => $$$$"""{"Effect":"Allow","Action":"{{{{service}}}}:*","Resource":"arn:aws:{{{{service}}}}:::app-*/*"}""",
        2 => $$$$"""{"Effect":"Allow","Action":"{{{{service}}}}:Send*","Resource":"arn:aws:{{{{service}}}}:eu-*:111122223333:*-${aws:username}"}""",
        3 => $$$$"""{"Effect":"Allow","Action":"{{{{service}}}}:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"red"},"IpAddress":{"aws:SourceIp":["203.0.113.0/24","2001:db8::/32"]}}}""",
        _ => $$$$"""{"Effect":"Deny","NotAction":["{{{{service}}}}:Get*","ec2:*","s3:*","sqs:*","sns:*","kms:*","logs:*","rds:*"],"Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}""",
    };

    private static IEnumerable<AccessRequest> Requests(string service)
    {
        RequestPrincipal user = RequestPrincipal.Parse("arn:aws:iam::111122223333:user/alice");
        RequestContext context = new()
        {
            ["aws:PrincipalTag/team"] = ["red"],
            ["aws:SourceIp"] = ["203.0.113.9"],
            ["aws:MultiFactorAuthPresent"] = ["true"],
        };
        foreach (string action in (string[])["DescribeThings", "GetThing", "SendThing", "DeleteThing"])
        {
            yield return new(user, $"{service}:{action}", $"arn:aws:{service}:eu-west-1:111122223333:thing-alice", context);
        }
    }
}

internal sealed class QuickDecisions : IQuickMeasure
{
    private readonly DecisionBenchmarks _benchmark = new();

    public string Name => "policy decisions, ten statements";

    public string Unit => "decisions";

    public double Run()
    {
        const int Rounds = 20_000;
        for (int i = 0; i < Rounds; i++)
        {
            _ = _benchmark.Decide();
        }

        return (double)Rounds * _benchmark.Count;
    }
}
