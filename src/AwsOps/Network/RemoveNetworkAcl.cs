using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Network;

/// <summary>Removes network ACLs; with -Force their subnets get the default one of the VPC.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; New-NetworkAcl | Remove-NetworkAcl</code>
/// <para>Removes one that stands before no subnet.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $now = Get-NetworkAcl; New-NetworkAcl -CopyRuleFrom $now.NetworkAclId -SubnetId $now.SubnetId[0] | Remove-NetworkAcl -Force -PassThru</code>
/// <para>Gives its subnet back to the default one first.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/vpc/latest/userguide/delete-network-acl.html">Delete a network ACL</seealso>
[Cmdlet(VerbsCommon.Remove, "NetworkAcl", SupportsShouldProcess = true)]
[OutputType(typeof(NetworkAcl))]
[IamAction("ec2:DeleteNetworkAcl", "ec2:DescribeNetworkAcls", "ec2:ReplaceNetworkAclAssociation")]
public sealed class RemoveNetworkAclCommand : AwsCmdlet
{
    /// <summary>Ids of the network ACLs to remove.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NetworkAclIdCompleter))]
    [ValidateFormat("^acl-[0-9a-f]{8,17}$", "-NetworkAclId '{0}' is not the id of a network ACL; it looks like acl-0123456789abcdef0.")]
    public string[] NetworkAclId { get; set; } = [];

    /// <summary>Gives its subnets the default network ACL of the VPC first.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var acls = new NetworkAcls(aws, Changes, StopToken);
        foreach (var acl in await acls.GetAsync(NetworkAclId, null, null, id => WriteError(ErrorRecords.From(acls.NotFound(id), id, this))))
        {
            await ForItemAsync(acl.NetworkAclId, async () =>
            {
                if (acl.IsDefault)
                {
                    throw new AwsOpsException("DefaultNetworkAcl", ErrorCategory.InvalidOperation, $"{acl.NetworkAclId} is the default network ACL of {acl.VpcId}, which can't be removed.", "It goes with its VPC; Set-NetworkAclRule changes what it does.");
                }

                if (acl.SubnetId.Count > 0 && !Force)
                {
                    throw new AwsOpsException("NetworkAclInUse", ErrorCategory.ResourceBusy, $"{acl.NetworkAclId} stands before {string.Join(", ", acl.SubnetId)}.", "-Force gives them the default network ACL of the VPC first.");
                }

                var fallback = acl.SubnetId.Count == 0 ? null : (await acls.GetAsync([], acl.VpcId, null, static _ => { })).First(static other => other.IsDefault);
                if (await acls.RemoveAsync(acl, fallback) && PassThru)
                {
                    WriteObject(acl);
                }
            });
        }
    }
}
