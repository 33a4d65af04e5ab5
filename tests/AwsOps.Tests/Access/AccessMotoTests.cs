using System.Management.Automation;
using AwsOps.Tests.Shared;

namespace AwsOps.Tests.Access;

/// <summary>One script about access on two backends: the sandbox, and moto, which somebody else wrote.</summary>
public sealed class AccessMotoTests(MotoServer moto) : ModuleTest, IClassFixture<MotoServer>
{
    private const string Script = """
        $read = '{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::shop/*"}]}'
        $write = $read.Replace('s3:GetObject', 's3:PutObject')
        $facts = [ordered]@{}
        Set-AccessPolicy shop -Path /team/ -Document $read -Description 'Reads the shop'
        $null = New-AccessGroup developers -PolicyArn shop -Policy @{ own = $write }
        $null = 'anna', 'build' | New-AccessUser -GroupName developers -Path /staff/ -PolicyArn shop -Policy @{ own = $read } -Tag @{ team = 'web' }
        $null = New-AccessRole web -PolicyArn shop -PermissionsBoundary shop -MaxSessionSeconds 7200
        $null = New-AccessRole deploy -OidcProvider token.actions.githubusercontent.com -OidcSubject 'repo:shop/web:*' -CreateOidcProvider
        $facts['users'] = Get-AccessUser | ForEach-Object { "$($_.Arn) $($_.Group) $($_.PolicyArn) $($_.InlinePolicyName) $($_.Tag.team)" }
        $facts['user'] = Get-AccessUser anna | ForEach-Object { "$($_.Arn) $($_.Group) $($_.PolicyArn) $($_.InlinePolicyName) $($_.Tag.team)" }
        $facts['groups'] = Get-AccessGroup | ForEach-Object { "$($_.Arn) $($_.Member) $($_.PolicyArn) $($_.InlinePolicyName)" }
        $facts['roles'] = Get-AccessRole web, deploy | ForEach-Object { "$($_.Arn) $($_.TrustPolicy) $($_.PolicyArn) $($_.PermissionsBoundary) $($_.MaxSessionSeconds)" }
        Set-AccessPolicy shop -Document $write
        Set-AccessPolicy shop -Document $write
        $facts['policy'] = Get-AccessPolicy shop | ForEach-Object { "$($_.PolicyArn) $($_.Description) $($_.VersionId) $($_.Version) $($_.AttachedTo) $($_.Document)" }
        $facts['policies'] = Get-AccessPolicy | ForEach-Object { "$($_.PolicyType) $($_.PolicyName) $($_.VersionId) $($_.AttachedTo) $($_.Document)" }
        $key = New-AccessKey build
        $facts['key'] = "$($key.UserName) $($key.Status) $($key.SecretAccessKey.Length)"
        Set-AccessKey $key.AccessKeyId -Status Inactive
        $facts['keys'] = Get-AccessKey | ForEach-Object { "$($_.UserName) $($_.Status) $($_.LastUsedService)" }
        $facts['same'] = (Get-AccessKey build).AccessKeyId -eq $key.AccessKeyId
        New-MfaDevice anna | Enable-MfaDevice
        $facts['devices'] = Get-MfaDevice anna | ForEach-Object { "$($_.SerialNumber) $($_.UserName) $($_.Enabled)" }
        $facts['report'] = Get-CredentialReport | Where-Object IsRoot -eq $false | ForEach-Object { "$($_.Arn) $($_.PasswordEnabled) $($_.MfaActive) $($_.AccessKey.Count) $($_.AccessKey.Active)" }
        $facts['missing'] = try { Remove-AccessUser nobody -Confirm:$false -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
        $facts['in use'] = try { Remove-AccessPolicy shop -Confirm:$false -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
        $facts['bounds'] = try { Remove-AccessPolicy shop -Force -Confirm:$false -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
        $facts['exists'] = try { New-AccessUser anna -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
        Remove-AccessUser anna, build -Confirm:$false
        Remove-AccessRole web, deploy
        Remove-AccessGroup developers
        Remove-AccessPolicy shop -Confirm:$false
        $facts['left'] = @(Get-AccessUser; Get-AccessGroup; Get-AccessRole; Get-AccessPolicy; Get-AccessKey; Get-MfaDevice).Count
        $facts.Keys | ForEach-Object { "$($_): $($facts[$_] -join ' | ')" }
        """;

    [Fact]
    public async Task The_same_script_reports_the_same_on_the_sandbox_and_on_moto()
    {
        var url = moto.Require();
        await moto.ResetAsync(TestContext.Current.CancellationToken);
        Ok("Start-AwsOpsSandbox -Region eu-west-1 -AccountId 123456789012");
        var sandbox = Lines(Ok(Script));
        Ok($"Stop-AwsOpsSandbox -Confirm:$false; $null = Connect-AwsOps -AccessKeyId AKIAIOSFODNN7EXAMPLE -SecretAccessKey ([Net.NetworkCredential]::new('', 'anything').SecurePassword) -Region eu-west-1 -EndpointUrl {url}");
        Assert.Equal(sandbox, Lines(Ok(Script)));
    }

    private static IEnumerable<string> Lines(IReadOnlyList<PSObject> output) => output.Select(static line => line.ToString());
}
