using System.Text;

namespace AwsOps.Tests.Network;

/// <summary>What a newcomer types wrong, at every network cmdlet: the error names the parameter and the value, and what would be right; nothing is changed.</summary>
public sealed class BadNetworkInputTests : CmdletTest
{
    private const string NoGroup = "sg-0123456789abcdef0";
    private const string NoAcl = "acl-0123456789abcdef0";
    private const string NoVpc = "vpc-0123456789abcdef0";

    public BadNetworkInputTests()
        : base("$null = New-SecurityGroup web, gone; $gone = Get-SecurityGroup gone; Remove-SecurityGroup gone; $web = Grant-SecurityGroupAccess web -Port 20-25 -From 0.0.0.0/0 -WarningAction Ignore; $web = Get-SecurityGroup web; $vpc = $web.VpcId; $acl = New-NetworkAcl")
    {
    }

    /// <summary>How each cmdlet takes ports, addresses and protocols; {0} is what is wrong.</summary>
    public static TheoryData<string, string> Takers() => new()
    {
        { "Port", "Grant-SecurityGroupAccess web -From 10.0.0.0/8 -Port '{0}'" },
        { "Port", "Revoke-SecurityGroupAccess web -From 10.0.0.0/8 -Port '{0}'" },
        { "Port", "Test-SecurityGroupExposure web -Port '{0}'" },
        { "Port", "Test-NetworkPath internet 10.0.0.1 -Port '{0}'" },
        { "Port", "Set-NetworkAclRule $acl.NetworkAclId 7 -Action Allow -Cidr 10.0.0.0/8 -Port '{0}'" },
        { "From", "Grant-SecurityGroupAccess web -Port 22 -From '{0}'" },
        { "From", "Revoke-SecurityGroupAccess web -Port 22 -From '{0}'" },
        { "From", "Test-SecurityGroupExposure web -From '{0}'" },
        { "AllowFrom", "Test-SecurityGroupExposure web | Protect-SecurityGroup -AllowFrom '{0}'" },
        { "From", "Test-NetworkPath '{0}' 10.0.0.1" },
        { "To", "Test-NetworkPath internet '{0}'" },
        { "Cidr", "Set-NetworkAclRule $acl.NetworkAclId 7 -Action Allow -Port 22 -Cidr '{0}'" },
        { "Protocol", "Grant-SecurityGroupAccess web -Port 22 -From 10.0.0.0/8 -Protocol '{0}'" },
        { "Protocol", "Revoke-SecurityGroupAccess web -Port 22 -From 10.0.0.0/8 -Protocol '{0}'" },
        { "Protocol", "Test-SecurityGroupExposure web -Protocol '{0}'" },
        { "Protocol", "Test-NetworkPath internet 10.0.0.1 -Protocol '{0}'" },
        { "Protocol", "Set-NetworkAclRule $acl.NetworkAclId 7 -Action Allow -Cidr 10.0.0.0/8 -Protocol '{0}'" },
    };

    [Theory]
    [MemberData(nameof(Takers))]
    public void What_is_no_port_range_or_protocol(string parameter, string script)
    {
        (string Wrong, string[] Right)[] cases = parameter switch
        {
            "Port" => [("99999", ["0 to 65535"]), ("-1", ["0 to 65535"]), ("22-10", ["did you mean 10-22?"]), ("ssh", ["such as 22"]), (" ", ["such as 22"]), (",", ["such as 22"]), ("22-", ["such as 22"]), ("2 2-1", ["did you mean 1-2?"])],
            "Protocol" => [("tpc", ["write tcp"]), ("256", ["0 to 255"]), ("-2", ["-1 for all"])],
            _ =>
            [
                ("10.0.0.0/33", ["0 to 32"]), ("10.0.0.5/8", ["did you mean 10.0.0.0/8"]), ("0.0.0.0/00", ["did you mean 0.0.0.0/0?"]), ("::ffff:10.0.0.1/128", ["did you mean 10.0.0.1/32?"]),
                ("fe80::1%eth0", ["write"]), ("300.1.1.1", ["write"]), ("10.0.0/8", ["write"]), ("2001:db8::/129", ["0 to 128"]), ("10.0.0.0/255.0.0.0", ["did you mean 10.0.0.0/8?"]),
            ],
        };
        Refuses([.. cases.Select(one => (
            string.Format(System.Globalization.CultureInfo.InvariantCulture, script, one.Wrong),
            script.StartsWith("Test-NetworkPath", StringComparison.Ordinal) && parameter is "From" or "To" ? "PathEndUnknown" : "Invalid" + parameter,
            (string[])[$"-{parameter}", parameter == "Port" && one.Wrong.Contains(' ', StringComparison.Ordinal) ? string.Empty : one.Wrong.Trim(','), .. one.Right]))]);
    }

    [Fact]
    public void What_is_empty_is_told_with_its_parameter() => Refuses(
        ("Grant-SecurityGroupAccess web -Port '' -From 10.0.0.0/8", "ParameterArgumentValidationError", ["'Port'"]),
        ("Grant-SecurityGroupAccess web -Port 22 -From ''", "ParameterArgumentValidationError", ["'From'"]),
        ("Grant-SecurityGroupAccess web -Port 22 -From ' '", "InvalidFrom", ["-From", "such as 10.0.0.0/24"]),
        ("Test-SecurityGroupExposure -Port ''", "ParameterArgumentValidationError", ["'Port'"]),
        ("Test-SecurityGroupExposure -From ' '", "InvalidFrom", ["-From", "such as 10.0.0.0/8"]),
        ("Test-NetworkPath internet ''", "ParameterArgumentValidationError", ["'To'"]),
        ("Set-NetworkAclRule $acl.NetworkAclId 7 -Action Allow -Cidr '' -Port 22", "ParameterArgumentValidationError", ["'Cidr'"]),
        ("New-SecurityGroup ''", "ParameterArgumentValidationError", ["-SecurityGroupName ''", "1 to 255"]));

    [Fact]
    public void What_belongs_to_another_parameter_is_told_so() => Refuses(
        ($"Grant-SecurityGroupAccess web -Port 22 -From {NoGroup}", "InvalidFrom", [$"-From '{NoGroup}'", "-FromSecurityGroupId"]),
        ("Grant-SecurityGroupAccess web -Port 22 -From pl-0123456789abcdef0", "InvalidFrom", ["-From 'pl-0123456789abcdef0'", "-FromPrefixListId"]),
        ("Grant-SecurityGroupAccess web -Port 22 -From internet", "InvalidFrom", ["-From 'internet'", "0.0.0.0/0", "::/0"]),
        ("Grant-SecurityGroupAccess web -Port 22 -From '::ffff:10.0.0.1'", "InvalidFrom", ["-From", "::ffff:10.0.0.1", "did you mean 10.0.0.1/32?"]),
        ("Grant-SecurityGroupAccess web -Protocol icmp -Port 8 -From 10.0.0.0/8", "InvalidPort", ["-Port '8'", "-IcmpType"]),
        ("Grant-SecurityGroupAccess web -Protocol icmp -IcmpType 300 -From 10.0.0.0/8", "ParameterArgumentValidationError", ["'IcmpType'", "300", "255"]),
        ("Enable-FlowLog $web.SecurityGroupId -LogGroupName flows -CreateRole", "ParameterArgumentValidationError", ["-ResourceId 'sg-", "vpc-…, subnet-… or eni-…"]),
        ("Set-NetworkAclRule $acl.NetworkAclId 32767 -Action Allow -Cidr 10.0.0.0/8 -Port 22", "ParameterArgumentValidationError", ["'RuleNumber'", "32767", "32766"]),
        ("Set-NetworkAclRule $acl.NetworkAclId 7 -Action Maybe -Cidr 10.0.0.0/8 -Port 22", "ParameterArgumentValidationError", ["'Action'", "Maybe", "Allow,Deny"]));

    [Fact]
    public void Ids_that_are_not_there_or_are_none() => Refuses(
        ($"Get-SecurityGroup {NoGroup}", "SecurityGroupNotFound", [NoGroup, "Get-SecurityGroup"]),
        ("Get-SecurityGroup -SecurityGroupId sg-xyz", "SecurityGroupNotFound", ["'sg-xyz'"]),
        ($"Get-SecurityGroup -VpcId {NoVpc}", "VPCNotFound", [NoVpc, "Without -VpcId"]),
        ("Get-SecurityGroup -VpcId vpc-xyz", "ParameterArgumentValidationError", ["-VpcId 'vpc-xyz'", "looks like vpc-0123456789abcdef0"]),
        ($"New-SecurityGroup new -VpcId {NoVpc}", "VPCNotFound", [NoVpc, "default VPC"]),
        ("New-SecurityGroup sg-new", "ParameterArgumentValidationError", ["-SecurityGroupName 'sg-new'", "not sg- at its beginning"]),
        ("Remove-SecurityGroup nope", "SecurityGroupNotFound", ["'nope'", "Get-SecurityGroup"]),
        ($"Grant-SecurityGroupAccess {NoGroup} -Port 22 -From 10.0.0.0/8", "SecurityGroupNotFound", [NoGroup]),
        ("Grant-SecurityGroupAccess web -Port 22 -FromSecurityGroupId sg-xyz", "InvalidFromSecurityGroupId", ["-FromSecurityGroupId 'sg-xyz'", "Get-SecurityGroup"]),
        ("Grant-SecurityGroupAccess web -Port 22 -FromPrefixListId pl-xyz", "ParameterArgumentValidationError", ["-FromPrefixListId 'pl-xyz'", "looks like pl-0123456789abcdef0"]),
        ("Grant-SecurityGroupAccess web -Port 22 -FromPrefixListId pl-0123456789abcdef0", "PrefixListNotFound", ["-FromPrefixListId 'pl-0123456789abcdef0'", "Tab"]),
        ("Revoke-SecurityGroupAccess -SecurityGroupRuleId sgr-xyz", "ParameterArgumentValidationError", ["-SecurityGroupRuleId 'sgr-xyz'", "looks like sgr-0123456789abcdef0"]),
        ("Revoke-SecurityGroupAccess -SecurityGroupRuleId sgr-0123456789abcdef0", "SecurityGroupRuleNotFound", ["sgr-0123456789abcdef0", "Get-SecurityGroup"]),
        ("Revoke-SecurityGroupAccess web -Port 26 -From 10.0.0.0/8", "SecurityGroupRuleNotFound", ["tcp 26 from 10.0.0.0/8", "It has: tcp 20-25 from 0.0.0.0/0"]),
        ("Test-SecurityGroupExposure nope", "SecurityGroupNotFound", ["'nope'", "Get-SecurityGroup"]),
        ("Test-SecurityGroupExposure web | Protect-SecurityGroup -AllowFrom pl-xyz", "PrefixListNotFound", ["-AllowFrom 'pl-xyz'", "look like pl-0123456789abcdef0"]),
        ("Find-SecurityGroupIssue nope", "SecurityGroupNotFound", ["'nope'", "Get-SecurityGroup"]),
        ("Test-NetworkPath internet i-0123456789abcdef0", "PathEndUnknown", ["-To", "i-0123456789abcdef0", "check the id"]),
        ("Test-NetworkPath nowhere 10.0.0.1", "PathEndUnknown", ["-From: 'nowhere'", "an instance (i-…)"]),
        ("Test-NetworkPath internet web", "PathEndUnknown", ["-To", "member of security group 'sg-", "network interface"]),
        ($"Get-NetworkAcl {NoAcl}", "NetworkAclNotFound", [NoAcl, "Get-NetworkAcl"]),
        ("Get-NetworkAcl acl-xyz", "ParameterArgumentValidationError", ["-NetworkAclId 'acl-xyz'", "looks like acl-0123456789abcdef0"]),
        ($"Get-NetworkAcl -VpcId {NoVpc}", "VPCNotFound", [NoVpc, "Without -VpcId"]),
        ("Get-NetworkAcl -SubnetId subnet-0123456789abcdef0", "InvalidSubnetId", ["-SubnetId 'subnet-0123456789abcdef0'", "give the id of a subnet"]),
        ("New-NetworkAcl -SubnetId subnet-0123456789abcdef0", "InvalidSubnetId", ["-SubnetId 'subnet-0123456789abcdef0'", "give subnets of that VPC"]),
        ($"New-NetworkAcl -CopyRuleFrom {NoAcl}", "NetworkAclNotFound", [NoAcl]),
        ($"Remove-NetworkAcl {NoAcl}", "NetworkAclNotFound", [NoAcl, "Get-NetworkAcl"]),
        ($"Set-NetworkAclRule {NoAcl} 7 -Action Allow -Cidr 10.0.0.0/8 -Port 22", "NetworkAclNotFound", [NoAcl, "Get-NetworkAcl"]),
        ("Remove-NetworkAclRule $acl.NetworkAclId 77", "NetworkAclRuleNotFound", ["no inbound rule 77", "It has"]),
        ("Remove-NetworkAclRule $acl.NetworkAclId 40000", "InvalidRuleNumber", ["-RuleNumber '40000'", "1 to 32766"]),
        ("Get-FlowLog fl-xyz", "ParameterArgumentValidationError", ["-FlowLogId 'fl-xyz'", "looks like fl-0123456789abcdef0"]),
        ("Get-FlowLog fl-0123456789abcdef0", "FlowLogNotFound", ["fl-0123456789abcdef0", "Get-FlowLog"]),
        ("Disable-FlowLog fl-0123456789abcdef0", "FlowLogNotFound", ["fl-0123456789abcdef0", "Get-FlowLog"]),
        ($"Enable-FlowLog {NoVpc} -LogGroupName flows -CreateRole", "VPCNotFound", [NoVpc]),
        ("Enable-FlowLog $vpc -LogGroupName flows -CreateRole -Format nonsense", "InvalidFormat", ["-Format", "'nonsense'", "srcaddr"]),
        ("Measure-FlowLog nope.log", "PathNotFound", ["-Path 'nope.log'", "flow log files"]),
        ("Find-FlowLogAnomaly -LogGroupName nope", "LogGroupNotFound", ["'nope'", "Get-FlowLog"]));

    [Fact]
    public void A_group_of_the_pipeline_that_is_gone_by_now() => Refuses([.. ((string[])
        ["Get-SecurityGroup", "Remove-SecurityGroup", "Grant-SecurityGroupAccess -Port 22 -From 10.0.0.0/8", "Revoke-SecurityGroupAccess -Port 22 -From 10.0.0.0/8", "Test-SecurityGroupExposure", "Find-SecurityGroupIssue"])
        .Select(static cmdlet => ($"$gone | {cmdlet}", "SecurityGroupNotFound", (string[])["There is no security group 'sg-", "eu-west-1", "Get-SecurityGroup"]))]);

    [Fact]
    public void An_exposed_group_that_is_gone_by_now()
    {
        Ok("$null = New-SecurityGroup brief; $null = Grant-SecurityGroupAccess brief -Port 22 -From 0.0.0.0/0 -WarningAction Ignore; $open = Test-SecurityGroupExposure brief; Remove-SecurityGroup brief");
        Refuses(
            ("$open | Protect-SecurityGroup", "SecurityGroupNotFound", ["There is no security group 'sg-", "Get-SecurityGroup"]),
            ("$open | Protect-SecurityGroup -WhatIf", "SecurityGroupNotFound", ["There is no security group 'sg-", "Get-SecurityGroup"]));
    }

    [Fact]
    public void A_bucket_that_is_not_there_is_told_with_the_switch_that_makes_it() =>
        Assert.Contains("-CreateBucket", Text(Assert.Single(Run("Enable-FlowLog $vpc -S3Uri s3://not-there-111122223333").Errors)), StringComparison.Ordinal);

    [Fact]
    public void WhatIf_says_what_would_be_done_to_what_and_what_ends()
    {
        Ok("$null = $acl | Set-NetworkAclRule -RuleNumber 10 -Action Allow -Cidr 10.0.0.0/8 -Port 22 -WarningAction Ignore; $log = Enable-FlowLog $vpc -LogGroupName flows -CreateRole; $null = New-SecurityGroup unused");
        var before = Changes().Count;
        foreach (var (script, sentence) in (ReadOnlySpan<(string, string)>)
        [
            ("New-SecurityGroup app", "\"Create in vpc-*\" on target \"Security group app (*"),
            ("Grant-SecurityGroupAccess web -Port 443 -From 10.0.0.0/8", "\"Allow tcp 443 from 10.0.0.0/8\" on target \"Security group web (sg-*"),
            ("Revoke-SecurityGroupAccess web -Port 20-25 -From 0.0.0.0/0", "\"No longer allow tcp 20-25 from 0.0.0.0/0\" on target \"Security group web (sg-*"),
            ("Remove-SecurityGroup unused", "\"Remove with its 1 rule(s)\" on target \"Security group unused (sg-*"),
            ("$null = Test-SecurityGroupExposure web | Protect-SecurityGroup", "\"No longer allow tcp 20-25 from 0.0.0.0/0\" on target \"Security group web (sg-*"),
            ("New-NetworkAcl", "\"Create, denying everything\" on target \"Network ACL in vpc-*"),
            ("$acl | Set-NetworkAclRule -RuleNumber 10 -Action Deny -Cidr 10.0.0.0/8 -Port 22", "\"Change rule 10 Allow tcp 22 from 10.0.0.0/8 to 10 Deny tcp 22 from 10.0.0.0/8\" on target \"Network ACL acl-*"),
            ("$acl | Remove-NetworkAclRule -RuleNumber 10", "\"Remove rule 10 Allow tcp 22 from 10.0.0.0/8\" on target \"Network ACL acl-*"),
            ("$acl | Remove-NetworkAcl", "\"Remove with its 1 rule(s)\" on target \"Network ACL acl-*"),
            ("$log | Disable-FlowLog", "\"Remove: the traffic is no longer recorded\" on target \"Flow log fl-* of vpc-*"),
            ("Enable-FlowLog $vpc -S3Uri s3://x-111122223333 -CreateBucket", "\"Log all traffic to arn:aws:s3:::x-111122223333, records of up to 600 s\" on target \"VPC vpc-*"),
        ])
        {
            var shown = Show($"{script} -WhatIf");
            var pattern = new System.Management.Automation.WildcardPattern($"*What if: Performing the operation {sentence}");
            Assert.True(pattern.IsMatch(shown), $"{script}: {sentence} is not in: {shown}");
        }

        Assert.Equal(before, Changes().Count);
    }

    private const string Group = """{"GroupId":"sg-0123456789abcdef0","GroupName":"web","IpPermissions":[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"IpRanges":[{"CidrIp":"0.0.0.0/0"}]}]}""";

    /// <summary>Files that are no saved answers, or not whole.</summary>
    public static TheoryData<string, string> Files() => new()
    {
        { $"[{Group}]", "line 1, column 2: this is no answer of the AWS CLI, which is an object { … }; save the whole of it, without --query." },
        { $$"""[{"SecurityGroups":[{{Group}}]}]""", "line 1, column 2: this is no answer of the AWS CLI" },
        { "42", "this is no answer of the AWS CLI" },
        { "\"hello\"", "this is no answer of the AWS CLI" },
        { " \n \n", "the file is empty" },
        { $$"""{"SecurityGroups":[{{Group}}""", "the file ends in the middle of an answer." },
        { "SecurityGroups:\n- GroupId: sg-1", "line 1, column 1" },
        { """{"SecurityGroups":{"GroupId":"sg-1"}}""", "SecurityGroups is not a list [ … ]." },
        { """{"SecurityGroups":["sg-1"]}""", "SecurityGroups[0] is not an object { … }." },
        { """{"SecurityGroups":[{"GroupId":"sg-1","IpPermissions":[{"IpProtocol":"tcp","FromPort":"22","ToPort":22}]}]}""", "SecurityGroups[0].IpPermissions[0].FromPort is not a whole number." },
        { """{"SecurityGroups":[{"GroupId":"sg-1","IpPermissions":[{"IpProtocol":"tcp","FromPort":22.5,"ToPort":23}]}]}""", "SecurityGroups[0].IpPermissions[0].FromPort is not a whole number." },
        { "{\"SecurityGroups\":[\n null ]}", "line 2, column 2: here stands null instead of an element of a list." },
        { """{"SecurityGroups":[{"GroupId":"sg-1","IpPermissions":[null]}]}""", "column 55: here stands null" },
        { "{\"SecurityGroups\":[\n{\"GroupName\":\"web\",\"IpPermissions\":[]}]}", "line 2, column 1: this element of SecurityGroups has no GroupId." },
        { """{"SecurityGroups":[{"GroupId":"sg-1"}]}""", "this element of SecurityGroups has no IpPermissions." },
        { """{"SecurityGroups":[{"GroupId":"sg-1","IpPermissions":[{"IpRanges":[{"CidrIp":"0.0.0.0/0"}]}]}]}""", "security group sg-1: The rule has no IpProtocol." },
        { """{"SecurityGroups":[{"GroupId":"sg-1","IpPermissions":[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"IpRanges":[{"Description":"x"}]}]}]}""", "security group sg-1: A rule for tcp 22 has no peer" },
        { """{"SecurityGroupRules":[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"CidrIpv4":"0.0.0.0/0"}]}""", "this element of SecurityGroupRules has no GroupId." },
        { """{"NetworkInterfaces":[{"Groups":[{"GroupId":"sg-1"}]}]}""", "this element of NetworkInterfaces has no NetworkInterfaceId." },
        { """{"RouteTables":[{"VpcId":"vpc-1","Routes":[]}]}""", "this element of RouteTables has no RouteTableId." },
        { """{"LoadBalancers":[{}]}""", "this element of LoadBalancers has no LoadBalancerArn." },
        { """{"Listeners":[{}]}""", "this element of Listeners has no ListenerArn." },
        { """{"Vpcs":[{}]}""", "this element of Vpcs has no VpcId." },
        { """{"PrefixLists":[{}]}""", "this element of PrefixLists has no PrefixListId." },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_that_is_no_answer_is_told_with_its_place(string text, string expected)
    {
        using var saved = SavedConfiguration.Only(("answer.json", text));
        foreach (var cmdlet in (string[])["Test-SecurityGroupExposure", "Find-SecurityGroupIssue", "Test-NetworkPath internet 10.0.0.1"])
        {
            var error = Fails("MalformedAnswer", $"{cmdlet} -Path {saved.Folder}");
            Assert.Contains("answer.json, line ", error.ToString(), StringComparison.Ordinal);
            Assert.Contains(expected, error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Answers_of_another_call_are_named()
    {
        using var saved = SavedConfiguration.Only(("answer.json", """{"Reservations":[{"Instances":[{"InstanceId":"i-1"}]}]}"""));
        foreach (var cmdlet in (string[])["Test-SecurityGroupExposure", "Find-SecurityGroupIssue"])
        {
            var error = Fails("AnswerMissing", $"{cmdlet} -Path {saved.Folder}");
            Assert.Contains($"-Path '{saved.Folder}': there are no security groups, but the answer(s) of describe-instances.", error.ToString(), StringComparison.Ordinal);
            Assert.Contains("aws ec2 describe-security-groups >", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        }
    }

    public static TheoryData<string> Encodings => ["utf-8", "utf-8 BOM", "utf-16", "utf-16 BOM", "utf-16BE", "utf-16BE BOM"];

    // Windows PowerShell's > writes UTF-16 with its mark, editors write UTF-8 with one.
    [Theory]
    [MemberData(nameof(Encodings))]
    public void Whatever_the_encoding_the_answer_is_the_same(string encoding)
    {
        using var saved = SavedConfiguration.Only();
        var how = Encoding.GetEncoding(encoding.Split(' ')[0]);
        byte[] text = how.GetBytes($$"""{"SecurityGroups":[{{Group}}]}""");
        File.WriteAllBytes(Path.Combine(saved.Folder, "a.json"), encoding.EndsWith("BOM", StringComparison.Ordinal) ? [.. how.GetPreamble(), .. text] : text);
        Assert.Equal("sg-0123456789abcdef0 tcp 22 from 0.0.0.0/0: Exposed", One($"Test-SecurityGroupExposure -Path {saved.Folder}").ToString());
    }
}
