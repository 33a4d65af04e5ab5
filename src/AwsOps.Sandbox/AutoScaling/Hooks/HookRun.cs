using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Hooks;

/// <summary>
/// An instance waiting for its hooks. All hooks of the transition begin together; the instance goes on when all have completed.
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks.html
/// </summary>
internal sealed class HookRun(SandboxClock clock, string token, IEnumerable<LifecycleHook> hooks, Action<string> done) : IDisposable
{
    private readonly Dictionary<string, Wait> _waits = hooks.ToDictionary(
        static h => h.Name, h => new Wait(h, clock.UtcNow.AddSeconds(h.GlobalTimeout)), StringComparer.Ordinal);

    private string _result = "CONTINUE";

    /// <summary>The lifecycle action token.</summary>
    public string Token { get; } = token;

    /// <summary>Begins to count each hook's heartbeat.</summary>
    public void Start()
    {
        foreach (var hook in _waits.Keys.ToList())
        {
            Heartbeat(hook);
        }
    }

    public bool IsWaitingFor(string hook) => _waits.ContainsKey(hook);

    /// <summary>Begins the heartbeat anew, within the global timeout.</summary>
    public void Heartbeat(string hook)
    {
        var wait = _waits[hook];
        wait.Timer?.Dispose();
        var end = clock.UtcNow.AddSeconds(wait.Hook.HeartbeatTimeout);
        wait.Timer = clock.At(end < wait.Latest ? end : wait.Latest, () => Complete(hook, wait.Hook.DefaultResult));
    }

    /// <summary>Completes one hook. A result of ABANDON ends the others too.</summary>
    public void Complete(string hook, string result)
    {
        if (!_waits.Remove(hook, out var wait))
        {
            return;
        }

        wait.Timer?.Dispose();
        if (result == "ABANDON")
        {
            _result = result;
            Dispose();
        }

        if (_waits.Count == 0)
        {
            done(_result);
        }
    }

    public void Dispose()
    {
        foreach (var wait in _waits.Values)
        {
            wait.Timer?.Dispose();
        }

        _waits.Clear();
    }

    private sealed class Wait(LifecycleHook hook, DateTime latest)
    {
        public LifecycleHook Hook { get; } = hook;

        public DateTime Latest { get; } = latest;

        public IDisposable? Timer { get; set; }
    }
}
