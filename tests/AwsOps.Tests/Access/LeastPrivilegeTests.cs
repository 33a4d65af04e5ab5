using System.IO.Compression;
using System.Text;

namespace AwsOps.Tests.Access;

/// <summary>New-LeastPrivilegePolicy and Set-LeastPrivilegePolicy on the sandbox and on files.</summary>
public sealed class LeastPrivilegeTests() : ModuleTest("Start-AwsOpsSandbox -Region eu-west-1")
{
    private const string Shop = "arn:aws:iam::111122223333:role/shop";

    private readonly string _folder = Directory.CreateTempSubdirectory("awsops").FullName;

    private static string Event(string source, string name, string parameters, string arn = "arn:aws:sts::111122223333:assumed-role/shop/i-1", string more = "") =>
        $$"""{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","arn":"{{arn}}"},"eventTime":"2026-11-20T10:00:00Z","eventSource":"{{source}}.amazonaws.com","eventName":"{{name}}","awsRegion":"eu-west-1","requestParameters":{{parameters}},"recipientAccountId":"111122223333"{{more}}}""";

    private string Put(string name, params string[] events)
    {
        var path = Path.Combine(_folder, name);
        var bytes = Encoding.UTF8.GetBytes("{\"Records\":[" + string.Join(',', events) + "]}");
        using var file = File.Create(path);
        using Stream stream = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Compress) : file;
        stream.Write(bytes);
        return path;
    }

    [Fact]
    public void What_a_role_did_in_the_event_history_becomes_its_policy_with_the_proof()
    {
        Ok("$null = New-AccessRole shop -TrustedAccountId 111122223333 -PolicyArn AdministratorAccess; $null = New-SecurityGroup web -Description x");
        Ok($"$own = Get-AwsOpsSession; $null = Connect-AwsOps -RoleArn {Shop}; $null = Get-SecurityGroup; $null = New-NotificationTopic alerts");
        Ok("$null = $own | Connect-AwsOps");
        var policy = One("New-LeastPrivilegePolicy shop");
        Assert.Equal("EventHistory", policy.Text("Source"));
        var actions = policy.Get<string[]>("Action");
        Assert.Contains("ec2:DescribeSecurityGroups", actions);
        Assert.Contains("sns:CreateTopic", actions);
        Assert.True(policy.Get<bool>("IsProven"), string.Join('\n', policy.Get<string[]>("NotAllowedBefore").Concat(policy.Get<string[]>("Missing"))));
        Assert.Contains("ec2:TerminateInstances", policy.Get<string[]>("FallsAway"));
        Assert.Contains("arn:aws:sns:eu-west-1:111122223333:alerts", string.Join('\n', policy.Get<string[]>("Document")), StringComparison.Ordinal);
    }

    [Fact]
    public void Trail_files_are_read_from_folders_plain_and_packed_and_only_the_events_of_the_principal_count()
    {
        Ok("""$null = New-AccessRole shop -Policy @{ wide = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:*","lambda:*","iam:PassRole"],"Resource":"*"},{"Sid":"Here","Effect":"Allow","Action":"sqs:*","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}},{"Sid":"Guard","Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::photos/*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}' }""");
        Put("a.json", Event("s3", "GetObject", "{\"bucketName\":\"photos\",\"key\":\"cat.jpg\"}"), Event("s3", "GetObject", "{\"bucketName\":\"photos\",\"key\":\"dog.jpg\"}"), Event("s3", "DeleteBucket", "{\"bucketName\":\"photos\"}", more: ",\"errorCode\":\"AccessDenied\""));
        Put("b.json.gz", Event("sqs", "SendMessage", "{\"queueUrl\":\"https://sqs.eu-west-1.amazonaws.com/111122223333/orders\"}"), Event("lambda", "CreateFunction20150331", "{\"functionName\":\"f\",\"role\":\"arn:aws:iam::111122223333:role/app\"}"), Event("ec2", "TerminateInstances", "{}", "arn:aws:iam::111122223333:user/shop-keeper"));
        Put("readme.txt", "ignored");
        var policy = One($"New-LeastPrivilegePolicy shop -TrailPath '{_folder}'");
        Assert.Equal(["iam:PassRole", "lambda:CreateFunction", "s3:GetObject", "sqs:SendMessage"], policy.Get<string[]>("Action"));
        Assert.Equal(4, policy.Get<int>("EventCount"));
        Assert.Equal(1, policy.Get<int>("DeniedEventCount"));
        Assert.True(policy.Get<bool>("IsProven"), string.Join('\n', policy.Get<string[]>("NotAllowedBefore").Concat(policy.Get<string[]>("Missing"))));
        var text = Assert.Single(policy.Get<string[]>("Document"));
        Assert.Contains("aws:RequestedRegion", text, StringComparison.Ordinal);
        Assert.Contains("\"iam:PassedToService\": \"lambda.amazonaws.com\"", text, StringComparison.Ordinal);
        Assert.Contains("aws:SecureTransport", Assert.Single(policy.Get<string[]>("KeptDeny")), StringComparison.Ordinal);
        Assert.Contains("arn:aws:s3:::photos/cat.jpg", text, StringComparison.Ordinal);
        Assert.Contains("arn:aws:s3:::photos/*", One($"(New-LeastPrivilegePolicy shop -TrailPath '{_folder}' -MaximumNames 1).Document").ToString(), StringComparison.Ordinal);
        Assert.Contains("s3:DeleteBucket", One($"New-LeastPrivilegePolicy shop -TrailPath '{_folder}' -IncludeDenied").Get<string[]>("Action"));
    }

    [Fact]
    public void A_trail_needs_no_account_and_a_broken_one_is_named_with_its_place()
    {
        Ok("Stop-AwsOpsSandbox");
        var trail = Put("a.json", Event("s3", "ListBuckets", "null"));
        var policy = One($"New-LeastPrivilegePolicy -TrailPath '{trail}'");
        Assert.Equal(["s3:ListAllMyBuckets"], policy.Get<string[]>("Action"));
        Assert.False(policy.Get<bool>("IsCompared"));
        var broken = Path.Combine(_folder, "broken.json");
        File.WriteAllText(broken, "{\"Records\":[\n{\"eventSource\": top-secret}]}");
        var error = Fails("InvalidTrail", $"New-LeastPrivilegePolicy -TrailPath '{broken}'");
        Assert.Contains("line 2, column 18", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", error.ToString(), StringComparison.Ordinal);
        Fails("FileNotFound", "New-LeastPrivilegePolicy -TrailPath nothing.json");
    }

    [Fact]
    public void A_script_is_read_and_not_run()
    {
        var script = Path.Combine(_folder, "runbook.ps1");
        File.WriteAllText(script, "throw 'never run'\nif ($true) { AwsOps\\Get-ScalingGroup web | ForEach-Object { Set-ScalingGroup web -DesiredCapacity 4 } }\nGet-Date; & $command\n");
        var policy = One($"New-LeastPrivilegePolicy -ForScript '{script}' -AccountId 111122223333 -Region eu-west-1");
        Assert.Contains("autoscaling:UpdateAutoScalingGroup", policy.Get<string[]>("Action"));
        Assert.DoesNotContain("ec2:RunInstances", policy.Get<string[]>("Action").Where(static action => action == "ec2:TerminateInstances"));
        Assert.Contains(policy.Get<string[]>("Note"), static note => note.Contains("line 3", StringComparison.Ordinal));
        Assert.Contains("arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:*", string.Join('\n', policy.Get<string[]>("Document")), StringComparison.Ordinal);
        File.WriteAllText(script, "if (");
        Fails("InvalidScript", $"New-LeastPrivilegePolicy -ForScript '{script}'");
        // The example that ships: everything that its cmdlets declare.
        Assert.NotEmpty(Ok($"New-LeastPrivilegePolicy -ForScript '{Path.Combine(RepositoryRoot, "module", "examples", "flash-sale.ps1")}' | Where-Object {{ $_.Document.Count -ge 1 -and $_.IsProven }}"));
    }

    [Fact]
    public void Last_accessed_data_keeps_what_was_used()
    {
        Ok("$null = New-AccessRole shop -TrustedAccountId 111122223333 -Policy @{ wide = '{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":[\"ec2:*\",\"rds:*\"],\"Resource\":\"*\"}}' }");
        Ok($"$own = Get-AwsOpsSession; $null = Connect-AwsOps -RoleArn {Shop}; $null = Get-SecurityGroup");
        Ok("$null = $own | Connect-AwsOps");
        var policy = One("New-LeastPrivilegePolicy shop -LastAccessed");
        Assert.Contains("ec2:DescribeSecurityGroups", policy.Get<string[]>("Action"));
        Assert.DoesNotContain(policy.Get<string[]>("Action"), static action => action.StartsWith("rds:", StringComparison.Ordinal));
        Assert.True(policy.Get<bool>("IsProven"));
    }

    [Fact]
    public void Wishes_become_a_policy_of_real_types()
    {
        var policy = One("New-LeastPrivilegePolicy -Action s3:GetObject, s3:ListBucket, ec2:DescribeInstances -Resource arn:aws:s3:::photos, arn:aws:s3:::photos/*");
        var text = Assert.Single(policy.Get<string[]>("Document"));
        Assert.Equal("Allowed", Decide(text, "s3:GetObject", "arn:aws:s3:::photos/cat.jpg"));
        Assert.Equal("ImplicitDeny", Decide(text, "s3:GetObject", "arn:aws:s3:::other/cat.jpg"));
        Assert.Equal("Allowed", Decide(text, "s3:ListBucket", "arn:aws:s3:::photos"));
        Assert.Equal("Allowed", Decide(text, "ec2:DescribeInstances", "*"));
        Fails("InvalidAction", "New-LeastPrivilegePolicy -Action s3:Nothing*");
        Fails("ParameterArgumentValidationError", "New-LeastPrivilegePolicy -Action s3");
        Fails("PrincipalNotFound", "New-LeastPrivilegePolicy nobody");
    }

    private string Decide(string policy, string action, string resource)
    {
        var path = Path.Combine(_folder, "policy.json");
        File.WriteAllText(path, policy);
        return One($"Test-Access -Path '{path}' -Action {action} -Resource '{resource}'").Text("Decision")!;
    }

    [Fact]
    public void A_role_gets_its_policy_and_with_Replace_nothing_else()
    {
        Ok("$null = New-AccessRole shop -PolicyArn AmazonS3FullAccess -Policy @{ old = '{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sqs:*\",\"Resource\":\"*\"}}' }");
        Ok("$policy = New-LeastPrivilegePolicy -Principal shop -Action s3:GetObject -Resource arn:aws:s3:::photos/*");
        Ok("$policy | Set-LeastPrivilegePolicy -Replace -WhatIf");
        Assert.Equal(2, Ok("Get-AccessPolicy -RoleName shop").Count);
        Ok("$policy | Set-LeastPrivilegePolicy");
        Assert.Equal(3, Ok("Get-AccessPolicy -RoleName shop").Count);
        var left = One("$policy | Set-LeastPrivilegePolicy -Replace -PassThru");
        Assert.Equal("LeastPrivilege", left.Text("PolicyName"));
        Assert.Equal("LeastPrivilege", One("Get-AccessPolicy -RoleName shop").Text("PolicyName"));
        Assert.Equal("Allowed", One("Test-Access shop s3:GetObject arn:aws:s3:::photos/a").Text("Decision"));
        Assert.Equal("ImplicitDeny", One("Test-Access shop s3:PutObject arn:aws:s3:::photos/a").Text("Decision"));
        var before = Ok("Get-SandboxEvent").Count;
        Ok("$policy | Set-LeastPrivilegePolicy -Replace");
        Assert.DoesNotContain(Ok("Get-SandboxEvent").Skip(before), static call => !call.Get<bool>("ReadOnly"));
    }

    [Fact]
    public void Managed_policies_keep_their_old_version_and_the_oldest_of_five_goes_only_with_Force()
    {
        Ok("$null = New-AccessGroup staff; 1..5 | ForEach-Object { New-LeastPrivilegePolicy -Action s3:GetObject -Resource \"arn:aws:s3:::photos-$_/*\" | Set-LeastPrivilegePolicy -GroupName staff -PolicyName photos -Managed }");
        Assert.Equal(["v1", "v2", "v3", "v4", "v5"], One("Get-AccessPolicy photos").Get<string[]>("Version").Order());
        Ok("$next = New-LeastPrivilegePolicy -Action s3:GetObject -Resource arn:aws:s3:::photos-6/*");
        Fails("TooManyVersions", "$next | Set-LeastPrivilegePolicy -GroupName staff -PolicyName photos -Managed");
        Ok("$next | Set-LeastPrivilegePolicy -GroupName staff -PolicyName photos -Managed -Force");
        var policy = One("Get-AccessPolicy photos");
        Assert.Equal("v6", policy.Text("VersionId"));
        Assert.Equal(["v2", "v3", "v4", "v5", "v6"], policy.Get<string[]>("Version").Order());
    }

    /// <summary>The policy is made and attached; what comes after it fails: everything is as it was.</summary>
    [Fact]
    public void A_failure_midway_is_taken_back()
    {
        Ok("$null = New-AccessUser anna -PolicyArn AmazonS3FullAccess -Policy @{ old = '{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sqs:*\",\"Resource\":\"*\"}}' }; $null = Add-SandboxFault -Kind AccessDenied -Service iam -Operation DeleteUserPolicy");
        Ok("$policy = New-LeastPrivilegePolicy -Action s3:GetObject -Resource arn:aws:s3:::photos/*");
        var outcome = Run("$policy | Set-LeastPrivilegePolicy -UserName anna -PolicyName photos -Managed -Replace");
        Assert.Single(outcome.Errors);
        Assert.Equal(["AmazonS3FullAccess", "old"], Ok("Get-AccessPolicy -UserName anna").Select(static policy => policy.Text("PolicyName")));
        Fails("PolicyNotFound", "Get-AccessPolicy photos");
    }

    [Fact]
    public void Targets_and_proofs_are_checked_before_anything_is_done()
    {
        Ok("$null = New-AccessRole shop; $policy = New-LeastPrivilegePolicy -Action s3:GetObject -Resource arn:aws:s3:::photos/*");
        Fails("TargetMissing", "$policy | Set-LeastPrivilegePolicy");
        Fails("SeveralTargets", "$policy | Set-LeastPrivilegePolicy -UserName a -RoleName b");
        Fails("RoleNotFound", "$policy | Set-LeastPrivilegePolicy -RoleName nobody");
        Fails("PolicyNotProven", "New-LeastPrivilegePolicy -Principal shop -Action s3:GetObject | Set-LeastPrivilegePolicy");
        Ok("New-LeastPrivilegePolicy -Principal shop -Action s3:GetObject | Set-LeastPrivilegePolicy -AllowUnproven");
        Ok("$null = New-AccessUser anna; $long = New-LeastPrivilegePolicy -Action 's3:*' -AccountId 111122223333");
        Fails("PolicyTooLong", "$long | Set-LeastPrivilegePolicy -UserName anna");
    }

    [Fact]
    public void Documents_stay_out_of_the_streams_and_the_view_shows_the_proof()
    {
        Ok("$null = New-AccessRole shop -PolicyArn AmazonS3FullAccess");
        var outcome = Run("New-LeastPrivilegePolicy -Principal shop -Action s3:GetObject -Resource arn:aws:s3:::top-secret/* -Verbose -Debug | Set-LeastPrivilegePolicy -Replace -Verbose -Debug");
        Assert.Empty(outcome.Errors);
        Assert.DoesNotContain("top-secret", string.Join('\n', [.. outcome.Verbose, .. outcome.Debug, .. outcome.Warnings]), StringComparison.Ordinal);
        Assert.Contains("WishList", Show("New-LeastPrivilegePolicy -Action s3:GetObject"), StringComparison.Ordinal);
    }
}
