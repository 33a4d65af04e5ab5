using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>What Add- and Remove-AccessGroupMember share: which users, which groups.</summary>
public abstract class GroupMemberCmdlet : AwsCmdlet
{
    private protected GroupMemberCmdlet()
    {
    }

    /// <summary>Groups.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(GroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] GroupName { get; set; } = [];

    /// <summary>Users.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UserNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] UserName { get; set; } = [];

    /// <summary>Returns the groups as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected sealed override async Task ProcessAsync(AwsConnection aws)
    {
        var groups = new AccessGroups(aws, Changes);
        foreach (var group in GroupName)
        {
            await ForItemAsync(group, async () =>
            {
                var (_, members) = await groups.MembersAsync(group, StopToken) ?? throw groups.NotFound(group);
                foreach (var user in UserName)
                {
                    await ForItemAsync(user, () => ChangeAsync(aws, group, user, members.Contains(user, StringComparer.Ordinal)));
                }

                if (PassThru)
                {
                    WriteObject(await groups.FindAsync(group, StopToken) ?? throw groups.NotFound(group));
                }
            });
        }
    }

    /// <summary>One user and one group.</summary>
    /// <param name="aws">The connection.</param>
    /// <param name="group">The group.</param>
    /// <param name="user">The user.</param>
    /// <param name="isMember">Whether it is a member now.</param>
    private protected abstract Task ChangeAsync(AwsConnection aws, string group, string user, bool isMember);
}
