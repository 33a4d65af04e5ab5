using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AwsOps.Tests.Network;

/// <summary>
/// The answers that a third party, boto3, gets from the sandbox over HTTP and saves as the AWS CLI does, read from files, against
/// those that the cmdlets ask for: the same exposures.
/// </summary>
public sealed class LiveAndSavedTests : ModuleTest
{
    private const string Script = """
        import boto3, json, sys, os
        url, folder = sys.argv[1], sys.argv[2]
        kw = dict(endpoint_url=url, region_name='eu-west-1', aws_access_key_id='AKIA', aws_secret_access_key='x')
        ec2, elb = boto3.client('ec2', **kw), boto3.client('elbv2', **kw)
        classic = boto3.client('elb', **kw)
        groups = {g['GroupName']: g['GroupId'] for g in ec2.describe_security_groups()['SecurityGroups']}
        classic.create_load_balancer(LoadBalancerName='old', SecurityGroups=[groups['web']], Subnets=[s['SubnetId'] for s in ec2.describe_subnets()['Subnets']],
            Listeners=[dict(Protocol='TCP', LoadBalancerPort=22, InstancePort=80)])
        boto3.client('autoscaling', **kw).attach_load_balancers(AutoScalingGroupName='shop', LoadBalancerNames=['old'])
        def save(name, answer):
            answer.pop('ResponseMetadata', None)
            json.dump(answer, open(os.path.join(folder, name + '.json'), 'w'), default=lambda d: d.isoformat())
            return answer
        for call in '''security_groups security_group_rules network_interfaces instances addresses vpcs subnets route_tables network_acls internet_gateways
            egress_only_internet_gateways nat_gateways vpc_peering_connections vpc_endpoints vpc_block_public_access_options vpc_block_public_access_exclusions'''.split():
            save('describe-' + call.replace('_', '-'), getattr(ec2, 'describe_' + call)())
        for pl in save('describe-managed-prefix-lists', ec2.describe_managed_prefix_lists())['PrefixLists']:
            save('get-managed-prefix-list-entries-' + pl['PrefixListId'], ec2.get_managed_prefix_list_entries(PrefixListId=pl['PrefixListId']))
        for lb in save('describe-load-balancers', elb.describe_load_balancers())['LoadBalancers']:
            for listener in save('describe-listeners-' + lb['LoadBalancerName'], elb.describe_listeners(LoadBalancerArn=lb['LoadBalancerArn']))['Listeners']:
                save('describe-rules-' + lb['LoadBalancerName'], elb.describe_rules(ListenerArn=listener['ListenerArn']))
        for lb in save('classic', classic.describe_load_balancers())['LoadBalancerDescriptions']:
            save('describe-load-balancer-attributes-' + lb['LoadBalancerName'], classic.describe_load_balancer_attributes(LoadBalancerName=lb['LoadBalancerName']))
        for tg in save('describe-target-groups', elb.describe_target_groups())['TargetGroups']:
            save('describe-target-health-' + tg['TargetGroupName'], elb.describe_target_health(TargetGroupArn=tg['TargetGroupArn']))
        """;

    [Fact]
    public void Boto3s_answers_from_files_say_what_the_live_ones_say()
    {
        var python = Python();
        Assert.SkipWhen(python is null, "Python with boto3 is not here.");
        var port = FreePort();
        Ok($"Start-AwsOpsSandbox -Region eu-west-1 -Port {port}; $web = New-SecurityGroup web, app; $null = Grant-SecurityGroupAccess web -Port 80, 22 -From 0.0.0.0/0 -WarningAction Ignore; $null = Grant-SecurityGroupAccess app -Port 80 -FromSecurityGroupId web");
        Ok("$list = (Get-SecurityGroup app).SecurityGroupId; $lb = New-LoadBalancer shop -SecurityGroupId (Get-SecurityGroup web).SecurityGroupId -Wait -WarningAction Ignore; $null = New-LaunchTemplate shop -InstanceType t3.small -SecurityGroupId $list | New-ScalingGroup shop -MinSize 1 -MaxSize 1 -TargetGroupArn $lb.TargetGroupArn -Wait");
        Ok($"$null = Grant-SecurityGroupAccess app -Port 443 -FromPrefixListId {Complete("Grant-SecurityGroupAccess app -Port 1 -FromPrefixListId ")[0]}");
        var folder = Directory.CreateTempSubdirectory("awsops-").FullName;
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python!, ["-c", Script, $"http://127.0.0.1:{port}", folder]) { RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors);
            Assert.Equal(Answers("Test-SecurityGroupExposure -Effective"), Answers($"Test-SecurityGroupExposure -Effective -Path {folder}"));
            Assert.Equal(Answers("Test-NetworkPath internet old -Port 22"), Answers($"Test-NetworkPath internet old -Port 22 -Path {folder}"));
            Assert.Equal("Exposed", One($"Test-NetworkPath internet old -Port 22 -Path {folder}").Text("Verdict"));
            Assert.Equal(Answers("Test-NetworkPath internet shop -Port 80"), Answers($"Test-NetworkPath internet shop -Port 80 -Path {folder}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? Python()
    {
        foreach (var name in (string[])["python3", "python"])
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(name, ["-c", "import boto3"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
                process.WaitForExit();
                if (process.ExitCode == 0)
                {
                    return name;
                }
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // No program of that name.
            }
        }

        return null;
    }

    private IReadOnlyList<string> Answers(string script) => [.. Ok(script).Select(static item => string.Join(
        '|',
        item.Properties.Where(static p => p.Name is not ("Region" or "AccountId")).Select(static p => $"{p.Name}={(p.Value is System.Collections.IEnumerable list and not string ? string.Join(',', list.Cast<object>()) : p.Value)}")))];
}
