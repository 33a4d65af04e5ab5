using Amazon.IdentityManagement.Model;
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
        List<(string, string)> names = [];
        string? marker = null;
        do
        {
            var page = await aws.Iam.GetAccountAuthorizationDetailsAsync(new GetAccountAuthorizationDetailsRequest { Filter = ["User", "Role"], Marker = marker, MaxItems = 1000 }, stop);
            names.AddRange((page.UserDetailList ?? []).Select(static user => (user.UserName, user.Arn)));
            names.AddRange((page.RoleDetailList ?? []).Select(static role => (role.RoleName, role.Arn)));
            marker = page.IsTruncated == true ? page.Marker : null;
        }
        while (marker is not null);

        return names;
    }
}
