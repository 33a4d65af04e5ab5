using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.FlowLogs;

namespace AwsOps.Network;

/// <summary>Finds what is unusual in flow logs: scans, sweeps, new services and peers, volumes to the internet, bursts of refusals.</summary>
/// <remarks>
/// <para>Each finding states its figure, what is usual and from where on the figure is a finding. Usual is the median of the baseline; the distance is counted in robust standard deviations (1.4826 times the median absolute deviation), and 3.5 of them are the threshold, or the least figure that the parameters set. docs/flow-logs.md has the details.</para>
/// <para>A baseline is other files (-BaselinePath) or another time of the same records (-BaselineStart, -BaselineEnd). Without one, senders are compared with each other and intervals with the sender's other intervals; new services and peers can't be told then.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = Enable-FlowLog (Get-SecurityGroup default).VpcId -LogGroupName flows -CreateRole -AggregationSeconds 60; $group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 1 -MaxSize 2 -Wait; $null = Send-SandboxTraffic 203.0.113.9 $group.Instance[0].InstanceId (1..40); Step-AwsOpsSandbox 10; Find-FlowLogAnomaly -LogGroupName flows</code>
/// <para>Finds a scan of forty ports.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = Enable-FlowLog (Get-SecurityGroup default).VpcId -LogGroupName flows -CreateRole -AggregationSeconds 60; $id = (New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 2 -Wait).Instance.InstanceId; $null = Send-SandboxTraffic $id[0] $id[1] 80; Step-AwsOpsSandbox 60; $now = (Get-AwsOpsSandbox).Now; $null = Send-SandboxTraffic $id[0] $id[1] 22; Step-AwsOpsSandbox 10; Find-FlowLogAnomaly -LogGroupName flows -Start $now -BaselineEnd $now -Kind NewPort</code>
/// <para>Finds a service that was not reached in the hour before.</para>
/// </example>
/// <example>
/// <code>Find-FlowLogAnomaly -AsQuery LogsInsights -Kind PortScan, Exfiltration</code>
/// <para>Prints queries for Logs Insights.</para>
/// </example>
[Cmdlet(VerbsCommon.Find, "FlowLogAnomaly")]
[OutputType(typeof(FlowLogAnomaly), typeof(string))]
[IamAction(Of = [typeof(FlowLogInsights), typeof(FlowLogSource)])]
public sealed class FindFlowLogAnomalyCommand : FlowLogSourceCmdlet
{
    private readonly List<string> _files = [];

    /// <summary>Files or folders whose records say what is usual.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] BaselinePath { get; set; } = [];

    /// <summary>Beginning of the time that says what is usual, in the same records.</summary>
    [Parameter]
    public DateTime? BaselineStart { get; set; }

    /// <summary>End of the time that says what is usual, in the same records.</summary>
    [Parameter]
    public DateTime? BaselineEnd { get; set; }

    /// <summary>What to look for. Without it: everything.</summary>
    [Parameter]
    [ValidateSet("PortScan", "HostSweep", "NewPort", "NewPeer", "Exfiltration", "RejectBurst")]
    public string[] Kind { get; set; } = [];

    /// <summary>Only findings of this severity or a higher one.</summary>
    [Parameter]
    [ValidateSet("Low", "Medium", "High", "Critical")]
    public string Severity { get; set; } = "Low";

    /// <summary>Length of the intervals for volumes and bursts, e.g. 1:00 for an hour.</summary>
    [Parameter]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Robust standard deviations above what is usual from which a figure is a finding.</summary>
    [Parameter]
    [ValidateRange(0.1, 1000.0)]
    public double Score { get; set; } = 3.5;

    /// <summary>Fewer ports of one receiver are no scan.</summary>
    [Parameter]
    [ValidateRange(2, 65535)]
    public int LeastPorts { get; set; } = 15;

    /// <summary>Fewer receivers are no sweep.</summary>
    [Parameter]
    [ValidateRange(2, 1_000_000)]
    public int LeastHosts { get; set; } = 15;

    /// <summary>Fewer bytes to the internet within one interval are no exfiltration.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long LeastBytes { get; set; } = 50_000_000;

    /// <summary>Fewer refused flows within one interval are no burst.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long LeastRejects { get; set; } = 50;

    /// <summary>Prints queries instead, one for each kind: for LogsInsights or Athena. Nothing is read.</summary>
    [Parameter]
    [ValidateSet("LogsInsights", "Athena")]
    public string? AsQuery { get; set; }

    /// <summary>Who looks: this machine at the Records, or AWS in LogsInsights, for a log group: it counts, and what it counted is judged here.</summary>
    [Parameter]
    [ValidateSet("Records", "LogsInsights")]
    public string Source { get; set; } = "Records";

    /// <summary>How long to wait for each query in Logs Insights.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSeconds { get; set; } = 300;

    /// <summary>Table of the queries for Athena.</summary>
    [Parameter]
    [ValidateFormat("^[A-Za-z0-9_.\"]+$", "-TableName '{0}' is not the name of a table.")]
    public string TableName { get; set; } = "vpc_flow_logs";

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        Check();
        if (AsQuery is not null)
        {
            Print(Place.GivenFormat() ?? (string.IsNullOrEmpty(LogGroupName) ? null : await FlowLogSource.FormatOfAsync(aws, LogGroupName, StopToken)));
            return;
        }

        if (Source == "LogsInsights")
        {
            await AskAsync(aws);
            return;
        }

        Write(FlowAnomalies.Find(await ProfileAsync(aws)));
    }

    /// <inheritdoc/>
    private protected override Task ProcessOfflineAsync()
    {
        Check();
        if (Source == "LogsInsights" && AsQuery is null)
        {
            throw AwsOpsException.BadArgument(nameof(Source), Source, "Logs Insights reads log groups;", "give -LogGroupName.");
        }

        if (AsQuery is not null)
        {
            Print(Place.GivenFormat());
        }
        else
        {
            // Files from the pipeline are one question.
            _files.AddRange(Place.Files(Path!, nameof(Path)));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    private protected override async Task EndAsync()
    {
        if (_files.Count > 0)
        {
            Write(FlowAnomalies.Find(await ProfileAsync(null)));
        }
    }

    private void Check()
    {
        Place.Check(optional: AsQuery is not null);
        if (Interval < TimeSpan.FromSeconds(1))
        {
            throw AwsOpsException.BadArgument(nameof(Interval), Interval, "an interval is at least a second;", "write 0:05 for five minutes, 1:00 for an hour.");
        }

        if (BaselinePath.Length > 0 && (BaselineStart ?? BaselineEnd) is not null)
        {
            throw new AwsOpsException("TwoBaselines", ErrorCategory.InvalidArgument, "-BaselinePath and -BaselineStart, -BaselineEnd exclude each other.", "Give other files, or another time of the same records.");
        }

        if (BaselineStart >= BaselineEnd)
        {
            throw AwsOpsException.BadArgument(nameof(BaselineEnd), $"{BaselineEnd:u}", $"it is not later than -BaselineStart {BaselineStart:u};", "give a later time.");
        }
    }

    private FlowAnomalyOptions Options((long? Start, long? End) time) => new()
    {
        Start = time.Start,
        End = time.End,
        IntervalSeconds = (long)Interval.TotalSeconds,
        Score = Score,
        LeastPorts = LeastPorts,
        LeastHosts = LeastHosts,
        LeastBytes = LeastBytes,
        LeastRejects = LeastRejects,
        Kinds = Kind.Length == 0 ? new FlowAnomalyOptions().Kinds : Kind.Select(static kind => Enum.Parse<FlowAnomalyKind>(kind, ignoreCase: true)).ToHashSet(),
    };

    private async Task<FlowProfile> ProfileAsync(AwsConnection? aws)
    {
        FlowProfile? baseline = null;
        if (BaselinePath.Length > 0)
        {
            baseline = new(Options((null, null)));
            await Place.FilesAsync(Place.Files(BaselinePath, nameof(BaselinePath)), baseline);
        }
        else if ((BaselineStart ?? BaselineEnd) is not null)
        {
            // Where the baseline has no end of its own, it ends where the time to look at begins.
            var time = (FlowLogPlace.Unix(BaselineStart), FlowLogPlace.Unix(BaselineEnd ?? Start));
            baseline = new(Options(time));
            await FromAsync(aws, baseline, time);
        }

        var profile = new FlowProfile(Options(Place.Times), baseline);
        await FromAsync(aws, profile, Place.Times);
        if (profile.First is null)
        {
            Changes.Warning(Place.NoFlows(profile.Statistics));
        }

        if (profile.Pruned || baseline?.Pruned == true)
        {
            Changes.Warning("There are more senders, receivers or pairs than are kept at once: those with the smallest figures were left out.");
        }

        return profile;
    }

    private async Task FromAsync(AwsConnection? aws, FlowProfile profile, (long? Start, long? End) time)
    {
        if (aws is not null)
        {
            await Place.ReadAsync(aws, profile, time);
            return;
        }

        await Place.FilesAsync(_files, profile);
    }

    private async Task AskAsync(AwsConnection aws)
    {
        if (string.IsNullOrEmpty(LogGroupName))
        {
            throw AwsOpsException.BadArgument(nameof(Source), Source, "Logs Insights reads log groups;", "give -LogGroupName.");
        }

        // Insights wants a time; without one it is the last day.
        var options = Options(Place.Times);
        var end = options.End ?? (FlowLogPlace.Unix(aws.UtcNow)!.Value + 1);
        options = options with { Start = options.Start ?? (end - 86_400), End = end };
        FlowProfile? baseline = null;
        if (BaselinePath.Length > 0)
        {
            baseline = new(Options((null, null)));
            await Place.FilesAsync(Place.Files(BaselinePath, nameof(BaselinePath)), baseline);
        }
        else if ((BaselineStart ?? BaselineEnd) is not null)
        {
            baseline = new(options with { Start = FlowLogPlace.Unix(BaselineStart), End = FlowLogPlace.Unix(BaselineEnd) ?? options.Start });
        }

        var format = Place.GivenFormat() ?? await FlowLogSource.FormatOfAsync(aws, LogGroupName, StopToken) ?? FlowLogFormat.Default;
        var profiler = new InsightsProfiler(new FlowLogInsights(aws, Changes), Changes, LogGroupName, format, TimeSpan.FromSeconds(TimeoutSeconds), StopToken);
        Write(FlowAnomalies.Find(await profiler.ProfileAsync(options, baseline, isBaselineRead: BaselinePath.Length > 0)));
    }

    private void Write(IEnumerable<FlowAnomaly> all)
    {
        var least = Enum.Parse<FlowSeverity>(Severity, ignoreCase: true);
        foreach (var found in all.Where(found => found.Severity >= least))
        {
            WriteObject(new FlowLogAnomaly(found));
        }
    }

    private void Print(FlowLogFormat? format)
    {
        var options = Options(Place.Times);
        foreach (var kind in options.Kinds.Order())
        {
            WriteObject(AsQuery!.Equals("Athena", StringComparison.OrdinalIgnoreCase)
                ? $"-- {kind}\n{AthenaQueries.Anomaly(kind, options with { Start = kind is FlowAnomalyKind.NewPort or FlowAnomalyKind.NewPeer ? FlowLogPlace.Unix(BaselineStart) : options.Start }, options.Start ?? 0, TableName)}"
                : $"# {kind}\n{InsightsQueries.Anomaly(kind, options, format ?? FlowLogFormat.Default, options.Start ?? 0)}");
        }
    }
}
