using System.Xml.Linq;

namespace AwsOps.Tests.Scaling;

/// <summary>What becomes of a replay: drawn, written, asked why.</summary>
public sealed class ScalingReplayCmdletTests : ModuleTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("replay").FullName;

    public ScalingReplayCmdletTests()
        : base("$replay = Test-ScalingPolicy -MinSize 2 -MaxSize 6 -TargetCpu 50 -WarmupSeconds 60 -CapacityPerInstance 100 -Baseline 90 -Peak 900 -StartTime '2026-11-27T05:00:00Z' -Runs 3")
    {
    }

    [Fact]
    public void The_terminal_chart_shows_load_loss_and_changes()
    {
        var lines = Ok("$replay | Show-ScalingReplay -Width 60 -Height 5 -Ascii").Select(static line => line.ToString()).ToList();
        Assert.Equal("(parameters), 2026-11-27 05:00 to 2026-11-27 08:30 UTC", lines[0]);
        Assert.All(lines.Take(11), static line => Assert.True(line.Length <= 80 && line.All(char.IsAscii), line));
        Assert.Contains(lines, static line => line.Contains('#', StringComparison.Ordinal) && line.Contains('x', StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.TrimStart().StartsWith('^'));
        Assert.Contains(lines, static line => line.Contains("05:00", StringComparison.Ordinal) && line.Contains("06:", StringComparison.Ordinal) && !line.Contains("UTC", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.StartsWith("over 3 seeds", StringComparison.Ordinal));
        Assert.Contains("█", Show("$replay | Show-ScalingReplay -Width 60 -Height 5"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(160)]
    public void Every_line_fits_the_width(int width)
    {
        Assert.All(Ok($"$replay | Show-ScalingReplay -Width {width}").Skip(2), line => Assert.True(line.ToString().Length <= width, line.ToString()));
        var lines = Ok($"$replay | Show-ScalingReplay -Width {width}").Select(static line => line.ToString()).ToList();
        Assert.StartsWith("instances ", lines.Single(static line => line.StartsWith("instances", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_trace_has_dates_and_shows_no_loss_that_was_none()
    {
        var text = Show("$long = Test-ScalingPolicy -MinSize 2 -MaxSize 400 -TargetCpu 50 -CapacityPerInstance 100 -Baseline 900 -Peak 15000 -TotalMinutes 4320 -HoldMinutes 600 -RampMinutes 300 -Runs 1 -StartTime '2026-11-27T05:30:00Z'; $long | Show-ScalingReplay -Width 80 -Height 6");
        Assert.Contains("lost 0 of", text, StringComparison.Ordinal);
        Assert.Equal(1, text.Split('\n').Sum(static line => line.Count(static letter => letter == '▒')));
        Assert.Contains("11-28 ", text, StringComparison.Ordinal);
        var path = Path.Combine(_folder, "long.svg");
        Ok($"$null = $long | Export-ScalingReplay '{path}'");
        Assert.Contains(">11-29<", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sale.svg")]
    [InlineData("sale.html")]
    public void An_export_stands_alone_and_is_the_same_each_time(string name)
    {
        var path = Path.Combine(_folder, name);
        Ok($"$null = $replay | Export-ScalingReplay '{path}'");
        var text = File.ReadAllText(path);
        var root = XDocument.Parse(text.Replace("<!DOCTYPE html>", string.Empty, StringComparison.Ordinal).Replace("<meta charset=\"utf-8\">", string.Empty, StringComparison.Ordinal).Replace("<meta name=\"viewport\" content=\"width=device-width\">", string.Empty, StringComparison.Ordinal)).Root!;
        Assert.Equal(name.EndsWith("svg", StringComparison.Ordinal) ? "svg" : "html", root.Name.LocalName);
        Assert.DoesNotContain("http", text.Replace("http://www.w3.org/2000/svg", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme:dark", text, StringComparison.Ordinal);
        // Viewers other than browsers know no variables, and drew all in black.
        Assert.DoesNotContain("var(", text, StringComparison.Ordinal);
        Assert.Contains("<title id=\"title\">(parameters)", text, StringComparison.Ordinal);
        Assert.Contains("requests lost", root.Descendants().Single(static element => element.Name.LocalName == "desc").Value, StringComparison.Ordinal);
        Assert.Contains("CPU, percent", text, StringComparison.Ordinal);
        Fails("InvalidPath", $"$replay | Export-ScalingReplay '{path}'");
        Ok($"$null = $replay | Export-ScalingReplay '{path}' -Force");
        Assert.Equal(text, File.ReadAllText(path));
        var never = Path.Combine(_folder, "never-" + name);
        Ok($"$replay | Export-ScalingReplay '{never}' -WhatIf");
        Assert.False(File.Exists(never));
    }

    [Fact]
    public void A_replay_says_why_it_did_not_keep_up()
    {
        var held = Ok("$replay | Get-ScalingDecision -Outcome Held");
        var atMaximum = held.First(static decision => decision.Text("Reason") == "AtMaximum");
        Assert.Contains("LIMITS", atMaximum.Get<string[]>("Rule"));
        Assert.Contains("maximum size 6", atMaximum.Text("Explanation"), StringComparison.Ordinal);
        Assert.All(atMaximum.Get<string[]>("Source"), static source => Assert.StartsWith("https://docs.aws.amazon.com/", source, StringComparison.Ordinal));
        Assert.Contains(held, static decision => decision.Text("Reason") == "AlarmNotYet");
        var within = Ok("$replay | Get-ScalingDecision -From '2026-11-27T05:00:00Z' -To '2026-11-27T05:10:00Z'");
        Assert.All(within, static decision => Assert.True(decision.Get<DateTime>("From") < new DateTime(2026, 11, 27, 5, 10, 0, DateTimeKind.Utc)));
        Fails("InvalidFrom", "$replay | Get-ScalingDecision -From '2026-11-27T06:00:00Z' -To '2026-11-27T05:00:00Z'");
    }

    [Theory]
    [InlineData("AtMaximum", "-MaxSize 4", "", "LIMITS")]
    [InlineData("RoundingGivesNoChange", "-MaxSize 10 -DesiredCapacity 3", "", "TT3")]
    [InlineData("ScaleInDisabled", "-MaxSize 10 -DesiredCapacity 5", "-DisableScaleIn", "TT8")]
    [InlineData("ScaleOutInProgress", "-MaxSize 10", "-WarmupSeconds 3000", "TT6")]
    [InlineData("AnotherPolicyNotReady", "-MaxSize 10", "", "TT8")]
    public void A_group_of_the_account_says_why_it_did_not_scale(string reason, string sizes, string policy, string rule)
    {
        Ok($"""
            Start-AwsOpsSandbox -Region eu-west-1
            $group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 {sizes} -Wait
            $null = $group | New-ScalingPolicy -TargetCpu 50 {policy}
            """);
        Ok(reason switch
        {
            "ScaleOutInProgress" => "$null = $group | Set-SandboxLoad -Curve @{ Minutes = 0; RequestsPerSecond = 500 }, @{ Minutes = 10; RequestsPerSecond = 500 }, @{ Minutes = 11; RequestsPerSecond = 20 } -CapacityPerInstance 100; Step-AwsOpsSandbox -Minutes 50",
            "AnotherPolicyNotReady" => "$null = $group | New-ScalingPolicy always -TargetCpu 1; $null = $group | Set-SandboxLoad -Curve @{ Minutes = 0; RequestsPerSecond = 500 }, @{ Minutes = 20; RequestsPerSecond = 500 }, @{ Minutes = 21; RequestsPerSecond = 50 } -CapacityPerInstance 100; Step-AwsOpsSandbox -Minutes 60",
            "RoundingGivesNoChange" => "$null = $group | Set-SandboxLoad -RequestsPerSecond 102 -CapacityPerInstance 100; Step-AwsOpsSandbox -Minutes 40",
            "ScaleInDisabled" => "$null = $group | Set-SandboxLoad -RequestsPerSecond 20 -CapacityPerInstance 100; Step-AwsOpsSandbox -Minutes 40",
            _ => "$null = $group | Set-SandboxLoad -RequestsPerSecond 900 -CapacityPerInstance 100; Step-AwsOpsSandbox -Minutes 30",
        });
        var decisions = Ok("Get-ScalingDecision shop");
        var found = decisions.FirstOrDefault(decision => decision.Text("Reason") == reason);
        Assert.True(found is not null, string.Join('\n', decisions.Select(static decision => $"{decision.Get<DateTime>("From"):HH:mm} {decision.Text("Outcome")} {decision.Text("Reason")} {decision.Text("Explanation")}")));
        Assert.Contains(rule, found.Get<string[]>("Rule"));
    }

    [Theory]
    [InlineData("Cooldown", "", "SI1")]
    [InlineData("InsufficientData", "", "TT9")]
    [InlineData("CoveredByWarming", " -BasicMonitoring", "TT11")]
    public void Cooldowns_missing_data_and_five_minute_metrics_are_told(string reason, string template, string rule)
    {
        Ok($"Start-AwsOpsSandbox -Region eu-west-1; $group = New-LaunchTemplate shop -InstanceType t3.small{template} | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait");
        Ok(reason switch
        {
            "Cooldown" => "$null = $group | New-ScalingPolicy add-one -Adjustment 1 -CooldownSeconds 600 | New-CpuAlarm -Threshold 70 -Minutes 1; $null = $group | Set-SandboxLoad -RequestsPerSecond 900 -CapacityPerInstance 100; Step-AwsOpsSandbox -Minutes 30",
            "InsufficientData" => "$null = $group | New-ScalingPolicy -TargetCpu 50; $null = Set-ScalingGroup shop -MinSize 0 -DesiredCapacity 0; Step-AwsOpsSandbox -Minutes 30",
            _ => "$null = $group | New-ScalingPolicy -TargetCpu 50; $null = $group | Set-SandboxLoad -RequestsPerSecond 500 -CapacityPerInstance 100; Step-AwsOpsSandbox -Minutes 40",
        });
        var decisions = Ok("Get-ScalingDecision shop");
        var found = decisions.FirstOrDefault(decision => decision.Text("Reason") == reason && decision.Get<string[]>("Rule").Contains(rule));
        Assert.True(found is not null, string.Join('\n', decisions.Select(static decision => $"{decision.Get<DateTime>("From"):HH:mm} {decision.Text("Outcome")} {decision.Text("Reason")} {string.Join(' ', decision.Get<string[]>("Rule"))} {decision.Text("Explanation")}")));
    }

    [Fact]
    public void A_group_of_the_account_says_why_it_scaled()
    {
        Ok("""
            Start-AwsOpsSandbox -Region eu-west-1
            $group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 20 -Wait
            $null = $group | New-ScalingPolicy -TargetCpu 50
            $null = $group | New-ScalingSchedule floor -At ((Get-AwsOpsSandbox).Now.AddMinutes(5)) -MinSize 3 -DesiredCapacity 3
            $null = $group | Set-SandboxLoad -Curve @{ Minutes = 0; RequestsPerSecond = 90 }, @{ Minutes = 10; RequestsPerSecond = 90 }, @{ Minutes = 12; RequestsPerSecond = 800 } -CapacityPerInstance 100
            Step-AwsOpsSandbox -Minutes 40
            """);
        var scaled = Ok("Get-ScalingGroup shop | Get-ScalingDecision -Outcome ScaledOut");
        Assert.Contains(scaled, static decision => decision.Text("Cause") == "Schedule" && decision.Get<int>("DesiredAfter") == 3 && decision.Get<string[]>("Rule").Contains("SC1"));
        var policy = scaled.First(static decision => decision.Text("Cause") == "Policy");
        Assert.Contains("TT3", policy.Get<string[]>("Rule"));
        Assert.Equal("cpu-50", policy.Text("ScalingPolicyName"));
        Assert.Contains("in state ALARM triggered policy cpu-50", policy.Text("Explanation"), StringComparison.Ordinal);
        Fails("ScalingGroupNotFound", "Get-ScalingDecision nowhere");
    }
}
