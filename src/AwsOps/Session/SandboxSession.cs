using Amazon.Runtime;
using AwsOps.Common;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Wire;

namespace AwsOps.Session;

/// <summary>A running sandbox: its cloud, the way into it, and how waiting works there.</summary>
internal sealed class SandboxSession : IDisposable
{
    /// <summary>A host name that can't be resolved: should a request ever miss the in-process handler, it reaches nobody.</summary>
    public const string Url = "http://sandbox.invalid";

    private readonly SandboxHandler _handler;
    private readonly List<SandboxFault> _faults = [];
    private int _lastFault;

    /// <summary>Starts one.</summary>
    /// <param name="options">Time, seed, account.</param>
    /// <param name="speed">Simulated seconds per real second; 0 when time moves only by waiting and stepping.</param>
    /// <param name="port">Loopback port to listen on as well; null for none, 0 for any free one.</param>
    public SandboxSession(SandboxOptions options, double speed, int? port)
    {
        Cloud = new SandboxCloud(options);
        _handler = new SandboxHandler(Cloud);
        HttpClients = new HandlerFactory(_handler);
        Speed = speed;
        if (port is { } number)
        {
            Listener = SandboxListener.Start(Cloud, number);
        }

        if (speed > 0)
        {
            Cloud.Speed = speed;
        }
    }

    /// <summary>The simulated AWS.</summary>
    public SandboxCloud Cloud { get; }

    /// <summary>Simulated seconds per real second; 0 when time moves only by waiting and stepping.</summary>
    public double Speed { get; }

    /// <summary>The loopback listener, when asked for.</summary>
    public SandboxListener? Listener { get; }

    /// <summary>The connection with the sandbox's own credentials.</summary>
    public AwsConnection? Connection { get; set; }

    /// <summary>The session that was in use before it; in use again when it ends.</summary>
    public AwsConnection? Outer { get; set; }

    /// <summary>Hands SDK clients an HTTP client that ends in this process.</summary>
    public HttpClientFactory HttpClients { get; }

    /// <summary>Whether an access key is one that the sandbox made.</summary>
    public bool Knows(string accessKeyId)
    {
        lock (Cloud.Gate)
        {
            return Cloud.Credentials.Find(accessKeyId) is not null;
        }
    }

    /// <summary>Injects a fault.</summary>
    public SandboxFault AddFault(FaultRule rule)
    {
        var fault = new SandboxFault(++_lastFault, rule, Cloud.Faults.Add(rule));
        _faults.Add(fault);
        return fault;
    }

    /// <summary>Ends faults; all when no number is given.</summary>
    public void RemoveFaults(IReadOnlyCollection<int> ids)
    {
        foreach (var fault in _faults.Where(fault => ids.Count == 0 || ids.Contains(fault.FaultId)).ToList())
        {
            fault.Handle.Dispose();
            _faults.Remove(fault);
        }
    }

    /// <summary>Waits: with running time at its speed, else by moving the clock.</summary>
    public Task DelayAsync(TimeSpan delay, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (Speed > 0)
        {
            return Task.Delay(delay / Speed, stop);
        }

        Cloud.Advance(delay);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Connection?.Dispose();
        Listener?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Cloud.Dispose();
        _handler.Dispose();
    }

    private sealed class HandlerFactory(HttpMessageHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

        // The SDK's cache is process-wide and keyed by configuration: a second sandbox would be handed the first one's client.
        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }
}
