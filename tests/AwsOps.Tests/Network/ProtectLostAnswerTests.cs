namespace AwsOps.Tests.Network;

/// <summary>
/// The connection breaks at the k-th change of Protect-SecurityGroup, before AWS did it or after, once or until the cmdlet gives
/// up. Whatever happens: what was open to those who keep access never closes, and the group is as it was, or as it should be, or
/// the error says exactly how it is.
/// </summary>
public sealed class ProtectLostAnswerTests() : ModuleTest(Setup)
{
    // Two rules with tags of their own and one without: three calls that add, one that removes.
    private const string Setup = """
        Start-AwsOpsSandbox -Region eu-west-1 -Force
        $null = New-SecurityGroup web
        $null = Grant-SecurityGroupAccess web -Port 20-25 -From 0.0.0.0/0 -Description 'Old days' -Tag @{ team = 'net' } -WarningAction Ignore
        $null = Grant-SecurityGroupAccess web -Port 22 -From ::/0 -Tag @{ team = 'six'; why = 'test' } -WarningAction Ignore
        $null = Grant-SecurityGroupAccess web -Port 20-30 -From 52.0.0.0/8
        $open = Test-SecurityGroupExposure web -Port 22
        """;

    private const string Rules = "(Get-SecurityGroup web).Rule | ForEach-Object { $tags = $_.Tag; \"$($_.Direction) $_ '$($_.Description)' $(($tags.Keys | ForEach-Object { \"$_=$($tags[$_])\" }) -join ',')\" }";
    private const int Changes = 4;

    public static TheoryData<string, int, int> Breaks()
    {
        var data = new TheoryData<string, int, int>();
        foreach (var kind in (string[])["DropResponse", "DropRequest"])
        {
            for (var change = 0; change < Changes; change++)
            {
                // Once, which the SDK rides out by trying again; and all of its five tries.
                data.Add(kind, change, 1);
                data.Add(kind, change, 5);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public void A_broken_connection_leaves_the_group_whole(string kind, int change, int tries)
    {
        var before = State();
        Ok("$open | Protect-SecurityGroup -Confirm:$false -OutVariable done");
        var after = State();
        Assert.NotEqual(before, after);
        Ok(Setup);
        Ok($"Add-SandboxFault {kind} -Mutating -After {change} -Count {tries}");
        var outcome = Run("$done = $open | Protect-SecurityGroup; $done");
        var now = State();
        if (outcome.Errors.Count == 0)
        {
            Assert.True(Assert.Single(outcome.Output).Get<bool>("Applied"));
            Assert.Equal(after, now);
            Ok("$null = Protect-SecurityGroup -Undo $done");
            Assert.Equal(before, State());
        }
        else
        {
            Assert.Equal(("DropRequest", 5), (kind, tries));
            Assert.Equal(before, now);
            Assert.Equal(change > 0, Assert.Single(outcome.Errors).Exception.Message.Contains("removed again", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_cannot_be_looked_up_is_told_exactly()
    {
        // The answer to the removal is lost, and nobody may look at the rules then.
        Ok($"Add-SandboxFault DropResponse RevokeSecurityGroupIngress; Add-SandboxFault AccessDenied DescribeSecurityGroupRules -After 1");
        var error = Assert.Single(Run("$open | Protect-SecurityGroup").Errors);
        Assert.Contains("could not be found out whether the old rules are gone", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("The new rules, which open nothing, stay.", error.Exception.Message, StringComparison.Ordinal);

        // And the answer to an addition.
        Ok(Setup);
        Ok("Add-SandboxFault DropResponse AuthorizeSecurityGroupIngress; Add-SandboxFault AccessDenied DescribeSecurityGroupRules -After 1");
        error = Assert.Single(Run("$open | Protect-SecurityGroup").Errors);
        Assert.Contains("may be there, which open nothing", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_undo_whose_answers_are_lost_restores_all_the_same()
    {
        var before = State();
        Ok("$done = $open | Protect-SecurityGroup; Add-SandboxFault DropResponse -Mutating -Count 20; $null = Protect-SecurityGroup -Undo $done");
        Assert.Equal(before, State());
    }

    [Fact]
    public void Tags_go_with_every_part_of_a_rule_and_come_back()
    {
        Ok("$done = $open | Protect-SecurityGroup");
        var parts = Ok("(Get-SecurityGroup web).Rule | Where-Object { $_.Direction -eq 'Inbound' -and $_.Source -notlike '52.*' }");
        Assert.True(parts.Count > 3);
        Assert.All(parts, static part => Assert.Contains("team", part.Get<System.Collections.IDictionary>("Tag").Keys.Cast<string>()));
        Assert.Contains("with the tags team=net", string.Join('\n', Run("Start-AwsOpsSandbox -Force -Region eu-west-1; " + Setup.Split('\n', 2)[1] + "\n$open | Protect-SecurityGroup -Verbose").Verbose), StringComparison.Ordinal);
    }

    private List<string> State() => [.. Ok(Rules).Select(static rule => rule.ToString()).Order(StringComparer.Ordinal)];
}
