using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Scaling.Rehearsal;

namespace AwsOps.Scaling;

/// <summary>Draws a replay in the terminal: the load against what serves it, the instances, and what changed.</summary>
/// <example>
/// <code>Test-ScalingPolicy -MinSize 2 -MaxSize 20 -TargetCpu 50 -CapacityPerInstance 100 -Baseline 90 -Peak 900 | Show-ScalingReplay</code>
/// <para>Draws a surge.</para>
/// </example>
/// <example>
/// <code>Test-ScalingPolicy -MinSize 2 -MaxSize 20 -TargetCpu 50 -CapacityPerInstance 100 -Baseline 90 -Peak 900 | Show-ScalingReplay -Width 60 -Height 6 -Ascii</code>
/// <para>Draws it small, in characters that every log takes.</para>
/// </example>
[Cmdlet(VerbsCommon.Show, "ScalingReplay")]
[OutputType(typeof(string))]
public sealed class ShowScalingReplayCommand : AwsOpsCmdlet
{
    /// <summary>Replay from Test-ScalingPolicy.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public ScalingRehearsal InputObject { get; set; } = null!;

    /// <summary>Columns. Without it those of the host, at most 120.</summary>
    [Parameter]
    [ValidateRange(20, 1000)]
    public int? Width { get; set; }

    /// <summary>Rows of the load.</summary>
    [Parameter]
    [ValidateRange(2, 100)]
    public int Height { get; set; } = 12;

    /// <summary>Uses ASCII characters only.</summary>
    [Parameter]
    public SwitchParameter Ascii { get; set; }

    /// <inheritdoc/>
    private protected override Task ProcessAsync()
    {
        WriteObject(TerminalChart.Lines(InputObject, Width ?? HostWidth(), Height, Ascii), enumerateCollection: true);
        return Task.CompletedTask;
    }

    private int HostWidth()
    {
        try
        {
            return Math.Clamp(Host.UI?.RawUI?.BufferSize.Width - 1 ?? 100, 20, 120);
        }
        catch (Exception exception) when (exception is NotImplementedException or System.Management.Automation.Host.HostException or InvalidOperationException or IOException)
        {
            return 100;
        }
    }
}
