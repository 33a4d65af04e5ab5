namespace AwsOps.Tests.Common;

/// <summary>Names, patterns and what is missing, the same for every Get-, Set- and Remove- cmdlet.</summary>
public sealed class PatternTests : CmdletTest
{
    private const string Things = Shop + """
        $null = $group | New-ScalingPolicy web-cpu -TargetCpu 50; $null = $group | New-ScalingPolicy web-add -Adjustment 1
        $null = $group | New-ScalingSchedule web-day -Recurrence '0 8 * * *' -MinSize 3; $null = $group | New-ScalingSchedule web-night -Recurrence '0 20 * * *' -MinSize 2
        foreach ($name in 'web-a', 'web-b') {
            $null = New-LaunchTemplate $name -InstanceType t3.small; $null = New-ScalingGroup $name -LaunchTemplateName shop -MinSize 0 -MaxSize 1
            $null = New-LoadBalancer $name -WarningAction Ignore; $null = New-SecurityGroup $name; $null = New-AccessRole $name
            $null = $group | New-CpuAlarm -AlarmName $name; $null = New-NotificationTopic $name
        }
        """;

    /// <summary>Noun, the property with its name, what comes before the name, and the names that web-* means.</summary>
    public static TheoryData<string, string, string, string[]> Nouns => new()
    {
        { "LaunchTemplate", "LaunchTemplateName", "", ["web-a", "web-b"] },
        { "ScalingGroup", "ScalingGroupName", "", ["web-a", "web-b"] },
        { "ScalingPolicy", "ScalingPolicyName", "shop ", ["web-add", "web-cpu"] },
        { "ScalingSchedule", "ScalingScheduleName", "shop ", ["web-day", "web-night"] },
        { "LoadBalancer", "LoadBalancerName", "", ["web-a", "web-b"] },
        { "SecurityGroup", "SecurityGroupName", "", ["web-a", "web-b"] },
        { "AccessRole", "RoleName", "", ["web-a", "web-b"] },
        { "MetricAlarm", "AlarmName", "", ["web-a", "web-b"] },
        { "NotificationTopic", "TopicName", "", ["web-a", "web-b"] },
    };

    [Theory]
    [MemberData(nameof(Nouns))]
    public void Get_takes_names_and_patterns_and_Remove_takes_names_only(string noun, string property, string prefix, string[] expected)
    {
        Ok(Things);
        var (first, second) = (expected[0], expected[1]);

        // Several by pattern, each once; in one array with a name; a pattern that means nothing is no error.
        Assert.Equal(expected, Names($"Get-{noun} {prefix}'web-*'", property).Order(StringComparer.Ordinal));
        Assert.Equal(expected, Names($"Get-{noun} {prefix}'{first}', 'WEB-*', '{second}'", property).Order(StringComparer.Ordinal));
        Assert.Empty(Ok($"Get-{noun} {prefix}'nothing-*'"));

        // What is missing is an error of its own, and the rest goes on.
        var outcome = Run($"Get-{noun} {prefix}'missing', '{first}'");
        Assert.Equal(first, Assert.Single(outcome.Output).Text(property));
        var error = Assert.Single(outcome.Errors);
        Assert.EndsWith("NotFound", error.FullyQualifiedErrorId.Split(',')[0], StringComparison.Ordinal);
        Assert.Equal(System.Management.Automation.ErrorCategory.ObjectNotFound, error.CategoryInfo.Category);
        Assert.Equal("missing", error.TargetObject);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);

        // A pattern is no name for Remove-: it takes nothing by surprise.
        var before = Changes().Count;
        Assert.EndsWith("NotFound", Assert.Single(Run($"Remove-{noun} {prefix}'web-*' -Confirm:$false").Errors).FullyQualifiedErrorId.Split(',')[0], StringComparison.Ordinal);
        Assert.Equal(before, Changes().Count);

        // Absent and present in one array; -PassThru returns what was removed; objects from the pipeline.
        outcome = Run($"Remove-{noun} {prefix}'missing', '{first}' -PassThru -Confirm:$false");
        Assert.Single(outcome.Errors);
        Assert.Equal(first, Assert.Single(outcome.Output).Text(property));
        Assert.Empty(Ok($"Get-{noun} {prefix}'{second}' | Remove-{noun} -Confirm:$false"));
        Assert.Empty(Ok($"Get-{noun} {prefix}'web-*'"));
    }

    [Fact]
    public void A_name_that_is_there_is_no_pattern()
    {
        Ok(Shop + """
            foreach ($name in 'a[1]', 'a1', 'a[', 'what?') { $null = New-ScalingGroup $name -LaunchTemplateName shop -MinSize 0 -MaxSize 1 }
            $null = New-SecurityGroup 'b[1]', 'b1', 'b*'
            """);
        Assert.Equal(["a[1]"], Names("Get-ScalingGroup 'a[1]'", "ScalingGroupName"));
        Assert.Equal(["a["], Names("Get-ScalingGroup 'a['", "ScalingGroupName"));
        Assert.Equal(["what?"], Names("Get-ScalingGroup 'what?'", "ScalingGroupName"));
        Assert.Equal(["b*"], Names("Get-SecurityGroup 'b*'", "SecurityGroupName"));
        Assert.Equal(["b*", "b1", "b[1]"], Names("Get-SecurityGroup 'b[[]1]', 'b?'", "SecurityGroupName").Order(StringComparer.Ordinal));
        Assert.Equal(["a[1]"], Names("Get-ScalingGroup 'a[1]' | Get-ScalingGroup", "ScalingGroupName"));
        Assert.Equal(["a[1]"], Names("Remove-ScalingGroup 'a[1]' -PassThru -Confirm:$false", "ScalingGroupName"));
        Assert.Equal(["a1"], Names("Get-ScalingGroup 'a1'", "ScalingGroupName"));
        Fails("ScalingGroupNotFound", "Get-ScalingGroup 'x['");
    }

    [Fact]
    public void An_object_of_another_kind_is_no_name()
    {
        Ok(Shop + "$null = New-LoadBalancer shop -WarningAction Ignore");
        Assert.Contains("AwsOps.LoadBalancer", Fails("ScalingGroupNotFound", "Get-LoadBalancer shop | Remove-ScalingGroup -Force -Confirm:$false").Exception.Message, StringComparison.Ordinal);
        Assert.Single(Ok("Get-ScalingGroup shop"));
    }
}
