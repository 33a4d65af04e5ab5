namespace AwsOps.Tests.Network;

/// <summary>The calls that an analysis makes: some for each region and page, and none for each group or instance.</summary>
public sealed class CallCountTests : ModuleTest
{
    [Fact]
    public void More_groups_and_instances_cost_no_more_calls()
    {
        Ok("Start-AwsOpsSandbox -Region eu-west-1; $web = New-SecurityGroup web; $null = Grant-SecurityGroupAccess web -Port 22 -From 0.0.0.0/0 -WarningAction Ignore; $null = New-LaunchTemplate shop -InstanceType t3.small -SecurityGroupId $web.SecurityGroupId");
        Ok("$null = New-ScalingGroup shop -LaunchTemplateName shop -MinSize 1 -MaxSize 20 -Wait");
        string[] questions = ["Test-SecurityGroupExposure", "Test-SecurityGroupExposure -Effective", "Get-SecurityGroup | Test-SecurityGroupExposure -Effective", "Test-NetworkPath internet $web.SecurityGroupId -Port 22", "Find-SecurityGroupIssue", "Get-NetworkAcl"];
        var before = questions.Select(Calls).ToList();
        Ok("foreach ($n in 1..15) { $null = New-SecurityGroup \"g$n\"; $null = Grant-SecurityGroupAccess \"g$n\" -Port 22 -From 0.0.0.0/0 -WarningAction Ignore; $null = New-NetworkAcl }; $null = Set-ScalingGroup shop -DesiredCapacity 10; Step-AwsOpsSandbox -Minutes 10");
        Assert.Equal(before, questions.Select(Calls));
        Assert.InRange(before[1], 10, 25);
    }

    /// <summary>
    /// Of everything that reads an inventory: three hundred groups cost what one costs, eleven hundred one more page of groups and
    /// two of rules (a thousand of each a page), and a second region what it costs alone.
    /// </summary>
    [Fact]
    public void Calls_grow_with_pages_and_regions_only()
    {
        Ok("Start-AwsOpsSandbox -Region eu-west-1; $vpc = (Get-SecurityGroup).VpcId; $other = (Get-SecurityGroup -Region us-east-1).VpcId");
        var (here, there) = (new SandboxGroups(One("Get-AwsOpsSession")), new SandboxGroups(One("Get-AwsOpsSession"), "us-east-1"));
        List<string> ids = [.. More(here, 0, 1)];
        _ = More(there, 0, 1);
        Ok($"$null = New-LaunchTemplate shop -InstanceType t3.small -SecurityGroupId {ids[0]} | New-ScalingGroup shop -MinSize 1 -MaxSize 1 -Wait");
        string[] questions =
        [
            "Get-SecurityGroup", "Get-SecurityGroup -VpcId $vpc", "Get-SecurityGroup 'g*'", "Get-SecurityGroup -SecurityGroupId $ids",
            "Test-SecurityGroupExposure", "Test-SecurityGroupExposure $ids", "Test-SecurityGroupExposure -From any", "Test-SecurityGroupExposure -Effective",
            "Get-SecurityGroup | Test-SecurityGroupExposure -Effective", "Get-SecurityGroup | Find-SecurityGroupIssue", "Find-SecurityGroupIssue",
            "Test-NetworkPath internet $ids[0] -Port 22, 443", "Test-SecurityGroupExposure | Protect-SecurityGroup -WhatIf",
        ];
        string[] regions = ["Get-SecurityGroup", "Get-SecurityGroup; Get-SecurityGroup -Region us-east-1"];
        string[] ofRegions = [.. new[] { "Test-SecurityGroupExposure", "Test-SecurityGroupExposure -Effective", "Find-SecurityGroupIssue" }.SelectMany(cmdlet => regions.Select(groups => $"& {{ {groups} }} | {cmdlet}"))];
        IReadOnlyList<int> Count(IEnumerable<string> asked)
        {
            Ok("$ids = @($input)", [.. ids]);
            return [.. asked.Select(Calls)];
        }

        var (one, oneOfRegions) = (Count(questions), Count(ofRegions));
        for (var at = 0; at < ofRegions.Length; at += 2)
        {
            Assert.True(oneOfRegions[at + 1] == 2 * oneOfRegions[at], $"{ofRegions[at + 1]}: {oneOfRegions[at + 1]} calls, of one region {oneOfRegions[at]}");
        }

        ids.AddRange(More(here, 1, 300));
        _ = More(there, 1, 300);
        Assert.Equal(Lines(questions, one), Lines(questions, Count(questions)));
        Assert.Equal(Lines(ofRegions, oneOfRegions), Lines(ofRegions, Count(ofRegions)));

        ids.AddRange(More(here, 300, 1100));

        // The pages of groups and rules are asked for once by each part of a pipeline that asks; Protect-SecurityGroup -WhatIf looks at
        // the network and at the groups that it would change.
        var many = Count(questions);
        for (var at = 0; at < questions.Length; at++)
        {
            var readers = questions[at].Split('|').Length + (questions[at].Contains("Protect", StringComparison.Ordinal) ? 1 : 0);
            Assert.True(many[at] == one[at] + (3 * readers), $"{questions[at]}: {many[at]} calls for 1100 groups, {one[at]} for one");
        }
    }

    private static IEnumerable<string> More(SandboxGroups sandbox, int from, int to)
    {
        List<string> made = [];
        for (var at = from; at < to; at++)
        {
            made.Add(sandbox.New($"g{at}", "one of many"));
            sandbox.Authorize(made[^1], [new(false, "tcp", 22, 22, "0.0.0.0/0", null, string.Empty)]);
        }

        return made;
    }

    private static IEnumerable<string> Lines(IEnumerable<string> questions, IEnumerable<int> calls) => questions.Zip(calls, static (question, count) => $"{question}: {count}");

    private int Calls(string script)
    {
        var before = Ok("Get-SandboxEvent").Count;
        Ok($"$null = {script}");
        return Ok("Get-SandboxEvent").Count - before;
    }
}
