using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Wire;

/// <summary>
/// Serves a sandbox over HTTP on the loopback interface, for the AWS CLI and SDKs of other processes
/// (<c>AWS_ENDPOINT_URL=http://127.0.0.1:port</c>). Never reachable from another machine.
/// </summary>
public sealed class SandboxListener : IAsyncDisposable
{
    private readonly ConcurrentDictionary<TcpClient, Task> _connections = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly SandboxGateway _gateway;
    private readonly TcpListener _listener;
    private readonly Task _accepting;

    private SandboxListener(SandboxCloud cloud, TcpListener listener)
    {
        _gateway = new SandboxGateway(cloud);
        _listener = listener;
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>The URL to give to clients.</summary>
    public Uri Endpoint => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}"));

    /// <summary>Starts to listen.</summary>
    /// <param name="cloud">The cloud that answers.</param>
    /// <param name="port">The port; 0 for any that is free.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static SandboxListener Start(SandboxCloud cloud, int port = 0)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return new SandboxListener(cloud, listener);
    }

    /// <summary>Stops to listen, breaks what is open, and waits until all is quiet.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener.Stop();
        await _accepting.ConfigureAwait(false);
        foreach (var connection in _connections.Keys)
        {
            connection.Close();
        }

        await Task.WhenAll(_connections.Values).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            client.NoDelay = true;
            var started = new TaskCompletionSource();
            _connections[client] = started.Task.ContinueWith(_ => ServeAsync(client), TaskScheduler.Default).Unwrap();
            started.SetResult();
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var connection = new HttpConnection(client.GetStream());
                while (await connection.ReadAsync(_stopping.Token).ConfigureAwait(false) is { } request)
                {
                    if (await AnswerAsync(request).ConfigureAwait(false) is not { } response)
                    {
                        // A reset, as a network fault looks to the client, rather than an orderly end.
                        client.LingerState = new LingerOption(true, 0);
                        break;
                    }

                    await connection.WriteAsync(request, response, _stopping.Token).ConfigureAwait(false);
                    if (connection.IsLast)
                    {
                        break;
                    }
                }
            }
            catch (Exception failure) when (failure is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // The client went away, or the sandbox stops: there is nobody to tell.
            }
            catch (InvalidDataException)
            {
                // Not HTTP. Closing the connection is the answer.
            }
        }

        _connections.TryRemove(client, out _);
    }

    private async Task<WireResponse?> AnswerAsync(WireRequest request)
    {
        try
        {
            return await _gateway.AnswerAsync(request, _stopping.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // A fault of a simulator must reach whoever tests with it, and only a transport can carry it to another process.
            return WireProtocol.Query.WriteError(null, null, new AwsError("SandboxFault", fault.ToString(), 500), "");
        }
    }
}
