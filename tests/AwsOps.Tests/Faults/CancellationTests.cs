using System.Management.Automation;
using AwsOps.Tests.Scenarios;

namespace AwsOps.Tests.Faults;

/// <summary>Ctrl-C: in a call, in a wait, between tries. It stops at once and says what is left.</summary>
public sealed class CancellationTests : FaultTest
{
    /// <summary>Far more than the second that the module promises; what does not observe Ctrl-C would take minutes.</summary>
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(20);

    [Theory]
    [MemberData(nameof(Calling))]
    public async Task It_stops_any_call_and_says_when_that_may_have_changed_something(string name)
    {
        foreach (var (part, calls) in Undisturbed(name).Take(1).ToList())
        {
            foreach (var call in calls)
            {
                Fresh(Scenario.Of(name)!);
                var probe = new SandboxProbe(One("Get-AwsOpsSession"));

                // Once: what is taken back after it may need the same call.
                Ok($"Add-SandboxFault Latency -Operation {call.Operation} -LatencyMilliseconds 600000 -Count 1");
                var shown = await StopInAsync(probe, part, call.Operation);
                if (!call.ReadOnly && Calls(name).Any(other => other.Operation == call.Operation))
                {
                    Assert.Contains("Stopped in the middle of", shown, StringComparison.Ordinal);
                    Assert.Contains("AWS may have done it", shown, StringComparison.Ordinal);
                }
            }
        }
    }

    [Theory]
    [InlineData("New-ScalingGroup shop -LaunchTemplateName shop -MinSize 2 -MaxSize 4 -Wait", "CreateAutoScalingGroup", "DescribeAutoScalingGroups", "\"Create")]
    [InlineData("New-LoadBalancer shop -SecurityGroupId (New-SecurityGroup web).SecurityGroupId -Wait", "CreateListener", "DescribeLoadBalancers", "Load balancer shop")]
    [InlineData("Watch-ScalingGroup old -NoChart", "DescribeAutoScalingGroups", "GetMetricStatistics", null)]
    [InlineData("Remove-ScalingGroup old -Force -Wait -Confirm:$false", "DeleteAutoScalingGroup", "DescribeAutoScalingGroups", "Scaling group old")]
    public async Task It_stops_a_wait_and_names_what_was_done(string script, string change, string poll, string? done)
    {
        // A minute of waiting takes more than an hour here.
        Ok("Start-AwsOpsSandbox -Speed 0.01; $null = New-LaunchTemplate shop -InstanceType t3.small; $null = New-ScalingGroup old -LaunchTemplateName shop -MinSize 1 -MaxSize 2; Step-AwsOpsSandbox -Minutes 10");
        var shown = await StopInAsync(new SandboxProbe(One("Get-AwsOpsSession")), script, change, poll);
        if (done is not null)
        {
            Assert.Contains("Stopped. Done before that, and still so: ", shown, StringComparison.Ordinal);
            Assert.Contains(done, shown, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task It_stops_the_pause_between_two_tries()
    {
        Ok("Start-AwsOpsSandbox -Speed 0.001; Add-SandboxFault Throttle -Operation DescribeLaunchTemplates");
        await StopInAsync(new SandboxProbe(One("Get-AwsOpsSession")), "Get-LaunchTemplate", "DescribeLaunchTemplates");
    }

    [Fact]
    public async Task It_stops_between_pages_and_items()
    {
        Ok("Start-AwsOpsSandbox; 1..3 | ForEach-Object { $null = New-LaunchTemplate \"tmp$_\" -InstanceType t3.small }; Add-SandboxFault Latency -Operation DeleteLaunchTemplate -LatencyMilliseconds 600000 -Count 1");
        await StopInAsync(new SandboxProbe(One("Get-AwsOpsSession")), "Remove-LaunchTemplate tmp1, tmp2, tmp3 -Confirm:$false", "DeleteLaunchTemplate");
        Assert.Single(Ok("Get-SandboxEvent"), static call => call.Text("EventName") == "DeleteLaunchTemplate");
    }

    /// <summary>Runs a script, stops it in its first call of an operation (or of another after it), and gives what the user was told.</summary>
    private async Task<string> StopInAsync(SandboxProbe probe, string script, string operation, string? then = null)
    {
        Show("$null");
        using var shell = PowerShell.Create(Runspace);
        var start = probe.Operations.Count;
        var running = shell.AddScript(script).BeginInvoke();
        await probe.SeenAsync(start, then is null ? [operation] : [operation, then], Guard);
        await Task.Run(shell.Stop, TestContext.Current.CancellationToken).WaitAsync(Guard, TestContext.Current.CancellationToken);
        Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(running));
        return HostText + string.Join(Environment.NewLine, shell.Streams.Warning);
    }
}
