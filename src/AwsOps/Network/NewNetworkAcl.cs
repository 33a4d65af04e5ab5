using System.Collections;
using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Network;

/// <summary>Makes a network ACL, empty or with the rules of another, and puts it before subnets.</summary>
/// <remarks>
/// <para>A new network ACL denies everything until Set-NetworkAclRule allows something. To replace the one before a subnet without a gap, make the new one with -CopyRuleFrom, or set its rules before it gets subnets.</para>
/// <para>A subnet has one network ACL always: the new one takes the place of that which stands before it.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; New-NetworkAcl -Tag @{ Name = 'public' } | Set-NetworkAclRule -RuleNumber 100 -Action Allow -Port 443 -Cidr 0.0.0.0/0 -WarningAction Ignore</code>
/// <para>Makes one in the default VPC, with a first rule.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $now = Get-NetworkAcl; New-NetworkAcl -CopyRuleFrom $now.NetworkAclId -SubnetId $now.SubnetId[0]</code>
/// <para>Gives a subnet a network ACL of its own that does what the one before did.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/vpc/latest/userguide/create-network-acl.html">Create a network ACL for your VPC</seealso>
[Cmdlet(VerbsCommon.New, "NetworkAcl", SupportsShouldProcess = true)]
[OutputType(typeof(NetworkAcl))]
[IamAction(
    "ec2:CreateNetworkAcl",
    "ec2:CreateNetworkAclEntry",
    "ec2:CreateTags",
    "ec2:DeleteNetworkAcl",
    "ec2:DescribeNetworkAcls",
    "ec2:DescribeVpcs",
    "ec2:ReplaceNetworkAclAssociation")]
public sealed class NewNetworkAclCommand : AwsCmdlet
{
    /// <summary>VPC of the ACL. Without it: that of -CopyRuleFrom, else the default VPC.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(VpcIdCompleter))]
    [ValidateFormat("^vpc-[0-9a-f]{8,17}$", "-VpcId '{0}' is not the id of a VPC; it looks like vpc-0123456789abcdef0.")]
    public string? VpcId { get; set; }

    /// <summary>Subnets of the VPC that it shall stand before.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SubnetIdCompleter))]
    [ValidateFormat("^subnet-[0-9a-f]{8,17}$", "-SubnetId '{0}' is not the id of a subnet; it looks like subnet-0123456789abcdef0.")]
    public string[] SubnetId { get; set; } = [];

    /// <summary>The network ACL whose rules it gets.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NetworkAclIdCompleter))]
    [ValidateFormat("^acl-[0-9a-f]{8,17}$", "-CopyRuleFrom '{0}' is not the id of a network ACL; it looks like acl-0123456789abcdef0.")]
    public string? CopyRuleFrom { get; set; }

    /// <summary>Tags of the ACL; Name is what the console shows.</summary>
    [Parameter]
    public IDictionary? Tag { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var tags = Tags.Of(Tag);
        var acls = new NetworkAcls(aws, Changes, StopToken);
        var like = CopyRuleFrom is null ? null : await acls.RequireAsync(CopyRuleFrom);
        var vpcs = new Vpcs(aws);
        var vpc = VpcId is not null ? (await vpcs.RequireAsync(VpcId, StopToken)).VpcId : like?.VpcId ?? (await vpcs.DefaultAsync(nameof(VpcId), StopToken)).VpcId;
        if (SubnetId.Length > 0 && like is null)
        {
            Changes.Warning($"A new network ACL denies everything: {string.Join(", ", SubnetId)} will be cut off until Set-NetworkAclRule allows something.");
        }

        if (await acls.NewAsync(vpc, SubnetId, like, tags) is { } acl)
        {
            WriteObject(acl);
        }
    }
}
