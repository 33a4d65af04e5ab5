namespace AwsOps.Sandbox.ElasticLoadBalancing;

/// <summary>Anything of Elastic Load Balancing that has an ARN and tags.</summary>
internal abstract class ElbResource(string arn)
{
    public string Arn { get; } = arn;

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);
}
