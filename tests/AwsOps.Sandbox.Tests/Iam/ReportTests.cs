using System.Text;

namespace AwsOps.Sandbox.Tests.Iam;

/// <summary>What IAM tells of the use of an account: credential report and last access.</summary>
public class ReportTests : IamTest
{
    [Fact]
    public void The_credential_report_has_a_row_for_each_user_and_root()
    {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
        Assert.Equal("ReportNotPresent", Fails("GetCredentialReport").Code);
        var ana = User("ana");
        Iam("CreateLoginProfile", ("UserName", "ana"), ("Password", "Correct-horse-1"));
        Iam("UpdateAccountPasswordPolicy", ("MaxPasswordAge", 90L));
        Cloud.Call("ec2", "DescribeVpcs", caller: ana);
        Assert.Equal("STARTED", Iam("GenerateCredentialReport").String("State"));
        Assert.Equal("ReportInProgress", Fails("GetCredentialReport").Code);
        Cloud.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("COMPLETE", Iam("GenerateCredentialReport").String("State"));
        var lines = Encoding.UTF8.GetString((byte[])Iam("GetCredentialReport")["Content"]!).Split('\n');
        var names = lines[0].Split(',');
        Assert.Equal((22, 3), (names.Length, lines.Length));
        Assert.StartsWith("<root_account>,arn:aws:iam::111122223333:root,", lines[1], StringComparison.Ordinal);
        var row = names.Zip(lines[2].Split(',')).ToDictionary(static pair => pair.First, static pair => pair.Second);
        Assert.Equal(("ana", "true", "2026-04-05T08:00:00+00:00", "false"), (row["user"], row["password_enabled"], row["password_next_rotation"], row["mfa_active"]));
        Assert.Equal(("true", "2026-01-05T08:00:00+00:00", "eu-west-1", "ec2", "false", "N/A"), (row["access_key_1_active"], row["access_key_1_last_used_date"], row["access_key_1_last_used_region"], row["access_key_1_last_used_service"], row["access_key_2_active"], row["access_key_2_last_rotated"]));
        Cloud.Advance(TimeSpan.FromHours(4));
        Assert.Equal("ReportExpired", Fails("GetCredentialReport").Code);
    }

    [Fact]
    public void A_keys_last_use_is_the_last_call_that_it_signed()
    {
        var ana = User("ana");
        var key = ana.AccessKeyId;
        Assert.Equal("N/A", Iam("GetAccessKeyLastUsed", ("AccessKeyId", key)).Child("AccessKeyLastUsed")!.String("ServiceName"));
        Cloud.Advance(TimeSpan.FromDays(3));
        Cloud.Call("autoscaling", "DescribeAutoScalingGroups", caller: ana, region: "us-east-1");
        var used = Iam("GetAccessKeyLastUsed", ("AccessKeyId", key)).Child("AccessKeyLastUsed")!;
        Assert.Equal(("autoscaling", "us-east-1", Cloud.UtcNow), (used.String("ServiceName"), used.String("Region"), used.Time("LastUsedDate")));
    }

    [Fact]
    public void Services_are_those_of_the_policies_with_the_time_of_their_last_use()
    {
        // https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetails.html
        var ana = User("ana", Allow("s3:*"));
        Iam("CreateGroup", ("GroupName", "web"));
        Iam("PutGroupPolicy", ("GroupName", "web"), ("PolicyName", "net"), ("PolicyDocument", Allow("ec2:DescribeV*")));
        Iam("AddUserToGroup", ("GroupName", "web"), ("UserName", "ana"));
        Cloud.Call("ec2", "DescribeVpcs", caller: ana);
        var job = Iam("GenerateServiceLastAccessedDetails", ("Arn", ana.Arn), ("Granularity", "ACTION_LEVEL")).String("JobId");
        Assert.Equal("IN_PROGRESS", Iam("GetServiceLastAccessedDetails", ("JobId", job)).String("JobStatus"));
        Cloud.Advance(TimeSpan.FromSeconds(5));
        var services = Iam("GetServiceLastAccessedDetails", ("JobId", job)).Structs("ServicesLastAccessed").ToDictionary(static service => service.String("ServiceNamespace")!);
        Assert.Equal(["ec2", "s3"], services.Keys.Order());
        Assert.Equal((ana.Arn, "eu-west-1"), (services["ec2"].String("LastAuthenticatedEntity"), services["ec2"].String("LastAuthenticatedRegion")));
        Assert.Null(services["s3"].Time("LastAuthenticated"));
        var actions = services["ec2"].Structs("TrackedActionsLastAccessed").ToDictionary(static action => action.String("ActionName")!);
        Assert.NotNull(actions["DescribeVpcs"].Time("LastAccessedTime"));
        Assert.Null(actions["DescribeVolumes"].Time("LastAccessedTime"));
        Assert.DoesNotContain("RunInstances", actions.Keys);

        var entity = Iam("GetServiceLastAccessedDetailsWithEntities", ("JobId", job), ("ServiceNamespace", "ec2")).Structs("EntityDetailsList").Single();
        Assert.Equal(("ana", "USER"), (entity.Child("EntityInfo")!.String("Name"), entity.Child("EntityInfo")!.String("Type")));
        var granting = Iam("ListPoliciesGrantingServiceAccess", ("Arn", ana.Arn), ("ServiceNamespaces", new[] { "ec2", "iam" })).Structs("PoliciesGrantingServiceAccess");
        Assert.Equal(("net", "GROUP", "web"), (granting[0].Structs("Policies").Single().String("PolicyName"), granting[0].Structs("Policies").Single().String("EntityType"), granting[0].Structs("Policies").Single().String("EntityName")));
        Assert.Empty(granting[1].Structs("Policies"));
        Assert.Equal("NoSuchEntity", Fails("GenerateServiceLastAccessedDetails", ("Arn", $"arn:aws:iam::{Account}:user/none")).Code);
    }

    [Fact]
    public void For_a_policy_the_use_of_all_who_have_it_counts()
    {
        var ana = User("ana");
        User("bob");
        Iam("AttachUserPolicy", ("UserName", "ana"), ("PolicyArn", ReadOnly));
        Cloud.Call("ec2", "DescribeVpcs", caller: ana);
        var job = Iam("GenerateServiceLastAccessedDetails", ("Arn", ReadOnly)).String("JobId");
        Cloud.Advance(TimeSpan.FromSeconds(5));
        var answer = Iam("GetServiceLastAccessedDetails", ("JobId", job), ("MaxItems", 1000L));
        Assert.Equal(1, answer.Structs("ServicesLastAccessed").Single(static service => service.String("ServiceNamespace") == "ec2").Int("TotalAuthenticatedEntities"));
        Assert.Single(Iam("GetServiceLastAccessedDetailsWithEntities", ("JobId", job), ("ServiceNamespace", "ec2")).Structs("EntityDetailsList"));
    }
}
