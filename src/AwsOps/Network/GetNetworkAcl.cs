using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Network;

/// <summary>Shows network ACLs with their rules.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; Get-NetworkAcl</code>
/// <para>Shows all network ACLs of the region.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; (Get-NetworkAcl).Where({ $_.IsDefault }).Rule</code>
/// <para>Shows the rules of the default ones, in the order in which they are tried.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "NetworkAcl")]
[OutputType(typeof(NetworkAcl))]
[IamAction("ec2:DescribeNetworkAcls")]
public sealed class GetNetworkAclCommand : AwsCmdlet
{
    /// <summary>Ids of network ACLs. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NetworkAclIdCompleter))]
    [ValidateFormat("^acl-[0-9a-f]{8,17}$", "-NetworkAclId '{0}' is not the id of a network ACL; it looks like acl-0123456789abcdef0.")]
    public string[] NetworkAclId { get; set; } = [];

    /// <summary>Only those of this VPC.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VpcIdCompleter))]
    [ValidateFormat("^vpc-[0-9a-f]{8,17}$", "-VpcId '{0}' is not the id of a VPC; it looks like vpc-0123456789abcdef0.")]
    public string? VpcId { get; set; }

    /// <summary>Only the one before this subnet.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SubnetIdCompleter))]
    [ValidateFormat("^subnet-[0-9a-f]{8,17}$", "-SubnetId '{0}' is not the id of a subnet; it looks like subnet-0123456789abcdef0.")]
    public string? SubnetId { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var acls = new NetworkAcls(aws, Changes, StopToken);
        var found = await acls.GetAsync(NetworkAclId, VpcId, SubnetId, id => WriteError(ErrorRecords.From(acls.NotFound(id), id, this)));
        foreach (var acl in found)
        {
            WriteObject(acl);
        }

        if (found.Count == 0 && NetworkAclId.Length == 0 && (SubnetId ?? VpcId) is { } place)
        {
            // A VPC has a default ACL at least, and there is one before each subnet.
            WriteError(ErrorRecords.From(SubnetId is null ? Vpcs.Unknown(place, aws) : AwsOpsException.BadArgument(nameof(SubnetId), place, $"there is no such subnet in {VpcId ?? aws.Where};", "give the id of a subnet of this account and region."), place, this));
        }
    }
}
