using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.ElasticLoadBalancing;

/// <summary>Tags. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-tags.html</summary>
internal static class ElbTagOperations
{
    public static void Register(ElbSimulator simulator)
    {
        simulator.Op("AddTags", Add);
        simulator.Op("RemoveTags", static (call, elb, request) =>
        {
            var resources = request.Strings("ResourceArns").Select(elb.GetResource).ToList();
            foreach (var resource in resources)
            {
                foreach (var key in request.Strings("TagKeys"))
                {
                    resource.Tags.Remove(key);
                }
            }

            return [];
        });
        simulator.Op("DescribeTags", static (call, elb, request) => new Struct
        {
            {
                "TagDescriptions", request.Strings("ResourceArns").Select(elb.GetResource).Select(static r => new Struct
                {
                    { "ResourceArn", r.Arn },
                    { "Tags", Ec2.Render.Tags(r.Tags) },
                }).ToList()
            },
        });
    }

    /// <summary>The tags of a request: no key twice, none that AWS reserves, at most 50.</summary>
    public static Dictionary<string, string> Parse(Struct request)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in request.Structs("Tags"))
        {
            var key = tag.String("Key") ?? string.Empty;
            if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
            {
                throw new AwsError("ValidationError", "Tag keys cannot start with the reserved prefix 'aws:'");
            }

            if (!tags.TryAdd(key, tag.String("Value") ?? string.Empty))
            {
                throw new AwsError("DuplicateTagKeys", $"The tag key '{key}' is specified more than once");
            }
        }

        return tags.Count <= 50 ? tags : throw new AwsError("TooManyTags", "The maximum number of tags has been exceeded: 50");
    }

    /// <summary>Adds tags to all resources, or to none.</summary>
    public static void Add(IReadOnlyList<ElbResource> resources, Dictionary<string, string> tags)
    {
        if (resources.FirstOrDefault(r => r.Tags.Keys.Union(tags.Keys).Count() > 50) is { } full)
        {
            throw new AwsError("TooManyTags", $"The maximum number of tags on '{full.Arn}' has been exceeded: 50");
        }

        foreach (var resource in resources)
        {
            foreach (var (key, value) in tags)
            {
                resource.Tags[key] = value;
            }
        }
    }

    private static Struct? Add(Call call, ElbState elb, Struct request)
    {
        Add(request.Strings("ResourceArns").Select(elb.GetResource).ToList(), Parse(request));
        return [];
    }
}

internal sealed partial class ElbState
{
    /// <summary>A load balancer, target group, listener or rule by its ARN, or the error of that type.</summary>
    public ElbResource GetResource(string arn)
    {
        if (arn.Contains(":loadbalancer/", StringComparison.Ordinal))
        {
            return GetLoadBalancer(arn);
        }

        if (arn.Contains(":targetgroup/", StringComparison.Ordinal))
        {
            return GetTargetGroup(arn);
        }

        if (arn.Contains(":listener-rule/", StringComparison.Ordinal))
        {
            return GetRule(arn);
        }

        return arn.Contains(":listener/", StringComparison.Ordinal)
            ? GetListener(arn)
            : throw new AwsError("ValidationError", $"'{arn}' is not a valid resource ARN");
    }
}
