using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Shows the credentials of all users and of the root user: passwords, keys, MFA, certificates, from IAM's credential report.</summary>
/// <remarks><para>AWS makes a report every four hours at most; ReportTime says when. What changed since then is not in it.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessUser anna, build; $null = New-AccessKey build; Get-CredentialReport</code>
/// <para>Shows who has which credentials.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessUser build | New-AccessKey; Get-CredentialReport | Where-Object { $_.AccessKey | Where-Object { $_.Active -and $_.AgeDays -gt 90 } }</code>
/// <para>Shows users with active keys older than 90 days.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html">Credential reports</seealso>
[Cmdlet(VerbsCommon.Get, "CredentialReport")]
[OutputType(typeof(CredentialReport))]
[IamAction("iam:GenerateCredentialReport", "iam:GetCredentialReport")]
public sealed class GetCredentialReportCommand : AwsCmdlet
{
    /// <summary>How long to wait for the report at most.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int TimeoutSeconds { get; set; } = 120;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws) =>
        WriteObject(await CredentialReports.ReadAsync(aws, Changes, TimeSpan.FromSeconds(TimeoutSeconds), StopToken), enumerateCollection: true);
}
