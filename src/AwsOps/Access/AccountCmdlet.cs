using System.Collections;
using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Accounts;

namespace AwsOps.Access;

/// <summary>A cmdlet about who can do what: from the account as it is, or from files.</summary>
public abstract class AccountCmdlet : AwsCmdlet
{
    private readonly Dictionary<AwsConnection, AccountSnapshot> _live = [];
    private AccountSnapshot? _saved;

    private protected AccountCmdlet()
    {
    }

    /// <summary>Files to work on instead of the account: what get-account-authorization-details wrote, or policies.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Files with the service control policies over the account. Each element is a level (root, organizational unit, account): one file, or an array of them. The name FullAWSAccess stands for AWS's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[] ServiceControlPolicyPath { get; set; } = [];

    /// <inheritdoc/>
    private protected override bool IsOffline => Path.Length > 0;

    /// <summary>The policies among the files of -Path; set once they are read.</summary>
    private protected IReadOnlyList<PolicyDocument> SavedPolicies { get; private set; } = [];

    /// <summary>The account as it is, read once for all records: in pages, not by user or role.</summary>
    private protected async Task<AccountSnapshot> LiveAsync(AwsConnection aws)
    {
        if (!_live.TryGetValue(aws, out var account))
        {
            account = new AccountSnapshot(await AccountReader.ReadAsync(aws, StopToken), Levels());
            Warn(account);
            _live.Add(aws, account);
        }

        return account;
    }

    /// <summary>What the files of -Path say, read once for all records.</summary>
    private protected AccountSnapshot Saved()
    {
        if (_saved is null)
        {
            var details = new AccountInventory();
            var policies = new List<PolicyDocument>();
            foreach (var path in Path)
            {
                var text = PolicyFiles.Read(this, path, nameof(Path));
                if (AuthorizationDetails.IsMeant(text))
                {
                    PolicyFiles.Guard(path, nameof(Path), () => Add(details, AuthorizationDetails.Parse(text)));
                }
                else
                {
                    policies.Add(PolicyFiles.Parse(text, path, nameof(Path)));
                }
            }

            SavedPolicies = policies;
            _saved = new AccountSnapshot(details, Levels());
            Warn(_saved);
        }

        return _saved;
    }

    private protected AwsOpsException NotFound(string principal, string where) => new(
        "PrincipalNotFound",
        ErrorCategory.ObjectNotFound,
        $"-Principal '{principal}': there is no such user or role in {where}.",
        "Give the name or ARN of a user or role, or the ARN of a role's session.")
    { Target = principal };

    private static void Add(AccountInventory to, AccountInventory more)
    {
        AddRange(to.Users, more.Users);
        AddRange(to.Groups, more.Groups);
        AddRange(to.Roles, more.Roles);
        AddRange(to.Policies, more.Policies);
    }

    private static void AddRange<T>(IList<T> to, IEnumerable<T> more)
    {
        foreach (var item in more)
        {
            to.Add(item);
        }
    }

    private protected PolicyDocument[][] Levels() =>
        [.. ServiceControlPolicyPath.Select(level => PolicyFiles.ParseAll(this, Files(level), nameof(ServiceControlPolicyPath)))];

    private static IEnumerable<string> Files(object level) => (level is PSObject wrapped ? wrapped.BaseObject : level) switch
    {
        string file => [file],
        IEnumerable files => files.Cast<object>().Select(static file => file.ToString()!),
        var file => [file.ToString()!],
    };

    private void Warn(AccountSnapshot account)
    {
        foreach (var problem in account.Problems)
        {
            OnPipeline(() => WriteWarning($"A policy could not be read and is left out: {problem}"));
        }
    }
}
