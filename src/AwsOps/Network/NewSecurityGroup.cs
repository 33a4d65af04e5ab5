using System.Collections;
using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Network;

/// <summary>Makes a security group. It lets nothing in yet; Grant-SecurityGroupAccess opens what is needed.</summary>
/// <remarks><para>A new group lets everything out, as AWS makes it; Revoke-SecurityGroupAccess -Egress takes that away.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; New-SecurityGroup -SecurityGroupName web -Description 'Web servers' | Grant-SecurityGroupAccess -Port 80, 443 -From 0.0.0.0/0</code>
/// <para>Makes a group in the default VPC, and opens it for web traffic.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-SecurityGroup web, app, data -Tag @{ team = 'shop' }</code>
/// <para>Makes three groups with a tag.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/vpc/latest/userguide/creating-security-groups.html">Create a security group for your VPC</seealso>
[Cmdlet(VerbsCommon.New, "SecurityGroup", SupportsShouldProcess = true)]
[OutputType(typeof(SecurityGroup))]
[IamAction("ec2:CreateSecurityGroup", "ec2:CreateTags", "ec2:DescribeSecurityGroupRules", "ec2:DescribeSecurityGroups", "ec2:DescribeVpcs")]
public sealed class NewSecurityGroupCommand : AwsCmdlet
{
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
    private const string Characters = @"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]";

    /// <summary>Names of the groups to make.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateFormat($"^(?!sg-)(?! ){Characters}{{1,255}}(?<! )$", "-SecurityGroupName '{0}': 1 to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{{}}!$* are allowed, not sg- at its beginning, nor spaces at its ends.")]
    public string[] SecurityGroupName { get; set; } = [];

    /// <summary>What the group is for; it can't be changed later. Default: its name.</summary>
    [Parameter(Position = 1)]
    [ValidateFormat($"^{Characters}{{1,255}}$", "-Description '{0}': 1 to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{{}}!$* are allowed.")]
    public string? Description { get; set; }

    /// <summary>VPC of the group. Without it: the default VPC.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(VpcIdCompleter))]
    [ValidateFormat("^vpc-[0-9a-f]{8,17}$", "-VpcId '{0}' is not the id of a VPC; it looks like vpc-0123456789abcdef0.")]
    public string? VpcId { get; set; }

    /// <summary>Tags of the group.</summary>
    [Parameter]
    public IDictionary? Tag { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var tags = Tags.Of(Tag);
        var vpcs = new Vpcs(aws);
        var vpc = VpcId is null ? await vpcs.DefaultAsync(nameof(VpcId), StopToken) : await vpcs.RequireAsync(VpcId, StopToken);
        foreach (var name in SecurityGroupName)
        {
            await ForItemAsync(name, async () =>
            {
                if (await new SecurityGroups(aws, Changes).NewAsync(name, Description ?? name, vpc.VpcId, tags, StopToken) is { } group)
                {
                    WriteObject(group);
                }
            });
        }
    }
}
