namespace AwsOps.Sandbox.Kernel;

/// <summary>One account in one region: where regional state lives. Global services keep theirs in the region <c>aws-global</c>.</summary>
public sealed class Scope
{
    /// <summary>The region name under which global services (IAM, Support…) keep state.</summary>
    public const string GlobalRegion = "aws-global";

    private readonly Dictionary<Type, object> _states = [];

    internal Scope(SandboxCloud cloud, string account, string region)
    {
        Cloud = cloud;
        Account = account;
        Region = region;
    }

    /// <summary>The cloud this belongs to.</summary>
    public SandboxCloud Cloud { get; }

    /// <summary>Twelve-digit account id.</summary>
    public string Account { get; }

    /// <summary>Region code, e.g. <c>eu-west-1</c>.</summary>
    public string Region { get; }

    /// <summary>The same account's global scope.</summary>
    public Scope Global => Region == GlobalRegion ? this : Cloud.Scope(Account, GlobalRegion);

    /// <summary>Shorthand for the cloud's clock.</summary>
    public SandboxClock Clock => Cloud.Clock;

    /// <summary>Shorthand for the cloud's ids.</summary>
    public SandboxIds Ids => Cloud.Ids;

    /// <summary>
    /// The state object of type <typeparamref name="T"/> in this scope, made on first use. T has a constructor that takes a
    /// <see cref="Scope"/>. This is also how one service reaches another: <c>scope.Get&lt;Ec2State&gt;()</c>.
    /// </summary>
    public T Get<T>()
        where T : class
    {
        if (!_states.TryGetValue(typeof(T), out var state))
        {
            state = Activator.CreateInstance(typeof(T), System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic, null, [this], null)!;
            _states.Add(typeof(T), state);
        }

        return (T)state;
    }
}
