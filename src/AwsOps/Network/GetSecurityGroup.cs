using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Network;

/// <summary>Shows security groups with their rules.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; Get-SecurityGroup</code>
/// <para>Shows all groups of the region.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-SecurityGroup web | Grant-SecurityGroupAccess -Port 443 -From 0.0.0.0/0; (Get-SecurityGroup web).Rule</code>
/// <para>Shows the rules of a group.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "SecurityGroup")]
[OutputType(typeof(SecurityGroup))]
[IamAction("ec2:DescribeSecurityGroupRules", "ec2:DescribeSecurityGroups")]
public sealed class GetSecurityGroupCommand : AwsCmdlet
{
    /// <summary>Names or ids of groups, or patterns such as shop-*. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SecurityGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SecurityGroupName { get; set; } = [];

    /// <summary>Ids of groups; objects from the pipeline bring them along.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SecurityGroupIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SecurityGroupId { get; set; } = [];

    /// <summary>Only groups of this VPC.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(VpcIdCompleter))]
    [ValidateFormat("^vpc-[0-9a-f]{8,17}$", "-VpcId '{0}' is not the id of a VPC; it looks like vpc-0123456789abcdef0.")]
    public string? VpcId { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var groups = new SecurityGroups(aws, Changes);
        var wanted = SecurityGroupId.Length > 0 ? SecurityGroupId : SecurityGroupName;
        await WriteNamedAsync(wanted, GetAsync, static group => [group.SecurityGroupName, group.SecurityGroupId], groups.NotFound);

        async Task<IReadOnlyList<SecurityGroup>> GetAsync(IReadOnlyList<string> names, Action<string> missing)
        {
            var found = await groups.GetAsync(names, VpcId, missing, StopToken);
            if (found.Count == 0 && names.Count == 0 && VpcId is { } vpc)
            {
                // A VPC has a default group at least.
                WriteError(ErrorRecords.From(Vpcs.Unknown(vpc, aws), vpc, this));
            }

            return found;
        }
    }
}
