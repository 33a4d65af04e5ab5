using AwsOps.Common;
using AwsOps.Engine.Policy.Actions;

namespace AwsOps.Access;

/// <summary>Completes IAM actions.</summary>
public sealed class ActionCompleter : Completer
{
    private protected override IReadOnlyList<(string Value, string Tip)> Candidates(System.Collections.IDictionary bound) =>
        [.. ActionTable.Default.Services.SelectMany(static service => service.Actions.Values.Select(action => (action.FullName, $"{service.Name}: {action.Level}")))];
}

/// <summary>Completes names of users and roles.</summary>
public sealed class PrincipalCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var account = await AccountListing.ReadAsync(aws, ["User", "Role"], stop);
        return [.. account.Users.Select(static user => (user.UserName, user.Arn)), .. account.Roles.Select(static role => (role.RoleName, role.Arn))];
    }
}
