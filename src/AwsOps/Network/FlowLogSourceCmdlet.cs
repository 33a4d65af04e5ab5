using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Network;

/// <summary>What the cmdlets share that read flow logs: where the records are, and from which time.</summary>
public abstract class FlowLogSourceCmdlet : AwsCmdlet
{
    private protected FlowLogSourceCmdlet()
    {
    }

    /// <summary>Files with records, plain or gzip, or folders of such files; wildcards are allowed. No account is needed then.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    /// <summary>CloudWatch Logs log group with records. Objects of Get-FlowLog bring it along.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(LogGroupNameCompleter))]
    public string? LogGroupName { get; set; }

    /// <summary>Bucket with files of records, with an optional prefix: s3://bucket/prefix. Objects of Get-FlowLog bring it along.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? S3Uri { get; set; }

    /// <summary>Columns of the records. Without it: a file's header line, the format of the log group's flow logs, else AWS's default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(FlowLogFieldCompleter))]
    public string[]? Format { get; set; }

    /// <summary>Only flows that began from this time on.</summary>
    [Parameter]
    public DateTime? Start { get; set; }

    /// <summary>Only flows that began before this time.</summary>
    [Parameter]
    public DateTime? End { get; set; }

    /// <inheritdoc/>
    private protected override bool IsOffline => string.IsNullOrEmpty(LogGroupName) && string.IsNullOrEmpty(S3Uri);

    /// <summary>What the parameters say.</summary>
    private protected FlowLogPlace Place => new(this, StopToken) { Path = Path, LogGroupName = LogGroupName, S3Uri = S3Uri, Format = Format, Start = Start, End = End };
}
