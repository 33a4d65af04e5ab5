namespace AwsOps.Sandbox.Kernel;

/// <summary>
/// One simulated AWS: accounts, regions, services, time. Everything in it happens under <see cref="Gate"/>, in one order,
/// so that a run is repeatable for a seed.
/// </summary>
public sealed partial class SandboxCloud
{
    private readonly Dictionary<(string Account, string Region), Scope> _scopes = [];

    /// <summary>Makes a cloud.</summary>
    public SandboxCloud(SandboxOptions? options = null)
    {
        Options = options ?? new SandboxOptions();
        Clock = new SandboxClock(Options.Start);
        Ids = new SandboxIds(Options.Seed);
        Faults = new FaultInjector(Gate, Options.Seed);
        Credentials = new CredentialStore(this);
    }

    /// <summary>What it was started with.</summary>
    public SandboxOptions Options { get; }

    /// <summary>The lock every call and every advance of time holds.</summary>
    public object Gate { get; } = new();

    /// <summary>Virtual time.</summary>
    public SandboxClock Clock { get; }

    /// <summary>Identifier source.</summary>
    public SandboxIds Ids { get; }

    /// <summary>The scope of an account and region, made on first use.</summary>
    public Scope Scope(string account, string region)
    {
        if (!_scopes.TryGetValue((account, region), out var scope))
        {
            scope = new Scope(this, account, region);
            _scopes.Add((account, region), scope);
        }

        return scope;
    }

    /// <summary>The global scopes of the accounts in use.</summary>
    internal IEnumerable<Scope> Accounts => [.. _scopes.Keys.Select(static key => key.Account).Distinct(StringComparer.Ordinal).ToList().Select(account => Scope(account, Kernel.Scope.GlobalRegion))];

    /// <summary>IAM of an account.</summary>
    internal Iam.IamState Iam(string account) => Scope(account, Kernel.Scope.GlobalRegion).Get<Iam.IamState>();

    /// <summary>The regions of an account that are in use.</summary>
    internal IEnumerable<Scope> ScopesOf(string account) => [.. _scopes.Values.Where(scope => scope.Account == account && scope.Region != Kernel.Scope.GlobalRegion)];

    /// <summary>The simulated time, UTC; safe to read from anywhere.</summary>
    public DateTime UtcNow
    {
        get
        {
            lock (Gate)
            {
                return Clock.UtcNow;
            }
        }
    }

    /// <summary>Moves virtual time forward; what falls due happens in order.</summary>
    public void Advance(TimeSpan by)
    {
        lock (Gate)
        {
            Clock.Advance(by);
        }
    }
}

/// <summary>How a sandbox starts.</summary>
public sealed record SandboxOptions
{
    /// <summary>The address of calls unless another is set.</summary>
    public const string DefaultSourceIp = "192.0.2.1";

    /// <summary>Simulated time at the start, UTC. A Monday morning, so that schedules are easy to read.</summary>
    public DateTime Start { get; init; } = new(2026, 1, 5, 8, 0, 0, DateTimeKind.Utc);

    /// <summary>Seed of ids and of the behaviour AWS leaves open (launch times within the observed range).</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Account id of the first credentials. 111122223333 is the id AWS's documentation uses.</summary>
    public string Account { get; init; } = "111122223333";

    /// <summary>The address that calls seem to come from, for conditions on aws:SourceIp; one of those kept for documentation (RFC 5737).</summary>
    public string SourceIp { get; init; } = DefaultSourceIp;

    /// <summary>True to let only callers in whom IAM policies allow. Access keys that the sandbox didn't make are refused then.</summary>
    public bool EnforceIam { get; init; }
}
