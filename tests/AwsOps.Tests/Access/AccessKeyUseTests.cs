namespace AwsOps.Tests.Access;

public sealed class AccessKeyUseTests() : ModuleTest("Start-AwsOpsSandbox -Region eu-west-1 -Port 0; $null = New-AccessUser build; $first = New-AccessKey build")
{
    private const int Week = 7 * 24 * 60;

    [Fact]
    public void An_old_key_that_is_in_use_stays_active_until_forced()
    {
        Ok($"Step-AwsOpsSandbox -Minutes 5; $null = Update-AccessKey build; Step-AwsOpsSandbox -Minutes {Week + 1440}");
        Use();
        var outcome = Run("Update-AccessKey build");
        Assert.Contains("stays active", Assert.Single(outcome.Warnings), StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
        Assert.Equal("Inactive", One("Update-AccessKey build -Force").Text("Status"));
    }

    [Fact]
    public void The_last_use_is_shown()
    {
        Assert.Null(One("Get-AccessKey build").Properties["LastUsedService"].Value);
        Use();
        Assert.Equal("sts", One("Get-AccessKey build").Text("LastUsedService"));
        Assert.Equal(
            """
            UserName                 AccessKeyId            Status    Days Last used (UTC)     For
            --------                 -----------            ------    ---- ---------------     ---
            """.ReplaceLineEndings("\n"),
            string.Join('\n', Show("Get-AccessKey").Split('\n').Take(2)));
    }

    /// <summary>A call that the first key signs, from another runspace, as another program would make it.</summary>
    private void Use()
    {
        using var program = new Program();
        program.Call(One("Get-AwsOpsSandbox").Text("EndpointUrl")!, One("$first").Text("AccessKeyId")!, One("$first.SecretAccessKey").BaseObject);
    }

    private sealed class Program : ModuleTest
    {
        public void Call(string url, string id, object secret) => Ok($"$input | ForEach-Object {{ Connect-AwsOps -AccessKeyId {id} -SecretAccessKey $_ -EndpointUrl {url} -Region eu-west-1 }}", secret);
    }
}
