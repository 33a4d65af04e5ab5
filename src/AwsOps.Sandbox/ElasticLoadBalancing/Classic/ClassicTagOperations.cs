using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.ElasticLoadBalancing.Classic;

/// <summary>Tags. https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/add-remove-tags.html</summary>
internal static class ClassicTagOperations
{
    public static void Register(ClassicSimulator simulator)
    {
        simulator.Op("AddTags", static (_, elb, request) =>
        {
            ElbTagOperations.Add(Balancers(elb, request), ElbTagOperations.Parse(request));
            return [];
        });
        simulator.Op("RemoveTags", static (_, elb, request) =>
        {
            foreach (var balancer in Balancers(elb, request))
            {
                foreach (var tag in request.Structs("Tags"))
                {
                    balancer.Tags.Remove(tag.String("Key") ?? string.Empty);
                }
            }

            return [];
        });
        simulator.Op("DescribeTags", static (_, elb, request) => new Struct
        {
            { "TagDescriptions", Balancers(elb, request).ConvertAll(static b => new Struct { { "LoadBalancerName", b.Name }, { "Tags", Ec2.Render.Tags(b.Tags) } }) },
        });
    }

    private static List<ClassicBalancer> Balancers(ClassicState elb, Struct request) => [.. request.Strings("LoadBalancerNames").Select(elb.Get)];
}
