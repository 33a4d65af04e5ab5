using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Scaling.Rehearsal;

namespace AwsOps.Scaling;

/// <summary>Writes a replay as a drawing (.svg) or a page (.html) that needs nothing else to be read.</summary>
/// <example>
/// <code>Test-ScalingPolicy -MinSize 2 -MaxSize 20 -TargetCpu 50 -CapacityPerInstance 100 -Baseline 90 -Peak 900 | Export-ScalingReplay ([IO.Path]::Combine([IO.Path]::GetTempPath(), 'sale.html')) -Force</code>
/// <para>Writes a page with the chart, the figures, each change with its reason, and what was assumed.</para>
/// </example>
/// <example>
/// <code>Test-ScalingPolicy -MinSize 2 -MaxSize 20 -TargetCpu 50 -CapacityPerInstance 100 -Baseline 90 -Peak 900 | Export-ScalingReplay ([IO.Path]::Combine([IO.Path]::GetTempPath(), 'sale.svg')) -Force</code>
/// <para>Writes the chart alone.</para>
/// </example>
[Cmdlet(VerbsData.Export, "ScalingReplay", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportScalingReplayCommand : AwsOpsCmdlet
{
    /// <summary>File to write; its extension is .svg, .html or .htm.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateFormat(@"(?i)\.(svg|html?)$", "-Path '{0}': the extension tells the format; use .svg or .html.")]
    public string Path { get; set; } = null!;

    /// <summary>Replay from Test-ScalingPolicy.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public ScalingRehearsal InputObject { get; set; } = null!;

    /// <summary>Overwrites a file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync()
    {
        var path = GetUnresolvedProviderPathFromPSPath(Path);
        if (File.Exists(path) && !Force)
        {
            throw AwsOpsException.BadArgument(nameof(Path), Path, "there is such a file already;", "-Force overwrites it.");
        }

        if (InputObject.Minutes.Count == 0)
        {
            throw AwsOpsException.BadArgument(nameof(InputObject), InputObject.ScalingGroupName, "the replay has no minutes to draw:", "run Test-ScalingPolicy without -SummaryOnly.");
        }

        if (!ShouldProcess(path, "Write the replay"))
        {
            return;
        }

        var text = path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase) ? SvgChart.Svg(InputObject) : SvgChart.Html(InputObject);
        await File.WriteAllTextAsync(path, text, StopToken);
        WriteObject(new FileInfo(path));
    }
}
