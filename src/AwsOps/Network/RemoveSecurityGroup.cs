using System.Globalization;
using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Network;

/// <summary>Removes security groups that nothing uses any longer.</summary>
/// <remarks>
/// <para>A group in use can't be removed; the error names what uses it: interfaces, or rules of other groups.</para>
/// <para>Instances and load balancers that were just removed hold their groups for a while yet; -Wait waits for them.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-SecurityGroup web; Remove-SecurityGroup web</code>
/// <para>Removes a group by name.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-SecurityGroup web, app | Remove-SecurityGroup -Wait -PassThru</code>
/// <para>Removes two groups as soon as nothing uses them, and returns what was removed.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/vpc/latest/userguide/deleting-security-groups.html">Delete a security group</seealso>
[Cmdlet(VerbsCommon.Remove, "SecurityGroup", SupportsShouldProcess = true)]
[OutputType(typeof(SecurityGroup))]
[IamAction("ec2:DeleteSecurityGroup", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroupRules", "ec2:DescribeSecurityGroups")]
public sealed class RemoveSecurityGroupCommand : AwsCmdlet
{
    /// <summary>Names or ids of the groups to remove.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SecurityGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SecurityGroupName { get; set; } = [];

    /// <summary>Ids of the groups to remove; objects from the pipeline bring them along.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SecurityGroupIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SecurityGroupId { get; set; } = [];

    /// <summary>Waits until nothing uses the group, then removes it.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How long -Wait waits at most.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int TimeoutSeconds { get; set; } = 600;

    /// <summary>Returns what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var wanted = SecurityGroupId.Length > 0 ? SecurityGroupId : SecurityGroupName;
        if (wanted.Length == 0)
        {
            throw new AwsOpsException("NothingNamed", ErrorCategory.InvalidArgument, "No security group is named.", "Give -SecurityGroupName or -SecurityGroupId.");
        }

        var groups = new SecurityGroups(aws, Changes);
        var found = await groups.GetAsync(wanted, null, name => WriteError(ErrorRecords.From(groups.NotFound(name), name, this)), StopToken);
        if (found.Count == 0)
        {
            return;
        }

        var uses = await groups.UsesAsync([.. found.Select(static group => group.SecurityGroupId)], StopToken);
        var removed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in ReferringFirst(found, uses))
        {
            await ForItemAsync(group.SecurityGroupName, async () =>
            {
                if (wanted.Contains(group.SecurityGroupName) && found.Where(other => other.SecurityGroupName == group.SecurityGroupName).ToList() is { Count: > 1 } several)
                {
                    throw groups.Ambiguous(group.SecurityGroupName, several);
                }

                await CheckUnusedAsync(aws, groups, group, [.. uses[group.SecurityGroupId].Where(use => use.ReferringGroupId is null || !removed.Contains(use.ReferringGroupId))]);
                if (await groups.RemoveAsync(group))
                {
                    removed.Add(group.SecurityGroupId);
                    if (PassThru)
                    {
                        WriteObject(group);
                    }
                }
                else if (Changes.IsWhatIf)
                {
                    removed.Add(group.SecurityGroupId);
                }
            });
        }
    }

    /// <summary>The groups in an order in which a group comes before those that its rules name.</summary>
    private static List<SecurityGroup> ReferringFirst(IReadOnlyList<SecurityGroup> groups, ILookup<string, SecurityGroupUse> uses)
    {
        List<SecurityGroup> pending = [.. groups];
        List<SecurityGroup> ordered = [];
        while (pending.Count > 0)
        {
            var next = pending.Find(group => !uses[group.SecurityGroupId].Any(use => pending.Exists(other => other.SecurityGroupId == use.ReferringGroupId))) ?? pending[0];
            pending.Remove(next);
            ordered.Add(next);
        }

        return ordered;
    }

    private static string Words(IReadOnlyList<SecurityGroupUse> uses) =>
        string.Join(", ", uses.Take(5).Select(static use => use.Text)) + (uses.Count > 5 ? string.Create(CultureInfo.InvariantCulture, $" and {uses.Count - 5} more") : string.Empty);

    private async Task CheckUnusedAsync(AwsConnection aws, SecurityGroups groups, SecurityGroup group, IReadOnlyList<SecurityGroupUse> uses)
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
        if (group.SecurityGroupName == "default")
        {
            throw new AwsOpsException("DefaultSecurityGroup", ErrorCategory.InvalidOperation, $"{group.SecurityGroupId} is the default security group of {group.VpcId}, which can't be removed.", "It goes with its VPC; Revoke-SecurityGroupAccess can close it.") { Target = group.SecurityGroupId };
        }

        // A rule of another group does not go away by waiting.
        if (uses.Count > 0 && (!Wait || uses.Any(static use => use.ReferringGroupId is not null)))
        {
            throw new AwsOpsException(
                "SecurityGroupInUse",
                ErrorCategory.ResourceBusy,
                $"Security group '{group.SecurityGroupName}' ({group.SecurityGroupId}) is in use by {Words(uses)}.",
                "Detach it there or revoke the rule first; -Wait waits for instances and load balancers that are on their way out.")
            { Target = group.SecurityGroupId };
        }

        if (uses.Count == 0 || Changes.IsWhatIf)
        {
            return;
        }

        await Waiter.UntilAsync(
            aws,
            Changes,
            $"Waiting until nothing uses {group.SecurityGroupId}",
            TimeSpan.FromSeconds(TimeoutSeconds),
            TimeSpan.FromSeconds(10),
            async cancel =>
            {
                List<SecurityGroupUse> left = [.. (await groups.UsesAsync([group.SecurityGroupId], cancel))[group.SecurityGroupId]];
                return (left.Count == 0, left.Count == 0 ? "unused" : "in use by " + Words(left), -1);
            },
            StopToken);
    }
}
