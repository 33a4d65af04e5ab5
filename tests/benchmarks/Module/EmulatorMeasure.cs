using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Amazon.AutoScaling;
using Amazon.EC2;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SimpleNotificationService;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Wire;
using AwsOps.Tests.Shared;

namespace AwsOps.Benchmarks.Module;

/// <summary>Small calls, one after the other, by the same client code against an emulator: four services, two protocols.</summary>
internal abstract class EmulatorMeasure : IQuickMeasure, IDisposable
{
    private static readonly BasicAWSCredentials Keys = new("AKIAIOSFODNN7EXAMPLE", "anything");

    private AmazonSecurityTokenServiceClient? _sts;
    private AmazonEC2Client? _ec2;
    private AmazonAutoScalingClient? _scaling;
    private AmazonSimpleNotificationServiceClient? _sns;

    public abstract string Name { get; }

    public string Unit => "calls";

    protected virtual int Rounds => 250;

    public double Run()
    {
        if (_sts is null)
        {
            Connect();
            _sts = new AmazonSecurityTokenServiceClient(Keys, Configure(new AmazonSecurityTokenServiceConfig()));
            _ec2 = new AmazonEC2Client(Keys, Configure(new AmazonEC2Config()));
            _scaling = new AmazonAutoScalingClient(Keys, Configure(new AmazonAutoScalingConfig()));
            _sns = new AmazonSimpleNotificationServiceClient(Keys, Configure(new AmazonSimpleNotificationServiceConfig()));
        }

        return RunAsync().GetAwaiter().GetResult();
    }

    public virtual void Dispose()
    {
        _sts?.Dispose();
        _ec2?.Dispose();
        _scaling?.Dispose();
        _sns?.Dispose();
    }

    /// <summary>Starts what answers.</summary>
    protected abstract void Connect();

    /// <summary>Points a client to it.</summary>
    protected abstract T Configure<T>(T config)
        where T : ClientConfig;

    private async Task<double> RunAsync()
    {
        for (int i = 0; i < Rounds; i++)
        {
            await _sts!.GetCallerIdentityAsync(new());
            await _ec2!.DescribeVpcsAsync(new());
            await _scaling!.DescribeAutoScalingGroupsAsync(new());
            await _sns!.CreateTopicAsync(new Amazon.SimpleNotificationService.Model.CreateTopicRequest { Name = "alarms" });
        }

        return Rounds * 4;
    }
}

/// <summary>The sandbox under the client, without a socket.</summary>
internal sealed class InProcessMeasure : EmulatorMeasure
{
    private readonly SandboxCloud _cloud = new(new SandboxOptions());

    public override string Name => "The sandbox, in process";

    protected override int Rounds => 1000;

    public override void Dispose()
    {
        base.Dispose();
        _cloud.Dispose();
    }

    protected override void Connect()
    {
    }

    protected override T Configure<T>(T config)
    {
        config.ServiceURL = "http://sandbox.invalid";
        config.AuthenticationRegion = "eu-west-1";
        config.HttpClientFactory = new Factory(new SandboxHandler(_cloud));
        return config;
    }

    private sealed class Factory(HttpMessageHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);
    }
}

/// <summary>The sandbox on loopback.</summary>
internal sealed class LoopbackMeasure : EmulatorMeasure
{
    private readonly SandboxCloud _cloud = new(new SandboxOptions());
    private SandboxListener? _listener;

    public override string Name => "The sandbox, on loopback";

    protected override int Rounds => 1000;

    public override void Dispose()
    {
        base.Dispose();
        _listener?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _cloud.Dispose();
    }

    protected override void Connect() => _listener = SandboxListener.Start(_cloud);

    protected override T Configure<T>(T config)
    {
        config.ServiceURL = _listener!.Endpoint.ToString();
        config.AuthenticationRegion = "eu-west-1";
        return config;
    }
}

/// <summary>moto on loopback.</summary>
internal sealed class MotoMeasure : EmulatorMeasure
{
    private Process? _server;
    private string _url = string.Empty;

    public override string Name => $"moto {PythonTools.MotoVersion}, on loopback";

    public override void Dispose()
    {
        base.Dispose();
        _server?.Kill(entireProcessTree: true);
        _server?.Dispose();
    }

    protected override void Connect()
    {
        (string? program, string whyNot) = PythonTools.FindMoto();
        int port = FreePort();
        ProcessStartInfo start = new(program ?? throw new InvalidOperationException(whyNot), ["-H", "127.0.0.1", "-p", $"{port}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        _server = Process.Start(start)!;
        _server.OutputDataReceived += (_, _) => { };
        _server.ErrorDataReceived += (_, _) => { };
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
        _url = $"http://127.0.0.1:{port}";
        for (int i = 0; i < 1200; i++)
        {
            try
            {
                using TcpClient probe = new("127.0.0.1", port);
                return;
            }
            catch (SocketException)
            {
                Thread.Sleep(50);
            }
        }

        throw new InvalidOperationException("moto_server does not answer.");
    }

    protected override T Configure<T>(T config)
    {
        config.ServiceURL = _url;
        config.AuthenticationRegion = "eu-west-1";
        return config;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
