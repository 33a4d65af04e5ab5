using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Network;

/// <summary>Shows flow logs: what they watch, where the records go, and whether delivery works.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = Enable-FlowLog (Get-SecurityGroup default).VpcId -LogGroupName flows -CreateRole; Get-FlowLog</code>
/// <para>Shows all flow logs of the region.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = Enable-FlowLog (Get-SecurityGroup default).VpcId -LogGroupName flows -CreateRole; (Get-FlowLog -ResourceId (Get-SecurityGroup default).VpcId).Where({ $_.DeliveryError })</code>
/// <para>Shows those of a VPC whose records do not arrive.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "FlowLog")]
[OutputType(typeof(FlowLog))]
[IamAction("ec2:DescribeFlowLogs")]
public sealed class GetFlowLogCommand : AwsCmdlet
{
    /// <summary>Ids of flow logs. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(FlowLogIdCompleter))]
    [ValidateFormat("^fl-[0-9a-f]{8,17}$", "-FlowLogId '{0}' is not the id of a flow log; it looks like fl-0123456789abcdef0.")]
    public string[] FlowLogId { get; set; } = [];

    /// <summary>Only those that watch these VPCs, subnets or network interfaces themselves.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("VpcId", "SubnetId", "NetworkInterfaceId")]
    [ArgumentCompleter(typeof(FlowLogResourceCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ResourceId { get; set; } = [];

    /// <summary>Only those that deliver to these log groups.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(LogGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] LogGroupName { get; set; } = [];

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var logs = new FlowLogs(aws, Changes);
        var found = await logs.GetAsync(FlowLogId, ResourceId, LogGroupName, StopToken);
        foreach (var log in found)
        {
            WriteObject(log);
        }

        foreach (var id in FlowLogId.Where(id => !found.Exists(log => log.FlowLogId == id)).Distinct(StringComparer.Ordinal))
        {
            WriteError(ErrorRecords.From(logs.NotFound(id), id, this));
        }
    }
}
