using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Network;

/// <summary>Ends flow logs. Records that were delivered stay where they are, and so do log group and role.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; $log = Enable-FlowLog (Get-SecurityGroup default).VpcId -LogGroupName flows -CreateRole; Disable-FlowLog $log.FlowLogId</code>
/// <para>Ends one flow log.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = Enable-FlowLog (Get-SecurityGroup default).VpcId -LogGroupName flows -CreateRole; Get-FlowLog | Disable-FlowLog -PassThru</code>
/// <para>Ends all flow logs of the region and returns them.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Disable, "FlowLog", SupportsShouldProcess = true)]
[OutputType(typeof(FlowLog))]
[IamAction("ec2:DeleteFlowLogs", "ec2:DescribeFlowLogs")]
public sealed class DisableFlowLogCommand : AwsCmdlet
{
    /// <summary>Ids of the flow logs to end.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(FlowLogIdCompleter))]
    [ValidateFormat("^fl-[0-9a-f]{8,17}$", "-FlowLogId '{0}' is not the id of a flow log; it looks like fl-0123456789abcdef0.")]
    public string[] FlowLogId { get; set; } = [];

    /// <summary>Returns what was ended.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var logs = new FlowLogs(aws, Changes);
        var found = (await logs.GetAsync(FlowLogId, [], [], StopToken)).ToDictionary(static log => log.FlowLogId, StringComparer.Ordinal);
        foreach (var id in FlowLogId.Distinct(StringComparer.Ordinal))
        {
            await ForItemAsync(id, async () =>
            {
                var log = found.GetValueOrDefault(id) ?? throw logs.NotFound(id);
                if (await logs.RemoveAsync(log) && PassThru)
                {
                    WriteObject(log);
                }
            });
        }
    }
}
