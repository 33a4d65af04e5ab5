using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.ElasticLoadBalancing.Classic;

/// <summary>
/// Classic Load Balancers of one account in one region: <c>scope.Get&lt;ClassicState&gt;()</c>. A change of an instance's state takes
/// interval × threshold; only the changes are timed, not every check.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-healthchecks.html
/// </summary>
internal sealed class ClassicState
{
    private readonly SortedDictionary<string, ClassicBalancer> _balancers = new(StringComparer.Ordinal);

    public ClassicState(Scope scope)
    {
        Scope = scope;
        Ec2 = scope.Get<Ec2State>();
        Ec2.InstanceStateChanged += change => Follow(change.Instance);
        Ec2.ApplicationHealthChanged += Follow;
    }

    /// <summary>After an instance has left a load balancer: the draining is over.</summary>
    public event Action<ClassicBalancer, Instance>? InstanceRemoved;

    public Scope Scope { get; }

    public Ec2State Ec2 { get; }

    /// <summary>By name.</summary>
    public IReadOnlyCollection<ClassicBalancer> Balancers => _balancers.Values;

    public ClassicBalancer? Find(string name) => _balancers.GetValueOrDefault(name);

    /// <summary>The load balancer, or the service's error.</summary>
    public ClassicBalancer Get(string name) => Find(name) ?? throw new AwsError("LoadBalancerNotFound", $"There is no ACTIVE Load Balancer named '{name}'");

    /// <summary>An instance of a load balancer; null if either is not there.</summary>
    public ClassicInstance? InstanceOf(string name, string instanceId) => Find(name)?.Instances.Find(i => i.Instance.Id == instanceId);

    /// <summary>Whether an instance gets requests of a load balancer, or never will where it is.</summary>
    public bool IsReady(string name, string instanceId) =>
        Find(name) is { } balancer && InstanceOf(name, instanceId) is { } item && (item.InService || Unusable(balancer, item.Instance) is not null);

    public void Add(ClassicBalancer balancer)
    {
        _balancers.Add(balancer.Name, balancer);
        Place(balancer);
    }

    public void Remove(ClassicBalancer balancer)
    {
        _balancers.Remove(balancer.Name);
        foreach (var card in balancer.Interfaces)
        {
            Ec2.RemoveInterface(card);
        }

        foreach (var item in balancer.Instances.ToList())
        {
            Drop(balancer, item);
        }
    }

    /// <summary>Brings its interfaces in line with its subnets and groups, and its instances with its zones.</summary>
    public void Place(ClassicBalancer balancer)
    {
        foreach (var card in balancer.Interfaces.Where(c => !balancer.Subnets.Contains(c.Subnet)).ToList())
        {
            balancer.Interfaces.Remove(card);
            Ec2.RemoveInterface(card);
        }

        foreach (var subnet in balancer.Subnets.Where(s => balancer.Interfaces.TrueForAll(c => c.Subnet != s)))
        {
            var card = Ec2.MakeInterface(subnet, balancer.SecurityGroups, requester: "amazon-elb");
            card.Description = "ELB " + balancer.Name;
            card.AutoPublicIp = balancer.IsInternal ? null : Ec2.NextPublicAddress();
            balancer.Interfaces.Add(card);
        }

        foreach (var card in balancer.Interfaces)
        {
            card.Groups = [.. balancer.SecurityGroups];
        }

        CheckAll(balancer);
    }

    /// <summary>Registers an instance; twice is once.</summary>
    public void RegisterInstance(ClassicBalancer balancer, Instance instance)
    {
        if (balancer.Instances.Find(i => i.Instance == instance) is { } old)
        {
            if (!old.IsDraining)
            {
                return;
            }

            // Registering again ends the draining.
            old.Timer?.Dispose();
            balancer.Instances.Remove(old);
        }

        var item = new ClassicInstance(instance);
        balancer.Instances.Add(item);
        Check(balancer, item);
    }

    /// <summary>
    /// Takes an instance out: at once, or after the time to drain where that is on.
    /// https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-conn-drain.html
    /// </summary>
    public void DeregisterInstance(ClassicBalancer balancer, string instanceId)
    {
        if (balancer.Instances.Find(i => i.Instance.Id == instanceId) is not { IsDraining: false } item)
        {
            return;
        }

        item.Timer?.Dispose();
        if (balancer.Draining is not { } seconds || !item.InService)
        {
            Drop(balancer, item);
            return;
        }

        item.IsDraining = true;
        item.Timer = Scope.Clock.After(TimeSpan.FromSeconds(seconds), () => Drop(balancer, item));
    }

    /// <summary>Re-examines the instances of a load balancer; after a change of its subnets or health check.</summary>
    public void CheckAll(ClassicBalancer balancer)
    {
        foreach (var item in balancer.Instances)
        {
            Check(balancer, item);
        }
    }

    /// <summary>Why an instance can't be in service whatever its checks say; null where only they count.</summary>
    public static (string Reason, string Description)? Unusable(ClassicBalancer balancer, Instance instance) => instance.State switch
    {
        InstanceState.Pending => ("Instance", "Instance is in pending state."),
        InstanceState.Stopping or InstanceState.Stopped => ("Instance", "Instance is in stopped state."),
        InstanceState.ShuttingDown or InstanceState.Terminated => ("Instance", "Instance is in terminated state."),
        _ => balancer.Subnets.Exists(s => s.AvailabilityZone == instance.AvailabilityZone)
            ? null
            : ("ELB", "Instance is in the EC2 Availability Zone for which LoadBalancer is not configured to route traffic to."),
    };

    private void Follow(Instance instance)
    {
        foreach (var balancer in _balancers.Values)
        {
            if (balancer.Instances.Find(i => i.Instance == instance) is not { } item)
            {
                continue;
            }

            if (instance.State == InstanceState.Terminated)
            {
                // https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_DescribeInstanceHealth.html:
                // "The state of terminated instances is not returned."
                Drop(balancer, item);
                continue;
            }

            Check(balancer, item);
        }
    }

    private void Check(ClassicBalancer balancer, ClassicInstance item)
    {
        if (item.IsDraining)
        {
            return;
        }

        if (Unusable(balancer, item.Instance) is not null)
        {
            item.Timer?.Dispose();
            (item.Passing, item.InService, item.Failed) = (null, false, false);
            return;
        }

        var passing = item.Instance.ApplicationHealthy;
        if (item.Passing == passing)
        {
            return;
        }

        item.Timer?.Dispose();
        item.Passing = passing;
        if (passing ? item.InService : item.Failed)
        {
            return;
        }

        var checks = passing ? balancer.HealthCheck.HealthyThreshold : balancer.HealthCheck.UnhealthyThreshold;
        item.Timer = Scope.Clock.After(TimeSpan.FromSeconds(balancer.HealthCheck.Interval * checks), () => (item.InService, item.Failed) = (passing, !passing));
    }

    private void Drop(ClassicBalancer balancer, ClassicInstance item)
    {
        item.Timer?.Dispose();
        balancer.Instances.Remove(item);
        InstanceRemoved?.Invoke(balancer, item.Instance);
    }
}
