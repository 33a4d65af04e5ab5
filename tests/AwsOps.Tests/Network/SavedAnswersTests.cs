using System.Text;

namespace AwsOps.Tests.Network;

public sealed class SavedAnswersTests : ModuleTest
{
    private static readonly string[] Paths = ["internet i-01 -Port 22 -Family IPv4", "internet i-01 -Port 443 -Family IPv6", "internet i-04 -Port 3306 -Family IPv4", "internet shop -Port 443", "internet old -Port 80", "i-03 8.8.8.8 -Port 443", "i-01 i-03 -Port 8080 -Family IPv4"];

    [Fact]
    public void Files_are_enough_and_no_account_is_asked()
    {
        using var saved = SavedConfiguration.Whole();
        var found = Ok($"Test-SecurityGroupExposure -Path {saved.Folder} -Effective");
        Assert.Equal(
            ["22 web Exposed i-01", "3306 list Exposed i-04", "443 balancer Exposed i-03", "443 v6 Exposed i-01", "80 old Exposed i-06", "8080 app Exposed i-03", "9090 legacy Exposed i-06"],
            found.Select(static e => $"{e.Text("Port")} {e.Text("SecurityGroupName")} {e.Text("Verdict")} {string.Join(' ', e.Get<string[]>("InstanceId"))}").Order(StringComparer.Ordinal));
        Assert.Equal(["sgr-0a"], found.Single(static e => e.Text("Port") == "22").Get<string[]>("SecurityGroupRuleId"));
        Assert.Equal(["shop"], found.Single(static e => e.Text("SecurityGroupName") == "balancer").Get<string[]>("LoadBalancerName"));
        Assert.Equal(["old"], found.Single(static e => e.Text("SecurityGroupName") == "legacy").Get<string[]>("LoadBalancerName"));
        Assert.Equal("IPv6", found.Single(static e => e.Text("SecurityGroupName") == "v6").Text("Family"));
        Assert.All(Paths, path => Assert.Equal("Exposed", One($"Test-NetworkPath {path} -Path {saved.Folder}").Text("Verdict")));
    }

    [Fact]
    public void A_missing_answer_makes_nothing_closed_and_is_named()
    {
        foreach (var name in SavedConfiguration.Answers.Keys)
        {
            using var saved = SavedConfiguration.Without(name);
            var found = Ok($"Test-SecurityGroupExposure -Path {saved.Folder} -Effective");
            foreach (var (group, port, family) in (ReadOnlySpan<(string, string, string)>)[("sg-0a", "22", "IPv4"), ("sg-0b", "443", "IPv6"), ("sg-0c", "443", "IPv4"), ("sg-0d", "8080", "IPv4"), ("sg-0e", "3306", "IPv4"), ("sg-0f", "80", "IPv4"), ("sg-1f", "9090", "IPv4")])
            {
                var exposure = Assert.Single(found, e => e.Text("SecurityGroupId") == group && e.Text("Port") == port && e.Text("Family") == family);
                var verdict = exposure.Text("Verdict");
                Assert.True(verdict is "Exposed" or "Unknown", $"{group} {port} without {name}: {verdict} by {exposure.Text("BlockedBy")}");
                Assert.Equal(verdict == "Unknown", exposure.Get<string[]>("Missing").Length > 0);
            }

            foreach (var path in Paths)
            {
                // An end that only the missing answer knows is told as such.
                var outcome = Run($"Test-NetworkPath {path} -Path {saved.Folder}");
                if (outcome.Errors is [var error])
                {
                    Assert.Equal("PathEndUnknown", error.FullyQualifiedErrorId.Split(',')[0]);
                    continue;
                }

                var way = Assert.Single(outcome.Output);
                Assert.True(way.Text("Verdict") is "Exposed" or "Unknown", $"{path} without {name}: {way.Text("Verdict")} by {way.Text("BlockedBy")}");
                Assert.Equal(way.Text("Verdict") == "Unknown", way.Get<string[]>("Missing").Length > 0);
            }
        }
    }

    [Fact]
    public void What_is_missing_is_what_the_deleted_call_would_tell()
    {
        foreach (var (file, group) in (ReadOnlySpan<(string, string)>)
        [
            ("describe-route-tables", "web"), ("describe-network-acls", "web"), ("describe-internet-gateways", "web"), ("describe-vpc-block-public-access-options", "web"),
            ("describe-network-interfaces", "app"), ("describe-load-balancers", "app"), ("describe-listeners", "app"), ("describe-rules", "app"), ("describe-target-groups", "app"), ("describe-vpcs", "v6"), ("elb describe-load-balancers", "legacy"),
        ])
        {
            using var saved = SavedConfiguration.Without(file + ".json");
            var exposure = Assert.Single(Ok($"Test-SecurityGroupExposure {group} -Path {saved.Folder} -Effective"));
            Assert.Equal("Unknown", exposure.Text("Verdict"));
            Assert.Contains(exposure.Get<string[]>("Missing"), missing => missing.Contains(file, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("{ \"SecurityGroups\": [\n  { \"GroupId\": \"sg-0a\" },\n  { \"GroupId\": }\n] }", "line 3, column 16")]
    [InlineData("{ \"SecurityGroups\": [] }\n{ \"SecurityGroups\": [ { \"GroupId\" ", "line 2")]
    [InlineData("{ \"SecurityGroups\": [\n  { \"GroupId\": 5 } ] }", "line 2, column 17")]
    [InlineData("[ 1, 2 ]", "line 1")]
    [InlineData("null", "line 1, column 1")]
    [InlineData("", "the file is empty")]
    [InlineData("{ \"Nonsense\": [] }", "no answer of a describe call")]
    [InlineData("{ \"SecurityGroups\": [ { \"GroupId\": \"sg-0a\", \"IpPermissions\": [\n  { \"IpProtocol\": \"tcp\", \"FromPort\": 22, \"ToPort\": 22, \"IpRanges\": [ { \"CidrIp\": \"10.0.0.0/8\" } ] },\n    { \"IpProtocol\": \"tcp\", \"FromPort\": 99999, \"ToPort\": 99999, \"IpRanges\": [ { \"CidrIp\": \"0.0.0.0/0\" } ] } ] } ] }", "line 3, column 5: security group sg-0a: The port 99999")]
    [InlineData("{ \"SecurityGroupRules\": [ { \"SecurityGroupRuleId\": \"sgr-0a\", \"GroupId\": \"sg-0a\", \"IpProtocol\": \"tpc\", \"CidrIpv4\": \"0.0.0.0/0\" } ] }", "line 1, column 27: security group sg-0a, rule sgr-0a: 'tpc' is not an IP protocol")]
    [InlineData("{ \"SecurityGroups\": [ { \"GroupId\": \"sg-0a\", \"IpPermissions\": [ { \"IpProtocol\": \"tcp\", \"FromPort\": 90, \"ToPort\": 80, \"IpRanges\": [ { \"CidrIp\": \"0.0.0.0/0\" } ] } ] } ] }", "reversed")]
    [InlineData("{ \"SecurityGroups\": [ { \"GroupId\": \"sg-0a\", \"IpPermissions\": [ { \"IpProtocol\": \"-1\", \"IpRanges\": [ { \"CidrIp\": \"0.0.0.0/33\" } ] } ] } ] }", "0.0.0.0/33")]
    [InlineData("{ \"NetworkAcls\": [ { \"NetworkAclId\": \"acl-0a\", \"Entries\": [ { \"RuleNumber\": 1, \"Protocol\": \"999\", \"RuleAction\": \"allow\", \"CidrBlock\": \"0.0.0.0/0\" } ] } ] }", "network ACL acl-0a: '999'")]
    [InlineData("{ \"RouteTables\": [ { \"RouteTableId\": \"rtb-0a\", \"VpcId\": \"vpc-0a\", \"Routes\": [ { \"DestinationCidrBlock\": \"10.0.0.0\" } ] } ] }", "route table rtb-0a")]
    public void What_can_not_be_read_is_told_with_its_place(string text, string expected)
    {
        using var saved = SavedConfiguration.Only(("answer.json", text));
        var error = Fails("MalformedAnswer", $"Test-SecurityGroupExposure -Path {saved.Folder}");
        Assert.Contains("answer.json, line ", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(expected, error.ToString(), StringComparison.Ordinal);
    }

    // https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html: an IPv4 address in IPv6 notation is no IPv6 peer
    // that a VPC has; it is no way to write the internet.
    [Theory]
    [InlineData("::ffff:0:0/96")]
    [InlineData("::ffff:8.8.8.8/128")]
    public void An_IPv4_address_in_IPv6_notation_exposes_nothing(string cidr)
    {
        using var saved = SavedConfiguration.Only(("a.json", $$"""{ "SecurityGroups": [ { "GroupId": "sg-0a", "IpPermissions": [ { "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "Ipv6Ranges": [ { "CidrIpv6": "{{cidr}}" } ] } ] } ] }"""));
        Assert.Empty(Run($"Test-SecurityGroupExposure -Path {saved.Folder}").Output);
    }

    [Fact]
    public void Overlapping_ranges_are_one_exposure()
    {
        using var saved = SavedConfiguration.Only(("a.json", """{ "SecurityGroups": [ { "GroupId": "sg-0a", "IpPermissions": [ { "IpProtocol": "tcp", "FromPort": 20, "ToPort": 30, "IpRanges": [ { "CidrIp": "0.0.0.0/1" }, { "CidrIp": "0.0.0.0/0" } ] }, { "IpProtocol": "6", "FromPort": 25, "ToPort": 40, "IpRanges": [ { "CidrIp": "0.0.0.0/0" } ] } ] } ] }"""));
        var exposure = One($"Test-SecurityGroupExposure -Path {saved.Folder}");
        Assert.Equal(("20-40", "0.0.0.0/0"), (exposure.Text("Port"), string.Join(' ', exposure.Get<string[]>("Source"))));
    }

    [Fact]
    public void A_last_page_that_is_not_there_is_an_error_and_no_closed_door()
    {
        using var saved = SavedConfiguration.Only(("a.json", """{ "SecurityGroups": [], "NextToken": "more" }"""));
        Assert.Contains("describe-security-groups", Fails("PageMissing", $"Test-SecurityGroupExposure -Path {saved.Folder}").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_that_names_nobody_needs_a_name_in_its_file_name()
    {
        using var saved = SavedConfiguration.Only(("entries.json", """{ "Entries": [ { "Cidr": "10.0.0.0/8" } ] }"""));
        Assert.Contains("get-managed-prefix-list-entries-pl-", Fails("AnswerOfUnknown", $"Test-SecurityGroupExposure -Path {saved.Folder}").ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    // Windows PowerShell's > writes UTF-16.
    [Fact]
    public void Answers_may_be_UTF_16_and_named_one_by_one()
    {
        using var saved = SavedConfiguration.Only();
        var file = Path.Combine(saved.Folder, "groups.txt");
        File.WriteAllText(file, SavedConfiguration.Answers["describe-security-groups.json"], Encoding.Unicode);
        Assert.Equal("22", One($"Test-SecurityGroupExposure web -Path {file}").Text("Port"));
        Fails("NoAnswers", $"Test-SecurityGroupExposure web -Path {saved.Folder}");
    }

    [Fact]
    public void Exposures_of_saved_answers_can_be_closed_in_the_account_that_they_are_of()
    {
        Ok("Start-AwsOpsSandbox -Region eu-west-1; $web = New-SecurityGroup web; $null = Grant-SecurityGroupAccess web -Port 22 -From 0.0.0.0/0 -WarningAction Ignore");
        string account = One("$web").Text("AccountId")!, id = One("$web").Text("SecurityGroupId")!;
        string Saved(string owner) => $$"""{ "SecurityGroups": [ { "GroupId": "{{id}}", "GroupName": "web", "OwnerId": "{{owner}}", "SecurityGroupArn": "arn:aws:ec2:eu-west-1:{{owner}}:security-group/{{id}}", "IpPermissions": [ { "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [ { "CidrIp": "0.0.0.0/0" } ] } ] } ] }""";
        using (var other = SavedConfiguration.Only(("a.json", Saved("999999999999"))))
        {
            Fails("WrongAccount", $"Test-SecurityGroupExposure -Path {other.Folder} | Protect-SecurityGroup");
        }

        using var saved = SavedConfiguration.Only(("a.json", Saved(account)));
        Assert.True(One($"Test-SecurityGroupExposure -Path {saved.Folder} | Protect-SecurityGroup").Get<bool>("Applied"));
        Assert.Empty(Ok("Test-SecurityGroupExposure"));
    }
}
