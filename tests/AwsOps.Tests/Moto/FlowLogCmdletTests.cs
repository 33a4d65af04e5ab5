using AwsOps.Tests.Shared;

namespace AwsOps.Tests.Moto;

/// <summary>
/// Flow logs through the cmdlets on two backends, by one body: the sandbox, and moto, which somebody else wrote. Left out is
/// where moto is known to differ: it says that delivery failed before anything was delivered, and for buckets of eu-west-1 it
/// refuses the name EU that S3 takes and the SDK sends; a prefix behind the bucket it takes for a part of the name; and it does
/// not return the options of a destination.
/// </summary>
public sealed class FlowLogCmdletTests(MotoServer moto) : ModuleTest
{
    private const string Body = """
        $vpc = (Get-SecurityGroup default).VpcId
        function Told([scriptblock] $script) { try { & $script -ErrorAction Stop } catch { $_.FullyQualifiedErrorId } }
        function Shown { process { "$($_.TrafficType) $($_.DestinationType) $($_.LogGroupName) $($_.S3Uri) $($_.AggregationSeconds) $($_.Format.Length) $($_.RoleArn -replace '^.*:role', 'role') $($_.Tag.team) $($_.ResourceId -eq $vpc)" } }
        Told { Enable-FlowLog $vpc -LogGroupName flows @args }
        Enable-FlowLog $vpc -LogGroupName flows -CreateRole -Tag @{ team = 'net' } | Shown
        Told { Enable-FlowLog $vpc -LogGroupName flows -CreateRole @args }
        Enable-FlowLog $vpc -LogGroupName short -CreateRole -AggregationSeconds 60 -Format srcaddr, dstaddr, bytes | Shown
        Enable-FlowLog $vpc -S3Uri s3://flows-111122223333 -CreateBucket -HourlyPartition -HivePartition | Shown
        Told { Enable-FlowLog $vpc -S3Uri s3://flows-111122223333 @args }
        Told { Enable-FlowLog vpc-00000000000000000 -LogGroupName flows @args }
        (Get-FlowLog | Shown).Count
        Get-FlowLog -LogGroupName short | Shown
        Get-FlowLog -ResourceId $vpc | ForEach-Object { $_.DestinationType }
        Told { Get-FlowLog fl-00000000000000000 @args }
        Get-FlowLog -LogGroupName flows | Disable-FlowLog -Confirm:$false
        Told { Disable-FlowLog fl-00000000000000000 -Confirm:$false @args }
        Get-FlowLog | ForEach-Object { "$($_.LogGroupName)$($_.S3Uri)" }
        """;

    [Fact]
    public async Task Enabling_reading_and_disabling_do_the_same_on_the_sandbox_and_on_moto()
    {
        await moto.ResetAsync(TestContext.Current.CancellationToken);
        Ok("Start-AwsOpsSandbox -Region eu-central-1");
        var sandbox = Facts();
        Ok($"Stop-AwsOpsSandbox -Confirm:$false; $null = Connect-AwsOps -AccessKeyId AKIAIOSFODNN7EXAMPLE -SecretAccessKey ([Net.NetworkCredential]::new('', 'anything').SecurePassword) -Region eu-central-1 -EndpointUrl {moto.Require()}");
        Assert.Equal(string.Join(Environment.NewLine, sandbox), string.Join(Environment.NewLine, Facts()));
        Assert.Contains(sandbox, static line => line.StartsWith("All s3  s3://flows-111122223333 600", StringComparison.Ordinal));
        Assert.Equal(2, sandbox.Count(static line => line.StartsWith("FlowLogExists", StringComparison.Ordinal)));
    }

    private List<string> Facts() => [.. Ok(Body).Select(static line => line?.ToString() ?? string.Empty)];
}
