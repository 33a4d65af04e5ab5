using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Shows access that nobody uses: users, roles, passwords and keys, and on request the services and actions that policies allow in vain.</summary>
/// <remarks>
/// <para>Users, passwords and keys come from the credential report, roles from one paged call, so that a whole account costs a call per page. Services and actions cost a job for each user and role, eight at a time; narrow them by -UserName and -RoleName where accounts are large.</para>
/// <para>IAM keeps who used what for 400 days, shows a use up to four hours late, and counts attempts that were denied. What is younger than -Days is not listed. For actions it tracks some services only, and no data events.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessUser build | New-AccessKey; $null = New-AccessRole shop; Step-AwsOpsSandbox -Minutes 144000; Get-UnusedAccess -Days 90</code>
/// <para>Shows what was not used for 90 days.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessUser build | New-AccessKey; Step-AwsOpsSandbox -Minutes 144000; Get-UnusedAccess -Days 90 -Kind AccessKey | Set-AccessKey -Status Inactive -WhatIf</code>
/// <para>Says which keys would be deactivated.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessRole shop -PolicyArn AmazonSSMManagedInstanceCore; Step-AwsOpsSandbox -Minutes 144000; Get-UnusedAccess -Kind Service -RoleName shop</code>
/// <para>Shows the services that a role may use and does not.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html">Last accessed information</seealso>
[Cmdlet(VerbsCommon.Get, "UnusedAccess")]
[OutputType(typeof(UnusedAccess))]
[IamAction(
    "iam:GenerateCredentialReport",
    "iam:GenerateServiceLastAccessedDetails",
    "iam:GetAccountAuthorizationDetails",
    "iam:GetCredentialReport",
    "iam:GetServiceLastAccessedDetails",
    "iam:ListAccessKeys")]
public sealed class GetUnusedAccessCommand : AwsCmdlet
{
    /// <summary>How many days something must have been unused.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(1, 400)]
    public int Days { get; set; } = 90;

    /// <summary>What to look for. Without it: users, roles, passwords and access keys.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public UnusedAccessKind[] Kind { get; set; } = [UnusedAccessKind.User, UnusedAccessKind.Role, UnusedAccessKind.Password, UnusedAccessKind.AccessKey];

    /// <summary>Users to look at. Without it, and without roles: all.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UserNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] UserName { get; set; } = [];

    /// <summary>Roles to look at. Without it, and without users: all.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RoleNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] RoleName { get; set; } = [];

    /// <summary>How long to wait for each of AWS's reports at most.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int TimeoutSeconds { get; set; } = 300;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var plan = new UnusedAccessPlan(Days, Kind.ToHashSet(), UserName, RoleName, TimeSpan.FromSeconds(TimeoutSeconds));
        WriteObject(await new UnusedAccessFinder(aws, Changes, plan).FindAsync(StopToken), enumerateCollection: true);
    }
}
