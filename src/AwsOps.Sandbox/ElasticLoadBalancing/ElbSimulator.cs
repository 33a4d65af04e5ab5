using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.ElasticLoadBalancing;

/// <summary>Elastic Load Balancing, version 2.</summary>
internal sealed class ElbSimulator : ServiceSimulator
{
    public ElbSimulator()
        : base("elasticloadbalancingv2")
    {
        LoadBalancerOperations.Register(this);
        LoadBalancerNetworkOperations.Register(this);
        AttributeOperations.Register(this);
        TargetGroupOperations.Register(this);
        TargetOperations.Register(this);
        ListenerOperations.Register(this);
        RuleOperations.Register(this);
        ElbTagOperations.Register(this);
        AccountOperations.Register(this);
    }

    /// <summary>Registers an operation.</summary>
    public void Op(string operation, Func<Call, ElbState, Struct, Struct?> handler) =>
        On(operation, (call, request) => handler(call, call.Scope.Get<ElbState>(), request));
}
