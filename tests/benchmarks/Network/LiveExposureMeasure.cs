using System.Management.Automation;
using AwsOps.Benchmarks.Module;
using AwsOps.Host;
using AwsOps.Tests.Network;

namespace AwsOps.Benchmarks.Network;

/// <summary>
/// A question to an account of 10,000 groups and 100 instances, through the cmdlet: the calls, the wire both ways, the engine, an
/// object for each exposure.
/// </summary>
internal abstract class LiveExposureMeasure(string question) : IQuickMeasure, IDisposable
{
    private const int Groups = 10_000;

    private ScriptSession? _session;

    public string Name => $"live, 10,000 groups on the sandbox: {question}";

    public string Unit => "answers";

    public double Run()
    {
        if (_session is null)
        {
            _session = new(ImportMeasure.Manifest, TextWriter.Null, TextWriter.Null, null, 120);
            _ = Invoke("Start-AwsOpsSandbox -Region eu-west-1");
            PSObject session = Invoke("Get-AwsOpsSession")[0];
            SandboxGroups.RaiseQuota(session, 2 * Groups);
            SandboxGroups sandbox = new(session);
            List<string> ids = [];
            for (int i = 0; i < Groups; i++)
            {
                ids.Add(sandbox.New($"g{i}", "one of many"));
                sandbox.Authorize(ids[i], [new(false, "tcp", 22, 22, i % 2 == 0 ? "0.0.0.0/0" : "10.0.0.0/8", null, string.Empty), new(false, "tcp", 443, 443, "0.0.0.0/0", null, string.Empty)]);
            }

            _ = Invoke($"$null = New-LaunchTemplate shop -InstanceType t3.small -SecurityGroupId {string.Join(", ", ids.Take(5))} | New-ScalingGroup shop -MinSize 100 -MaxSize 100 -Wait");
        }

        return Invoke(question).Count;
    }

    public void Dispose() => _session?.Dispose();

    private IList<PSObject> Invoke(string script)
    {
        using PowerShell shell = PowerShell.Create(_session!.Runspace);
        IList<PSObject> output = shell.AddScript(script).Invoke();
        return shell.HadErrors ? throw new InvalidOperationException(string.Join(Environment.NewLine, shell.Streams.Error)) : output;
    }
}

internal sealed class LiveRules() : LiveExposureMeasure("Test-SecurityGroupExposure");

internal sealed class LiveEffective() : LiveExposureMeasure("Test-SecurityGroupExposure -Effective");

internal sealed class LivePipeline() : LiveExposureMeasure("Get-SecurityGroup | Test-SecurityGroupExposure -Port 22 -Effective");

internal sealed class LiveClosing() : LiveExposureMeasure("Test-SecurityGroupExposure -Port 22 | Protect-SecurityGroup -WhatIf");
