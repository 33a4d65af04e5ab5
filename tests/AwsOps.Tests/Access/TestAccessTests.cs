namespace AwsOps.Tests.Access;

/// <summary>Test-Access, Test-AccessPolicy and Find-PrivilegeEscalation, from the sandbox and from files.</summary>
public sealed class TestAccessTests : ModuleTest
{
    private const string Everything = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("awsops").FullName;

    public TestAccessTests()
        : base("Start-AwsOpsSandbox -Region eu-west-1")
    {
    }

    private string Put(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private string Details(string boundary = "") => Put("account.json", $$"""
        { "UserDetailList": [
            { "UserName": "alice", "Arn": "arn:aws:iam::111122223333:user/alice", "GroupList": [],
              "UserPolicyList": [ { "PolicyName": "own", "PolicyDocument": { "Version": "2012-10-17", "Statement": [
                { "Sid": "Buckets", "Effect": "Allow", "Action": "s3:*", "Resource": "*" },
                { "Sid": "NoDelete", "Effect": "Deny", "Action": "s3:Delete*", "Resource": "*" },
                { "Sid": "Office", "Effect": "Allow", "Action": "sqs:*", "Resource": "*", "Condition": { "IpAddress": { "aws:SourceIp": "203.0.113.0/24" } } },
                { "Sid": "Take", "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*" } ] } } ]{{boundary}} } ],
          "RoleDetailList": [
            { "RoleName": "boss", "Arn": "arn:aws:iam::111122223333:role/boss", "AssumeRolePolicyDocument": { "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "sts:AssumeRole" } },
              "RolePolicyList": [ { "PolicyName": "all", "PolicyDocument": {{Everything}} } ] } ],
          "Policies": [] }
        """);

    [Fact]
    public void The_account_of_the_sandbox_answers()
    {
        Ok("$null = New-AccessUser alice -PolicyArn AmazonS3ReadOnlyAccess; $null = New-AccessRole shop");
        var answers = Ok("Test-Access alice s3:GetObject, s3:PutObject arn:aws:s3:::photos/cat.jpg; Test-Access shop s3:GetObject arn:aws:s3:::photos/cat.jpg");
        Assert.Equal(["Allowed", "ImplicitDeny", "ImplicitDeny"], answers.Select(static answer => answer.Text("Decision")));
        Assert.Equal("AmazonS3ReadOnlyAccess", answers[0].Text("PolicyName"));
        Assert.Equal("Identity", answers[0].Text("Layer"));
        // The trust policy of a role is read from the account.
        Assert.Equal("ImplicitDeny", One("Test-Access alice sts:AssumeRole (Get-AccessRole shop).Arn").Text("Decision"));
        Assert.Equal("Allowed", One("Test-Access ec2.amazonaws.com sts:AssumeRole (Get-AccessRole shop).Arn -ContextIsComplete").Text("Decision"));
    }

    [Fact]
    public void Saved_details_answer_with_the_deciding_statement_and_its_place()
    {
        Ok("Stop-AwsOpsSandbox");
        var file = Details();
        var denied = One($"Test-Access alice s3:DeleteObject arn:aws:s3:::b/k -Path '{file}'");
        Assert.Equal("ExplicitDeny", denied.Text("Decision"));
        Assert.Equal("NoDelete", denied.Text("Statement"));
        Assert.Equal(3, denied.Get<int>("Line"));
        Assert.Equal(6, Ok($"(Test-Access alice s3:DeleteObject arn:aws:s3:::b/k -Path '{file}').LayerResult").Count);
        var unknown = One($"Test-Access alice sqs:SendMessage arn:aws:sqs:eu-west-1:111122223333:q -Path '{file}'");
        Assert.Equal("Unknown", unknown.Text("Decision"));
        Assert.Equal("aws:SourceIp", Assert.Single(unknown.Get<string[]>("MissingContextKey")));
        Assert.Equal("Allowed", One($"Test-Access alice sqs:SendMessage arn:aws:sqs:eu-west-1:111122223333:q -Path '{file}' -Context @{{ 'aws:SourceIp' = '203.0.113.7' }}").Text("Decision"));
        Assert.Equal("ImplicitDeny", One($"Test-Access alice sqs:SendMessage arn:aws:sqs:eu-west-1:111122223333:q -Path '{file}' -ContextIsComplete").Text("Decision"));
    }

    [Fact]
    public void Boundaries_SCPs_and_policies_of_resources_from_files_count()
    {
        var file = Details();
        var limit = Put("limit.json", """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ec2:*","Resource":"*"}}""");
        var region = Put("region.json", """{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::secret/*"}}""");
        var bucket = Put("bucket.json", """{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}}""");
        string Ask(string more, string resource = "arn:aws:s3:::b/k") => One($"Test-Access alice s3:GetObject {resource} -Path '{file}' {more}") is var answer ? $"{answer.Text("Decision")} {answer.Text("Layer")}" : "";
        Assert.Equal("Allowed Identity", Ask(""));
        Assert.Equal("ImplicitDeny Boundary", Ask($"-BoundaryPath '{limit}'"));
        Assert.Equal("ImplicitDeny Session", Ask($"-SessionPolicyPath '{limit}'"));
        Assert.Equal("ExplicitDeny Resource", Ask($"-ResourcePolicyPath '{bucket}'"));
        Assert.Equal("ImplicitDeny ServiceControl", Ask($"-ServiceControlPolicyPath '{region}'"));
        Assert.Equal("Allowed Identity", Ask($"-ServiceControlPolicyPath @(,@('FullAWSAccess', '{region}'))"));
        Assert.Equal("ExplicitDeny ServiceControl", Ask($"-ServiceControlPolicyPath @(,@('FullAWSAccess', '{region}'))", "arn:aws:s3:::secret/k"));
    }

    [Fact]
    public void Policies_alone_answer_without_a_principal()
    {
        var file = Put("read.json", """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}""");
        Assert.True(One($"Test-Access -Path '{file}' -Action s3:GetObject -Resource arn:aws:s3:::b/k").Get<bool>("IsAllowed"));
        Assert.Equal("s3:GetObjectAcl", One($"Test-Access -Path '{file}' -Action 's3:*ObjectAcl' -Resource arn:aws:s3:::b/k -Expand | Where-Object IsAllowed").Text("Action"));
    }

    [Fact]
    public void A_thousand_questions_come_through_the_pipeline_and_the_account_is_read_once()
    {
        Ok("$null = New-AccessRole shop -PolicyArn AmazonS3ReadOnlyAccess");
        var answers = Ok("$before = @(Get-SandboxEvent).Count; 1..1000 | ForEach-Object { [pscustomobject]@{ Principal = 'shop'; Action = 's3:GetObject'; Resource = \"arn:aws:s3:::b/$_\" } } | Test-Access");
        Assert.Equal(1000, answers.Count);
        Assert.All(answers, static answer => Assert.Equal("Allowed", answer.Text("Decision")));
        Assert.Equal(1, One("@(Get-SandboxEvent).Count - $before").BaseObject);
    }

    [Theory]
    [InlineData("Test-Access nobody s3:GetObject", "PrincipalNotFound")]
    [InlineData("Test-Access -Action s3:GetObject", "PrincipalMissing")]
    [InlineData("Test-Access nobody s3GetObject", "ParameterArgumentValidationError")]
    [InlineData("Test-Access 111122223333 's3:Get*'", "InvalidAction")]
    [InlineData("Test-Access 111122223333 's3:Nothing*' -Expand", "InvalidAction")]
    [InlineData("Test-Access x s3:GetObject -Path nothing.json", "FileNotFound")]
    public void Bad_input_is_named(string script, string id) => Fails(id, script);

    [Fact]
    public void A_file_that_is_no_policy_is_refused_with_its_place_and_its_text_stays_out_of_the_streams()
    {
        var file = Put("broken.json", "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [ { \"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::top-secret/*\" ]\n}");
        var outcome = Run($"Test-Access -Path '{file}' -Action s3:GetObject -Verbose -Debug");
        var error = Assert.Single(outcome.Errors);
        Assert.StartsWith("InvalidPolicy", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("line 3", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", string.Join('\n', [error.ToString(), .. outcome.Verbose, .. outcome.Debug, .. outcome.Warnings]), StringComparison.Ordinal);
    }

    [Fact]
    public void Policies_are_read_for_mistakes_with_their_place()
    {
        var finding = One("""Test-AccessPolicy -Document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObjct","Resource":"*"}]}'""");
        Assert.Equal("UnknownAction", finding.Text("Rule"));
        Assert.Equal("Error", finding.Text("Severity"));
        Assert.Contains("s3:GetObject", finding.Text("Fix"), StringComparison.Ordinal);
        Assert.Equal(1, finding.Get<int>("Line"));
        var grammar = One("Test-AccessPolicy -Document \"{`n`\"Statement`\":[{`\"Effect`\":`\"Permit`\",`\"Action`\":`\"*`\",`\"Resource`\":`\"*`\"}]}\"");
        Assert.Equal("Grammar", grammar.Text("Rule"));
        Assert.Equal(2, grammar.Get<int>("Line"));
    }

    [Fact]
    public void Files_are_read_by_path_and_from_the_pipeline_and_the_kind_is_judged_by_the_elements()
    {
        var bucket = Put("bucket.json", """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}}""");
        var trust = Put("trust.json", """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}""");
        Assert.Equal(["PublicAccess", "PublicAccess"], Ok($"Test-AccessPolicy -Path '{bucket}', '{trust}' -MinimumSeverity Critical").Select(static finding => finding.Text("Rule")));
        Assert.Equal("bucket", One($"[System.IO.FileInfo]'{bucket}' | Test-AccessPolicy -MinimumSeverity Critical").Text("PolicyName"));
        Assert.Empty(Ok($"Test-AccessPolicy -Path '{bucket}' -MinimumSeverity Critical -ExcludeRule PublicAccess"));
        Assert.NotEmpty(Ok("New-AccessRole shop -PolicyArn AdministratorAccess | Test-AccessPolicy -MinimumSeverity Critical | Where-Object Rule -eq Administrator"));
        Assert.NotEmpty(Ok("Get-AccessPolicy AdministratorAccess | Test-AccessPolicy | Where-Object Rule -eq Administrator"));
    }

    /// <summary>An escalation split over two policies, which tools that read one policy at a time miss; a boundary takes it away.</summary>
    [Fact]
    public void An_escalation_is_found_across_policies_and_a_boundary_ends_it()
    {
        Ok("$null = New-AccessRole boss -PolicyArn AdministratorAccess");
        Ok("""$null = New-AccessUser deploy -Policy @{ pass = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"}}'; run = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ec2:RunInstances","Resource":"*"}}' }""");
        var path = One("Find-PrivilegeEscalation");
        Assert.EndsWith("user/deploy", path.Text("Principal"), StringComparison.Ordinal);
        Assert.EndsWith("role/boss", path.Text("Target"), StringComparison.Ordinal);
        Assert.Equal("Critical", path.Text("Severity"));
        var step = One("(Find-PrivilegeEscalation deploy).Step");
        Assert.Equal("PassRoleToEc2", step.Text("Method"));
        Assert.Equal("pass", step.Text("PolicyName"));
        Assert.Contains("iam:PassRole", step.Text("Fix"), StringComparison.Ordinal);
        Assert.Contains("EscalationPath", Ok("Test-AccessPolicy deploy").Select(static finding => finding.Text("Rule")));
        Ok("$null = New-AccessUser bounded -PermissionsBoundary AmazonS3ReadOnlyAccess -Policy @{ pass = '{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":[\"iam:PassRole\",\"ec2:RunInstances\"],\"Resource\":\"*\"}}' }");
        Assert.Empty(Ok("Find-PrivilegeEscalation bounded"));
    }

    [Fact]
    public void An_instance_with_a_strong_role_is_a_way()
    {
        Ok("$null = New-AccessRole boss -PolicyArn AdministratorAccess; $null = New-AccessUser ops -Policy @{ ssm = '{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"ssm:SendCommand\",\"Resource\":\"*\"}}' }");
        Assert.Empty(Ok("Find-PrivilegeEscalation ops"));
        Ok("$t = New-LaunchTemplate web -InstanceType t3.micro -InstanceProfileName boss; $null = New-ScalingGroup web -LaunchTemplateName web -MinSize 1 -MaxSize 1; Step-AwsOpsSandbox -Minutes 5");
        Assert.Equal("SendCommand", One("(Find-PrivilegeEscalation ops).Step").Text("Method"));
    }

    [Fact]
    public void Saved_details_show_chains_and_SCPs_end_them()
    {
        var file = Details();
        var scp = Put("scp.json", """{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"sts:AssumeRole","Resource":"*"}}""");
        Assert.Equal("AssumeRole", One($"(Find-PrivilegeEscalation alice -Path '{file}').Step").Text("Method"));
        Assert.Empty(Ok($"Find-PrivilegeEscalation alice -Path '{file}' -ServiceControlPolicyPath @(,@('FullAWSAccess', '{scp}'))"));
        Fails("PrincipalNotFound", $"Find-PrivilegeEscalation bob -Path '{file}'");
    }

    [Fact]
    public void Saved_details_are_audited_as_a_whole()
    {
        var file = Details();
        var findings = Ok($"Test-AccessPolicy -Path '{file}' -MinimumSeverity High");
        Assert.Contains(findings, static finding => finding.Text("Rule") == "Administrator" && finding.Text("Principal") == "arn:aws:iam::111122223333:role/boss");
        Assert.Contains(findings, static finding => finding.Text("Rule") == "EscalationPath" && finding.Text("Principal") == "arn:aws:iam::111122223333:user/alice" && finding.Text("Statement") == "Take");
        // The Deny takes back what s3:* would open.
        Assert.DoesNotContain(Ok($"Test-AccessPolicy alice -Path '{file}'"), static finding => finding.Text("Reason")!.Contains("s3:DeleteObject on", StringComparison.Ordinal));
        Fails("PrincipalNotFound", $"Test-AccessPolicy bob -Path '{file}'");
    }

    /// <summary>Ten thousand files are never needed to see it: what is no policy is one error with its place, and nothing else.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\"}]}")]
    [InlineData("{\"RoleDetailList\": 7}")]
    [InlineData("\u0000\u0001")]
    public void What_is_no_policy_is_a_finding_or_an_error_with_its_place(string text)
    {
        var outcome = Run($"Test-AccessPolicy -Path '{Put("x.json", text)}'");
        Assert.True(outcome.Errors.Count == 1 || outcome.Output.Count > 0);
        Assert.All(outcome.Output, static finding => Assert.Equal("Grammar", finding.Text("Rule")));
        Assert.All(outcome.Errors, static error => Assert.Contains("line ", error.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Views_and_completion()
    {
        Ok("$null = New-AccessRole shop -PolicyArn AmazonS3ReadOnlyAccess");
        Assert.Contains("s3:GetObject", Show("Test-Access shop s3:GetObject arn:aws:s3:::b/k"), StringComparison.Ordinal);
        Assert.Contains("shop", Complete("Test-Access -Principal sh"));
        Assert.Contains("s3:GetObject", Complete("Test-Access shop -Action s3:GetObj"));
    }
}
