using System.Management.Automation;

namespace AwsOps.Tests.Access;

public sealed class AuditTests() : ModuleTest("Start-AwsOpsSandbox -Region eu-west-1")
{
    private const int Days100 = 144_000;
    private const string Password = "$password = [securestring]::new(); 'correct-Horse-7'.ToCharArray() | ForEach-Object { $password.AppendChar($_) };";

    [Fact]
    public void The_credential_report_is_waited_for_and_typed()
    {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html#id_credentials_understanding_the_report_format
        Ok($"{Password} $null = New-AccessUser anna -Password $password; New-MfaDevice anna | Enable-MfaDevice; $null = New-AccessUser build | New-AccessKey; Step-AwsOpsSandbox -Minutes {Days100}");
        var report = Ok("Get-CredentialReport").ToDictionary(static row => row.Text("UserName")!);
        Assert.Equal(["<root_account>", "anna", "build"], report.Keys);
        Assert.True(report["<root_account>"].Get<bool>("IsRoot"));
        Assert.Null(report["<root_account>"].Properties["PasswordEnabled"].Value);
        Assert.Equal((true, true, 0), (report["anna"].Get<bool>("PasswordEnabled"), report["anna"].Get<bool>("MfaActive"), report["anna"].Get<object[]>("AccessKey").Length));
        var key = PSObject.AsPSObject(Assert.Single(report["build"].Get<object[]>("AccessKey")));
        Assert.Equal((1, true, 100), (key.Get<int>("Number"), key.Get<bool>("Active"), key.Get<int>("AgeDays")));
        Assert.Equal(new DateTime(2026, 1, 5, 8, 0, 0, DateTimeKind.Utc), report["build"].Get<DateTime>("OldestKeyTime"));
    }

    [Fact]
    public void A_report_that_does_not_come_in_time_says_so()
    {
        // In the sandbox it takes two seconds, of which none may be waited here.
        Fails("TimedOut", "Get-CredentialReport -TimeoutSeconds 1");
        Assert.Single(Ok("Get-CredentialReport"));
    }

    [Fact]
    public void MFA_shows_the_worst_first()
    {
        Ok($"{Password} $null = New-AccessUser anna, ben -Password $password; New-MfaDevice anna | Enable-MfaDevice; $null = New-AccessUser build | New-AccessKey; $null = New-AccessUser idle");
        Assert.Equal(
            ["RootWithoutMfa <root_account>", "ConsoleWithoutMfa ben", "KeysWithoutMfa build", "None anna", "None idle"],
            Ok("Get-MfaStatus").Select(static row => $"{row.Text("Risk")} {row.Text("UserName")}"));
        Assert.Equal("Virtual", One("Get-MfaStatus | Where-Object UserName -eq anna | ForEach-Object MfaDevice").Text("DeviceType"));
    }

    [Fact]
    public void MFA_is_read_live_though_the_report_is_old()
    {
        Ok($"{Password} $null = New-AccessUser anna, ben -Password $password; New-MfaDevice ben | Enable-MfaDevice; $null = Get-CredentialReport; New-MfaDevice anna | Enable-MfaDevice; Get-MfaDevice ben | Remove-MfaDevice -Confirm:$false");
        Assert.Equal(["anna None", "ben ConsoleWithoutMfa"], Ok("Get-MfaStatus").Where(static row => !row.Get<bool>("IsRoot")).Select(static row => $"{row.Text("UserName")} {row.Text("Risk")}").Order());
    }

    [Fact]
    public void A_thousand_users_cost_calls_per_page()
    {
        Ok("$null = 1..150 | ForEach-Object { \"user$_\" } | New-AccessUser");
        var before = Calls();
        Assert.Equal(151, Ok("Get-MfaStatus").Count);
        Ok("Get-UnusedAccess");
        Assert.InRange(Calls() - before, 1, 12);
    }

    [Fact]
    public void What_nobody_uses_is_found_with_its_days()
    {
        Ok($"{Password} $null = New-AccessUser anna -Password $password; $null = New-AccessUser build | New-AccessKey; $null = New-AccessRole shop; Step-AwsOpsSandbox -Minutes {Days100}; $null = New-AccessUser fresh | New-AccessKey; $null = New-AccessRole new");
        var id = One("Get-AccessKey build").Text("AccessKeyId");
        Assert.Equal(
            ["User anna all credentials 100", "User build all credentials 100", "Role shop the role 100", "Password anna console password 100", $"AccessKey build {id} 100"],
            Ok("Get-UnusedAccess -Days 90").Select(static row => $"{row.Text("Kind")} {row.Text("PrincipalName")} {row.Text("Item")} {row.Text("DaysUnused")}"));
        Assert.Empty(Ok("Get-UnusedAccess -Days 101"));
        Ok("Get-UnusedAccess -Kind AccessKey | Set-AccessKey -Status Inactive");
        Assert.Equal("no usable credential", One("Step-AwsOpsSandbox -Minutes 300; Get-UnusedAccess -Kind User -UserName build").Text("Item"));
    }

    [Fact]
    public void Services_and_actions_that_policies_allow_in_vain_are_found()
    {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
        const string Own = """'{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["sns:ListTopics","sns:Publish","sqs:SendMessage"],"Resource":"*"}}'""";
        Ok($"$null = New-AccessRole web -TrustedAccountId 111122223333 -Policy @{{ own = {Own} }}; Step-AwsOpsSandbox -Minutes {Days100}");
        Run("$session = Get-AwsOpsSession; $null = Connect-AwsOps -RoleArn arn:aws:iam::111122223333:role/web; Get-NotificationTopic; $null = $session | Connect-AwsOps");
        Assert.Equal(["Service sqs", "Action sns:Publish"], Ok("Get-UnusedAccess -Kind Service, Action -RoleName web").Select(static row => $"{row.Text("Kind")} {row.Text("Item")}"));
    }

    [Fact]
    public void Views_show_what_matters()
    {
        Ok("$null = New-AccessUser build | New-AccessKey");
        Assert.Equal(
            """
            UserName                 Risk                       Console MFA   Devices                  Key days
            --------                 ----                       ------- ---   -------                  --------
            <root_account>           RootWithoutMfa             True    False
            build                    KeysWithoutMfa             False   False                                 0
            """.ReplaceLineEndings("\n"),
            Show("Get-MfaStatus"));
    }

    private int Calls() => Ok("Get-SandboxEvent").Count;
}
