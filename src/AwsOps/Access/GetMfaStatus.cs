using System.Management.Automation;
using Amazon.IdentityManagement.Model;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Shows who is protected by MFA and who is not, the worst first: root without MFA, console passwords without MFA, keys without MFA.</summary>
/// <remarks>
/// <para>Passwords and keys come from the credential report, which may be four hours old; virtual devices and the root user's MFA are read live. Only for users with devices of other kinds IAM is asked one by one: it has no list of them.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessUser anna | New-MfaDevice | Enable-MfaDevice; $null = New-AccessUser build | New-AccessKey; Get-MfaStatus</code>
/// <para>Shows all users and the root user.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessUser build | New-AccessKey; Get-MfaStatus | Where-Object Risk -eq KeysWithoutMfa | Enable-MfaRequirement -WhatIf</code>
/// <para>Says what would make MFA a must for those with keys and without MFA.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html">MFA</seealso>
[Cmdlet(VerbsCommon.Get, "MfaStatus")]
[OutputType(typeof(MfaStatus))]
[IamAction("iam:GenerateCredentialReport", "iam:GetAccountSummary", "iam:GetCredentialReport", "iam:ListMFADevices", "iam:ListVirtualMFADevices")]
public sealed class GetMfaStatusCommand : AwsCmdlet
{
    /// <summary>How long to wait for the credential report at most.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int TimeoutSeconds { get; set; } = 120;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var reports = await CredentialReports.ReadAsync(aws, Changes, TimeSpan.FromSeconds(TimeoutSeconds), StopToken);
        var root = await RootHasMfaAsync(aws);
        var devices = (await MfaDevices.VirtualAsync(aws, StopToken)).Where(static device => device.Enabled).ToList();
        var named = devices.Where(static device => device.UserName is not null).ToLookup(static device => device.UserName!, StringComparer.Ordinal);

        // mfa_active and no virtual device: a hardware token, a passkey or a security key, or a device removed since the report.
        var others = await Bounded.SelectAsync(
            reports.Where(report => report is { MfaActive: true, IsRoot: false } && !named.Contains(report.UserName)),
            async report => (report.UserName, Devices: await PresentAsync(aws, report.UserName)),
            StopToken);
        var rest = others.ToDictionary(static pair => pair.UserName, static pair => pair.Devices, StringComparer.Ordinal);
        var statuses = reports.Select(report =>
        {
            var own = report.IsRoot ? devices.Where(static device => device.IsRoot) : rest.TryGetValue(report.UserName, out var found) ? found : named[report.UserName];
            return new MfaStatus(aws, report, report.IsRoot ? root ?? report.MfaActive : own.Any(), own);
        });
        WriteObject(statuses.OrderByDescending(static status => status.Risk).ThenByDescending(static status => status.OldestKeyDays).ThenBy(static status => status.UserName, StringComparer.Ordinal), enumerateCollection: true);
    }

    private async Task<IEnumerable<MfaDevice>> PresentAsync(AwsConnection aws, string user)
    {
        try
        {
            return await MfaDevices.OfAsync(aws, user, StopToken);
        }
        catch (NoSuchEntityException)
        {
            // Removed since the report was made.
            return [];
        }
    }

    /// <summary>https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html: AccountMFAEnabled is 1 when the root user has MFA.</summary>
    private async Task<bool?> RootHasMfaAsync(AwsConnection aws) =>
        (await aws.Iam.GetAccountSummaryAsync(new GetAccountSummaryRequest(), StopToken)).SummaryMap is { } map && map.TryGetValue("AccountMFAEnabled", out var enabled) ? enabled == 1 : null;
}
