using System.Xml.Linq;

namespace AwsOps.Tests.Scaling;

/// <summary>Parts of different VPCs do not fit together, and are refused before anything is made. The other VPC is made as another program would, over HTTP.</summary>
public sealed class OtherVpcTests : CmdletTest
{
    private readonly HttpClient _http = new();

    public OtherVpcTests()
        : base("$url = (Start-AwsOpsSandbox -Region eu-west-1 -Seed 1 -Port 0 -Force).EndpointUrl; " + Shop)
    {
        _http.BaseAddress = One("$url").BaseObject as Uri;
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=AKIAOTHERPROGRAM/20260105/eu-west-1/ec2/aws4_request, SignedHeaders=host, Signature=0");
    }

    [Fact]
    public async Task Subnets_security_groups_and_target_groups_of_another_VPC()
    {
        var vpc = await Ec2Async("vpcId", ("Action", "CreateVpc"), ("CidrBlock", "10.20.0.0/16"));
        var subnet = await Ec2Async("subnetId", ("Action", "CreateSubnet"), ("VpcId", vpc), ("CidrBlock", "10.20.1.0/24"), ("AvailabilityZone", "eu-west-1a"));
        Ok($"$other = New-SecurityGroup other -VpcId {vpc}; $null = $other | New-LaunchTemplate stranger -InstanceType t3.small; $balancer = New-LoadBalancer front -WarningAction Ignore");
        Refuses(
            ($"New-ScalingGroup new -LaunchTemplateName shop -MinSize 1 -MaxSize 2 -SubnetId $group.SubnetId[0], {subnet}", "InvalidSubnetId", [subnet, vpc, "one VPC"]),
            ("New-ScalingGroup new -LaunchTemplateName stranger -MinSize 1 -MaxSize 2", "InvalidSubnetId", ["'stranger'", vpc]),
            ($"New-ScalingGroup new -LaunchTemplateName shop -MinSize 1 -MaxSize 2 -SubnetId {subnet} -TargetGroupArn $balancer.TargetGroupArn", "InvalidTargetGroupArn", [vpc, "-SubnetId"]),
            ($"Set-ScalingGroup shop -SubnetId $group.SubnetId[0], {subnet}", "InvalidSubnetId", [subnet]),
            ("Set-ScalingGroup shop -LaunchTemplateName stranger", "InvalidSubnetId", ["'stranger'", vpc]),
            ($"New-LoadBalancer new -SubnetId $group.SubnetId[0], {subnet}", "InvalidSubnetId", [subnet, vpc]),
            ("New-LoadBalancer new -SecurityGroupId $other.SecurityGroupId", "InvalidSecurityGroupId", [vpc]),
            ("New-LaunchTemplate new -InstanceType t3.small -SecurityGroupId (@($other) + @(Get-SecurityGroup default)).SecurityGroupId", "InvalidSecurityGroupId", ["one VPC"]));
        Ok("Set-ScalingGroup shop -TargetGroupArn $balancer.TargetGroupArn");
        Refuses(($"Set-ScalingGroup shop -SubnetId {subnet}", "InvalidTargetGroupArn", [vpc]));

        // What fits is taken.
        Assert.Equal([subnet], One($"New-ScalingGroup new -LaunchTemplateName stranger -MinSize 1 -MaxSize 2 -SubnetId {subnet}").Get<string[]>("SubnetId"));
    }

    private async Task<string> Ec2Async(string result, params (string Name, string Value)[] parameters)
    {
        using var content = new FormUrlEncodedContent(parameters.Append(("Version", "2016-11-15")).Select(static item => KeyValuePair.Create(item.Item1, item.Item2)));
        using var answer = await _http.PostAsync(new Uri("/", UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return XDocument.Parse(text).Descendants().First(element => element.Name.LocalName == result).Value;
    }
}
