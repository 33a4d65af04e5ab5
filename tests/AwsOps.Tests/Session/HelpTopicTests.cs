using System.Text.RegularExpressions;

namespace AwsOps.Tests.Session;

/// <summary>The about_ topics: Get-Help finds them, and what they name is there.</summary>
public sealed partial class HelpTopicTests : ModuleTest
{
    [Theory]
    [InlineData("about_AwsOps", "rehearsed before they touch an account")]
    [InlineData("about_AwsOps_Sandbox", "An AWS inside the PowerShell process")]
    public void Get_Help_finds_a_topic_whose_cmdlets_are_there(string topic, string words)
    {
        var text = One($"Get-Help {topic}").ToString()!;
        Assert.Contains(words, text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), static line => Assert.InRange(line.TrimEnd().Length, 0, 88));
        var cmdlets = Cmdlet().Matches(text).Select(static match => match.Value).Distinct().Where(static name => !name.StartsWith("Get-Help", StringComparison.Ordinal) && !name.StartsWith("Get-Command", StringComparison.Ordinal) && name is not ("Get-Module" or "Join-Path"));
        Assert.All(cmdlets, static name => Assert.Contains(CmdletCatalog.All, cmdlet => cmdlet.Name == name));
    }

    [Fact]
    public void Help_tells_defaults_and_patterns()
    {
        var threshold = One("(Get-Help New-CpuAlarm -Parameter Threshold).defaultValue").ToString();
        Assert.Equal("80", threshold);
        Assert.Equal("true", One("(Get-Help Get-ScalingGroup -Parameter ScalingGroupName).globbing").ToString());
        Assert.Equal("false", One("(Get-Help Remove-ScalingGroup -Parameter ScalingGroupName).globbing").ToString());
    }

    [Fact]
    public void Long_lines_break_between_words() =>
        Assert.DoesNotContain(Show("Get-Help New-CpuAlarm").Split('\n'), static line => line.EndsWith("<strin", StringComparison.Ordinal));

    [GeneratedRegex(@"\b(New|Get|Set|Remove|Start|Stop|Step|Add|Connect|Disconnect|Grant|Revoke|Watch|Join)-[A-Z][A-Za-z]+\b", RegexOptions.CultureInvariant)]
    private static partial Regex Cmdlet();
}
