namespace AwsOps.Tests.Access;

public sealed class AccessKeyTests() : ModuleTest("Start-AwsOpsSandbox -Region eu-west-1; $null = New-AccessUser build; $first = New-AccessKey build")
{
    private const int Week = 7 * 24 * 60;

    [Fact]
    public void A_rotation_runs_its_course_by_a_job_that_runs_every_day()
    {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html#Using_RotateAccessKey
        const string Job = "Update-AccessKey build -MaxAgeDays 90 -GraceDays 7";
        var steps = new List<string>();
        for (var day = 0; day < 120; day++)
        {
            steps.AddRange(Ok(Job).Select(key => $"{day} {(key.Text("AccessKeyId") == Ok("$first.AccessKeyId")[0].ToString() ? "first" : "second")} {key.Text("Status")} {(key.Properties["SecretAccessKey"].Value is null ? "-" : "secret")}"));
            Ok("Step-AwsOpsSandbox -Minutes 1440");
        }

        Assert.Equal(["90 second Active secret", "97 first Inactive -", "104 first Inactive -"], steps);
        Assert.NotEqual(One("$first.AccessKeyId").ToString(), One("Get-AccessKey build").Text("AccessKeyId"));
    }

    [Fact]
    public void Nothing_is_retired_while_the_newer_key_is_inactive()
    {
        Ok($"Step-AwsOpsSandbox -Minutes 5; Update-AccessKey build | Set-AccessKey -Status Inactive; Step-AwsOpsSandbox -Minutes {Week}");
        Fails("NewerKeyInactive", "Update-AccessKey build");
        Assert.Contains(Ok("Get-AccessKey build"), static key => key.Text("Status") == "Active");
    }

    [Fact]
    public void An_active_key_is_removed_only_by_force()
    {
        Fails("AccessKeyActive", "Get-AccessKey build | Remove-AccessKey -Confirm:$false");
        Ok("Get-AccessKey build | Set-AccessKey -Status Inactive; Get-AccessKey build | Remove-AccessKey -Confirm:$false");
        Assert.Empty(Ok("Get-AccessKey build"));
    }

    [Fact]
    public void Setting_a_status_twice_changes_nothing_the_second_time()
    {
        Ok("$first | Set-AccessKey -Status Inactive");
        var before = Ok("Get-SandboxEvent | Where-Object ReadOnly -eq $false").Count;
        Ok("$first | Set-AccessKey -Status Inactive");
        Assert.Equal(before, Ok("Get-SandboxEvent | Where-Object ReadOnly -eq $false").Count);
    }

    [Theory]
    [InlineData("UserNotFound", "New-AccessKey nobody")]
    [InlineData("UserNotFound", "Get-AccessKey nobody")]
    [InlineData("UserNotFound", "Update-AccessKey nobody")]
    [InlineData("AccessKeyNotFound", "Set-AccessKey AKIAIOSFODNN7EXAMPLE -Status Active")]
    [InlineData("AccessKeyNotFound", "Remove-AccessKey AKIAIOSFODNN7EXAMPLE -Confirm:$false")]
    [InlineData("TooManyAccessKeys", "$null = New-AccessKey build; New-AccessKey build")]
    [InlineData("ParameterArgumentValidationError", "Set-AccessKey 'nokey' -Status Active")]
    public void Bad_input_and_missing_things_are_named(string id, string script) => Fails(id, script);
}
