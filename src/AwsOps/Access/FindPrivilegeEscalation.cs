using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.Policy.Accounts;
using AwsOps.Engine.Policy.Analysis;

namespace AwsOps.Access;

/// <summary>Finds who can make himself an administrator, and shows the way step by step.</summary>
/// <remarks>
/// <para>All policies of a principal count together, boundaries, service control policies and denies are honoured, and the way may lead through other users, roles and their trust, roles passed to services, and instances that run with a role. Who is an administrator already is not listed.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessRole boss -PolicyArn AdministratorAccess; $null = New-AccessRole deploy -PolicyArn AmazonEC2FullAccess -Policy @{ pass = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"}}' }; Find-PrivilegeEscalation</code>
/// <para>A role that may pass any role to its instances is as strong as the strongest of them.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessRole helper -PolicyArn IAMFullAccess; (Find-PrivilegeEscalation helper).Step</code>
/// <para>Shows the steps of one role, with the statement that allows each and what takes it away.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html">Permissions boundaries</seealso>
[Cmdlet(VerbsCommon.Find, "PrivilegeEscalation")]
[OutputType(typeof(EscalationPath))]
[IamAction("ec2:DescribeInstances", "iam:GetAccountAuthorizationDetails", "iam:GetPolicy", "iam:GetPolicyVersion")]
public sealed class FindPrivilegeEscalationCommand : AccountCmdlet
{
    private readonly Dictionary<AccountSnapshot, EscalationFinder> _finders = [];

    /// <summary>Names or ARNs of users and roles. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Arn")]
    [ArgumentCompleter(typeof(PrincipalCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Principal { get; set; } = [];

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var account = await LiveAsync(aws);
        if (!_finders.TryGetValue(account, out var finder))
        {
            finder = new EscalationFinder(account.Entities, account.Groups, await Workloads.ReadAsync(aws, account, StopToken));
            _finders.Add(account, finder);
        }

        Find(account, finder, aws.Where);
    }

    /// <inheritdoc/>
    private protected override Task ProcessOfflineAsync()
    {
        var account = Saved();
        if (!_finders.TryGetValue(account, out var finder))
        {
            finder = new EscalationFinder(account.Entities, account.Groups);
            _finders.Add(account, finder);
        }

        Find(account, finder, "the files of -Path");
        return Task.CompletedTask;
    }

    private void Find(AccountSnapshot account, EscalationFinder finder, string where)
    {
        if (Principal.Length == 0)
        {
            foreach (var entity in account.Entities.OrderBy(static entity => entity.Arn, StringComparer.Ordinal))
            {
                Write(finder, entity);
            }

            return;
        }

        foreach (var name in Principal)
        {
            var found = account.Find(name);
            if (found.Count == 0)
            {
                WriteError(ErrorRecords.From(NotFound(name, where), name, this));
            }

            foreach (var entity in found)
            {
                Write(finder, entity);
            }
        }
    }

    private void Write(EscalationFinder finder, AccountEntity entity)
    {
        StopToken.ThrowIfCancellationRequested();
        if (entity.MissingPolicies.Count > 0)
        {
            WriteWarning($"{entity.Arn} has policies that were not given, and may be able to do more or less: {string.Join(", ", entity.MissingPolicies)}.");
        }

        if (finder.Find(entity.Arn) is { } path)
        {
            WriteObject(new EscalationPath(path));
        }
    }
}
