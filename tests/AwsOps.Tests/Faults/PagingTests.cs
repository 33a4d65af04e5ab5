using System.Globalization;
using System.Management.Automation;
using AwsOps.Tests.Session;

namespace AwsOps.Tests.Faults;

/// <summary>Lists: they stream, and end.</summary>
public sealed class PagingTests : ModuleTest
{
    [Theory]
    [InlineData("1..120 | ForEach-Object { $null = New-ScalingGroup \"g$_\" -LaunchTemplateName tmp -MinSize 0 -MaxSize 1 }", "Get-ScalingGroup", "DescribeAutoScalingGroups", 120)]
    [InlineData("1..120 | ForEach-Object { $null = New-AccessRole \"r$_\" }", "Get-AccessRole", "GetAccountAuthorizationDetails", 120)]
    [InlineData("$null = New-ScalingGroup g -LaunchTemplateName tmp -MinSize 0 -MaxSize 1; 1..120 | ForEach-Object { $null = New-CpuAlarm -ScalingGroupName g -AlarmName \"a$_\" -WarningAction Ignore }", "Get-MetricAlarm", "DescribeAlarms", 120)]
    public void The_first_page_is_out_before_the_second_is_asked_for(string setup, string list, string operation, int count)
    {
        Ok("$ErrorActionPreference = 'Stop'; Start-AwsOpsSandbox; $null = New-LaunchTemplate tmp -InstanceType t3.small; " + setup);
        var probe = new SandboxProbe(One("Get-AwsOpsSession"));
        var before = probe.Operations.Count;

        // The number of list calls made when each object arrived.
        List<int> asked = [];
        using var output = new PSDataCollection<PSObject>();
        output.DataAdded += (_, _) => asked.Add(probe.Operations.Skip(before).Count(called => called == operation));
        using var shell = PowerShell.Create(Runspace);
        shell.AddCommand(list).Invoke(null, output);
        Assert.Equal(count, asked.Count);
        Assert.Equal(1, asked[0]);
        Assert.True(asked[^1] > 1, "All came in one page: the test shows nothing.");
        Assert.Equal(asked.Order(), asked);
    }

    [Fact]
    public void A_token_that_repeats_ends_the_list()
    {
        using var service = new SameToken();
        var groups = Ok($"Connect-AwsOps -AccessKeyId AKIA000000000004 -SecretAccessKey ([Net.NetworkCredential]::new('', 'x').SecurePassword) -Region eu-west-1 -EndpointUrl {service.Url}; Get-ScalingGroup")
            .Where(static item => item.Properties["ScalingGroupName"] is not null);
        Assert.Equal(["page1", "page2"], groups.Select(static group => group.Text("ScalingGroupName")));
        Assert.Equal([null, "again"], service.Requests.Where(static asked => asked.Form["Action"] == "DescribeAutoScalingGroups").Select(static asked => asked.Form.GetValueOrDefault("NextToken")));
    }

    /// <summary>An Auto Scaling that answers every page with the same token.</summary>
    private sealed class SameToken : QueryStub
    {
        private int _page;

        protected override string Answer(Asked asked) => asked.Form["Action"] == "GetCallerIdentity"
            ? """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:root</Arn><UserId>U</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"""
                <DescribeAutoScalingGroupsResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><DescribeAutoScalingGroupsResult>
                {(++_page > 20 ? string.Empty : "<NextToken>again</NextToken>")}
                <AutoScalingGroups><member><AutoScalingGroupName>page{_page}</AutoScalingGroupName><MinSize>1</MinSize><MaxSize>1</MaxSize><DesiredCapacity>1</DesiredCapacity>
                <DefaultCooldown>300</DefaultCooldown><AvailabilityZones><member>eu-west-1a</member></AvailabilityZones><HealthCheckType>EC2</HealthCheckType>
                <CreatedTime>2026-01-05T08:00:00Z</CreatedTime></member></AutoScalingGroups>
                </DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>
                """);
    }
}
