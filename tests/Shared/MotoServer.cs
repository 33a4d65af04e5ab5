using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AwsOps.Tests.Shared;

/// <summary>
/// moto, a third-party AWS emulator in Python (https://docs.getmoto.org/en/latest/docs/server_mode.html), as a second
/// backend for tests. Starts moto_server on a free port of this machine. Where it can't be had, <see cref="WhyNot"/> says so
/// and tests skip; see <see cref="PythonTools"/>.
/// </summary>
/// <remarks>
/// Linked into test projects. Use it as an assembly fixture ([assembly: AssemblyFixture(typeof(MotoServer))]), so that a
/// project starts one server, and call <see cref="Require"/> in a test. It starts when it is first asked for.
/// </remarks>
public sealed class MotoServer : IDisposable
{
    private const string Version = PythonTools.MotoVersion;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly Lazy<(string? Program, string WhyNot)> Program = new(PythonTools.FindMoto);

    private readonly Lock _starting = new();
    private Process? _process;
    private bool _tried;

    /// <summary>Gets where it listens, starting it the first time; null when there is no moto.</summary>
    public string? Url
    {
        get
        {
            lock (_starting)
            {
                if (!_tried)
                {
                    _tried = true;
                    Start();
                }

                return field;
            }
        }

        private set;
    }

    /// <summary>Why there is none; empty when there is one.</summary>
    public string WhyNot { get; private set; } = "";

    /// <summary>Gets the server's address, or skips the test that asks.</summary>
    public string Require()
    {
        var url = Url;
        Assert.SkipWhen(url is null, $"moto {Version} is not here: {WhyNot}");
        return url!;
    }

    /// <summary>Forgets all state.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken = default)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsync(Require() + "/moto-api/reset", null, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_process is not null)
        {
            Stop(_process);
        }
    }

    private void Start()
    {
        (var program, WhyNot) = Program.Value;

        // Another process may take the port between finding it and using it.
        for (var attempt = 0; program is not null && attempt < 3 && _process is null; attempt++)
        {
            var port = FreePort();
            var start = new ProcessStartInfo(program)
            {
                ArgumentList = { "-H", "127.0.0.1", "-p", port.ToString(System.Globalization.CultureInfo.InvariantCulture) },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["MOTO_ACCOUNT_ID"] = "111122223333";
            start.Environment["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true";
            var process = Process.Start(start)!;
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (Answers(process, port))
            {
                _process = process;
                Url = $"http://127.0.0.1:{port}";
            }
            else
            {
                Stop(process);
                WhyNot = $"moto_server did not answer within {StartLimit.TotalSeconds} s";
            }
        }
    }

    private static void Stop(Process process)
    {
        using (process)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool Answers(Process process, int port)
    {
        var since = Stopwatch.StartNew();
        while (since.Elapsed < StartLimit && !process.HasExited)
        {
            try
            {
                using var client = new TcpClient();
                client.Connect(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                Thread.Sleep(50);
            }
        }

        return false;
    }
}
