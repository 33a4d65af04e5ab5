using System.Xml.Linq;
using AwsOps.Tests.Shared;

[assembly: AssemblyFixture(typeof(MotoServer))]

namespace AwsOps.Tests.Moto;

/// <summary>
/// The flash sale's build-up on two backends: the sandbox, and moto, which somebody else wrote. One script; what it reports
/// must be the same but for what moto is known not to do.
/// </summary>
public sealed class FlashSaleTests(MotoServer moto) : ModuleTest
{
    private const string Keys = "-AccessKeyId AKIAIOSFODNN7EXAMPLE -SecretAccessKey ([Net.NetworkCredential]::new('', 'anything').SecurePassword)";

    /// <summary>What moto reports otherwise, and why.</summary>
    private static readonly Dictionary<string, (string Value, string Reason)> MotoDiffers = new(StringComparer.Ordinal)
    {
        ["zones used"] = ("1", "moto launches all instances of a group in the first subnet's zone"),
        ["warmup"] = ("", "moto does not return DefaultInstanceWarmup"),
        ["activities"] = ("0", "moto keeps no scaling activities"),
        ["health"] = ("healthy, healthy", "moto's targets are healthy at once"),
        ["alarm"] = ("shop-cpu-above-80, 80, OK", "moto's alarms begin as OK; AWS's begin as INSUFFICIENT_DATA, https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html"),
        ["remove the security groups"] = ("SecurityGroupInUse", "moto keeps the network interfaces of terminated instances"),
        ["policy alarms"] = ("0", "moto does not return a policy's alarms"),
    };

    [Fact]
    public async Task The_same_script_reports_the_same_on_the_sandbox_and_on_moto()
    {
        await PrepareAsync();
        Ok("Start-AwsOpsSandbox -Region eu-west-1");
        var sandbox = Facts();
        Ok($"Stop-AwsOpsSandbox -Confirm:$false; $null = Connect-AwsOps {Keys} -Region eu-west-1 -EndpointUrl {moto.Require()}");
        var other = Facts();

        var differences = sandbox.Keys.Union(other.Keys).Where(key => sandbox.GetValueOrDefault(key) != other.GetValueOrDefault(key))
            .Select(key => $"{key}: sandbox {sandbox.GetValueOrDefault(key)}, moto {other.GetValueOrDefault(key)}");
        var known = MotoDiffers.Select(static pair => (pair.Key, pair.Value.Value));
        Assert.True(
            differences.All(line => MotoDiffers.ContainsKey(line.Split(':')[0])) && known.All(pair => other.GetValueOrDefault(pair.Key) == pair.Value),
            string.Join(Environment.NewLine, differences));
    }

    [Fact]
    public async Task The_example_runs_on_moto()
    {
        await PrepareAsync();
        Ok($"$null = Connect-AwsOps {Keys} -Region eu-west-1 -EndpointUrl {moto.Require()}");
        var shown = Show($"& '{Path.Combine(Path.GetDirectoryName(Manifest)!, "examples", "flash-sale.ps1")}' -Session -WatchMinutes 0");
        Assert.Contains("removed: Remove-ScalingGroup", shown, StringComparison.Ordinal);

        // Moto keeps the network interfaces of terminated instances, and the groups on them.
        var left = shown.Split('\n').Where(static line => line.StartsWith("left behind", StringComparison.Ordinal)).ToList();
        Assert.True(left.Count == 2 && left.All(static line => line.Contains("Remove-SecurityGroup", StringComparison.Ordinal)), shown);
        Assert.Empty(Ok("Get-ScalingGroup; Get-LoadBalancer; Get-LaunchTemplate; Get-AccessRole; Get-MetricAlarm"));
    }

    /// <summary>An empty account, with what AWS gives a default VPC and moto does not: a way to the internet.</summary>
    private async Task PrepareAsync()
    {
        await moto.ResetAsync(TestContext.Current.CancellationToken);
        var vpc = Text(await Ec2Async("DescribeVpcs"), "vpcId");
        var gateway = Text(await Ec2Async("CreateInternetGateway"), "internetGatewayId");
        await Ec2Async($"AttachInternetGateway&InternetGatewayId={gateway}&VpcId={vpc}");
        var table = Text(await Ec2Async($"DescribeRouteTables&Filter.1.Name=vpc-id&Filter.1.Value.1={vpc}"), "routeTableId");
        await Ec2Async($"CreateRoute&RouteTableId={table}&DestinationCidrBlock=0.0.0.0/0&GatewayId={gateway}");

        static string Text(XDocument answer, string element) => answer.Descendants().First(item => item.Name.LocalName == element).Value;
    }

    private async Task<XDocument> Ec2Async(string request)
    {
        using var http = new HttpClient();
        using var message = new HttpRequestMessage(HttpMethod.Post, moto.Require()) { Content = new StringContent($"Version=2016-11-15&Action={request}", null, "application/x-www-form-urlencoded") };

        // moto reads service and region from it, and checks nothing.
        message.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260105/eu-west-1/ec2/aws4_request, SignedHeaders=host, Signature=0");
        using var answer = await http.SendAsync(message, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return XDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private Dictionary<string, string> Facts() =>
        Ok(File.ReadAllText(Path.Combine(RepositoryRoot, "tests", "AwsOps.Tests", "Moto", "flash-sale.ps1")))
            .Select(static line => line.ToString().Split(" = ", 2))
            .ToDictionary(static parts => parts[0], static parts => parts[1], StringComparer.Ordinal);
}
