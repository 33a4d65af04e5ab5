using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.ElasticLoadBalancing;

/// <summary>Elastic Load Balancing of one account in one region: <c>scope.Get&lt;ElbState&gt;()</c>.</summary>
internal sealed partial class ElbState
{
    private readonly List<LoadBalancer> _balancers = [];
    private readonly List<TargetGroup> _groups = [];

    public ElbState(Scope scope)
    {
        Scope = scope;
        Ec2 = scope.Get<Ec2State>();
        Ec2.InstanceStateChanged += change => CheckTargetsOf(change.Instance);
        Ec2.ApplicationHealthChanged += CheckTargetsOf;
    }

    public Scope Scope { get; }

    public Ec2State Ec2 { get; }

    public IReadOnlyList<LoadBalancer> LoadBalancers => _balancers;

    public IReadOnlyList<TargetGroup> TargetGroups => _groups;

    /// <summary>From creation to active. AWS documents no figure; a few minutes are usual.</summary>
    public TimeSpan Provisioning { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>The target group, or the service's error.</summary>
    public TargetGroup GetTargetGroup(string arn) => FindTargetGroup(arn)
        ?? throw new AwsError("TargetGroupNotFound", $"Target groups '{arn}' not found");

    public TargetGroup? FindTargetGroup(string arn) => _groups.Find(g => g.Arn == arn);

    public LoadBalancer GetLoadBalancer(string arn) => _balancers.Find(b => b.Arn == arn)
        ?? throw new AwsError("LoadBalancerNotFound", $"Load balancers '[{arn}]' not found");

    /// <summary>The load balancers whose rules forward to a group.</summary>
    public IEnumerable<LoadBalancer> BalancersOf(TargetGroup group) => _balancers.Where(b =>
        b.Listeners.Any(l => l.Rules.Any(r => r.TargetGroupArns.Contains(group.Arn))));

    public void Add(TargetGroup group) => _groups.Add(group);

    public void Remove(TargetGroup group)
    {
        foreach (var target in group.Targets)
        {
            target.Timer?.Dispose();
        }

        _groups.Remove(group);
    }

    /// <summary>Adds a load balancer with an interface in each subnet; active a little later.</summary>
    public void Add(LoadBalancer balancer)
    {
        _balancers.Add(balancer);
        PlaceInterfaces(balancer);
        Scope.Clock.After(Provisioning, () =>
        {
            balancer.State = "active";
            CheckTargetsOf(balancer);
        });
    }

    public void Remove(LoadBalancer balancer)
    {
        _balancers.Remove(balancer);
        foreach (var card in balancer.Interfaces)
        {
            Ec2.RemoveInterface(card);
        }

        foreach (var group in _groups)
        {
            CheckTargetsOf(group);
        }
    }

    /// <summary>
    /// Brings its interfaces in line with its subnets and groups.
    /// </summary>
    public void PlaceInterfaces(LoadBalancer balancer)
    {
        foreach (var card in balancer.Interfaces.Where(c => !balancer.Subnets.Contains(c.Subnet)).ToList())
        {
            balancer.Interfaces.Remove(card);
            Ec2.RemoveInterface(card);
        }

        foreach (var subnet in balancer.Subnets.Where(s => balancer.Interfaces.TrueForAll(c => c.Subnet != s)))
        {
            var card = Ec2.MakeInterface(subnet, balancer.SecurityGroups, interfaceType: balancer.IsApplication ? "interface" : "network_load_balancer", requester: "amazon-elb");
            card.Description = "ELB " + balancer.FullName;
            card.AutoPublicIp = balancer.Scheme == "internet-facing" ? Ec2.NextPublicAddress() : null;
            balancer.Interfaces.Add(card);
        }

        foreach (var card in balancer.Interfaces)
        {
            card.Groups = [.. balancer.SecurityGroups];
        }
    }
}
