using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.ElasticLoadBalancing.Classic;

/// <summary>
/// Elastic Load Balancing of 2012-06-01: Classic Load Balancers. Host and signing name are those of the other version, the
/// request's Version tells them apart. https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/Welcome.html
/// </summary>
internal sealed class ClassicSimulator : ServiceSimulator
{
    public ClassicSimulator()
        : base("elasticloadbalancing")
    {
        ClassicOperations.Register(this);
        ClassicListenerOperations.Register(this);
        ClassicNetworkOperations.Register(this);
        ClassicInstanceOperations.Register(this);
        ClassicAttributeOperations.Register(this);
        ClassicTagOperations.Register(this);
    }

    /// <summary>Registers an operation.</summary>
    public void Op(string operation, Func<Call, ClassicState, Struct, Struct?> handler) =>
        On(operation, (call, request) => handler(call, call.Scope.Get<ClassicState>(), request));

    /// <summary>Registers an operation on the load balancer that the request names.</summary>
    public void OnBalancer(string operation, Func<ClassicState, ClassicBalancer, Struct, Struct?> handler) =>
        Op(operation, (_, elb, request) => handler(elb, elb.Get(request.String("LoadBalancerName")!), request));
}
