using System.Management.Automation;
using AwsOps.Host;

namespace AwsOps.Benchmarks.Module;

/// <summary>One cmdlet call against the sandbox: binding, signing, the wire both ways, the answer as an object.</summary>
internal sealed class CmdletMeasure : IQuickMeasure, IDisposable
{
    private const int Calls = 1000;

    private readonly ScriptSession _session = new(ImportMeasure.Manifest, TextWriter.Null, TextWriter.Null, null, 120);

    public CmdletMeasure() => Invoke("Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small; $null = New-ScalingGroup shop -LaunchTemplateName shop -MinSize 2 -MaxSize 4 -Wait");

    public string Name => $"{Calls} calls of Get-ScalingGroup on the sandbox";

    public string Unit => "cmdlets";

    public double Run()
    {
        Invoke($"for ($i = 0; $i -lt {Calls}; $i++) {{ $null = Get-ScalingGroup shop }}");
        return Calls;
    }

    public void Dispose() => _session.Dispose();

    private void Invoke(string script)
    {
        using PowerShell shell = PowerShell.Create(_session.Runspace);
        shell.AddScript(script).Invoke();
        if (shell.HadErrors)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, shell.Streams.Error));
        }
    }
}
