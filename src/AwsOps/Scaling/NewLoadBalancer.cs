using System.Collections;
using System.Management.Automation;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using AwsOps.Common;
using AwsOps.Network;

namespace AwsOps.Scaling;

/// <summary>Makes an Application Load Balancer with its listener and the target group that a scaling group registers its instances with.</summary>
/// <remarks>
/// <para>Everything that can be checked is checked before anything is made: names, subnets (of one VPC, one in each of two or more zones, with room), an internet gateway, security groups, certificate. When a step fails, the steps before it are taken back; what could not be taken back is named.</para>
/// <para>For HTTPS a policy of TLS 1.2 and 1.3 is set.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $web = New-SecurityGroup web; $null = $web | Grant-SecurityGroupAccess -Port 80 -From 0.0.0.0/0; $web | New-LoadBalancer -LoadBalancerName shop -HealthCheckPath /health -Wait</code>
/// <para>Makes a load balancer in the default VPC that the internet can reach, and waits until it is active.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $balancer = New-LoadBalancer shop -Internal -WarningAction Ignore; New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -TargetGroupArn $balancer.TargetGroupArn</code>
/// <para>Makes an internal load balancer, and a scaling group behind it.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/introduction.html">Application Load Balancers</seealso>
[Cmdlet(VerbsCommon.New, "LoadBalancer", SupportsShouldProcess = true)]
[OutputType(typeof(LoadBalancer))]
[IamAction(
    "ec2:DescribeInternetGateways",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
    "elasticloadbalancing:AddTags",
    "elasticloadbalancing:CreateListener",
    "elasticloadbalancing:CreateLoadBalancer",
    "elasticloadbalancing:CreateTargetGroup",
    "elasticloadbalancing:DeleteLoadBalancer",
    "elasticloadbalancing:DeleteTargetGroup",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeTargetGroups",
    "iam:CreateServiceLinkedRole")]
public sealed class NewLoadBalancerCommand : AwsCmdlet
{
    // TLS 1.2 and 1.3; without a policy AWS takes one that still speaks TLS 1.0.
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
    private const string TlsPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";

    /// <summary>Name of the load balancer, and of its target group.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateFormat("^(?!internal-)[a-zA-Z0-9]([a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?$", "-LoadBalancerName '{0}': 1 to 32 letters, digits and hyphens are allowed, no hyphen at its ends, nor internal- at its beginning.")]
    public string LoadBalancerName { get; set; } = null!;

    /// <summary>Subnets, one in each of two or more zones, of one VPC. Without it: the default VPC's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SubnetIdCompleter))]
    [ValidateFormat("^subnet-[0-9a-f]{8,17}$", "-SubnetId '{0}' is not the id of a subnet; it looks like subnet-0123456789abcdef0.")]
    public string[] SubnetId { get; set; } = [];

    /// <summary>Security groups, by id or name. Without it: the VPC's default group, which lets only its own members in.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SecurityGroupIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SecurityGroupId { get; set; } = [];

    /// <summary>Protocol that clients speak.</summary>
    [Parameter]
    [ValidateSet("HTTP", "HTTPS")]
    public string Protocol { get; set; } = "HTTP";

    /// <summary>Port that clients connect to. Default: 80, for HTTPS 443.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    public int? Port { get; set; }

    /// <summary>Certificate for HTTPS, of Certificate Manager in the same region, or of IAM.</summary>
    [Parameter]
    [ValidateFormat("^arn:[^:]+:(acm:[^:]+:[0-9]{12}:certificate/.+|iam::[0-9]{12}:server-certificate/.+)$", "-CertificateArn '{0}' is not the ARN of a certificate; it looks like arn:aws:acm:eu-west-1:123456789012:certificate/….")]
    public string? CertificateArn { get; set; }

    /// <summary>Port that the instances listen on, for HTTP.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    public int TargetPort { get; set; } = 80;

    /// <summary>Path that health checks ask for; a 200 means healthy.</summary>
    [Parameter]
    [ValidateFormat("^/[^ ]{0,1023}$", "-HealthCheckPath '{0}': a path begins with / and has at most 1024 characters, none of them a space.")]
    public string HealthCheckPath { get; set; } = "/";

    /// <summary>Reachable from within the VPC only, without public addresses.</summary>
    [Parameter]
    public SwitchParameter Internal { get; set; }

    /// <summary>Tags of the load balancer, its listener and its target group.</summary>
    [Parameter]
    public IDictionary? Tag { get; set; }

    /// <summary>Waits until it is active.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How long -Wait waits at most.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int TimeoutSeconds { get; set; } = 600;

    /// <inheritdoc/>
    private protected override object? ErrorTarget => LoadBalancerName;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var tags = Tags.Of(Tag);
        CheckCertificate(aws);
        var port = Port ?? (Protocol == "HTTPS" ? 443 : 80);
        var balancers = new LoadBalancers(aws, Changes);
        await balancers.CheckNameIsFreeAsync(LoadBalancerName, StopToken);
        var place = new LoadBalancerPlace(aws, Changes);
        var subnets = await place.SubnetsAsync(SubnetId, Internal, StopToken);
        var vpc = subnets[0].VpcId;
        var securityGroups = await place.SecurityGroupsAsync(SecurityGroupId, vpc, port, StopToken);
        var balancer = await balancers.NewAsync(
            TargetGroup(vpc, tags),
            Balancer([.. subnets.Select(static subnet => subnet.SubnetId)], securityGroups, tags),
            Listener(port, tags),
            tags);
        if (balancer is not null)
        {
            WriteObject(Wait ? await WaitAsync(balancers, balancer) : balancer);
        }
    }

    private static List<Tag>? Elb(IReadOnlyList<(string Key, string Value)> tags) =>
        tags.Count == 0 ? null : [.. tags.Select(static tag => new Tag { Key = tag.Key, Value = tag.Value })];

    private void CheckCertificate(AwsConnection aws)
    {
        if (Protocol == "HTTPS" && CertificateArn is null)
        {
            throw new AwsOpsException("CertificateMissing", ErrorCategory.InvalidArgument, "-Protocol HTTPS needs -CertificateArn.", "Give the ARN of a certificate of Certificate Manager in this region.");
        }

        if (Protocol == "HTTP" && CertificateArn is not null)
        {
            throw AwsOpsException.BadArgument(nameof(CertificateArn), CertificateArn, "a certificate serves -Protocol HTTPS only;", "give -Protocol HTTPS, or leave the certificate out.");
        }

        // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html
        if (Arns.Region(CertificateArn) is { } region && region != aws.Region)
        {
            throw AwsOpsException.BadArgument(nameof(CertificateArn), CertificateArn, $"the certificate is of {region}, and the load balancer will be in {aws.Region}.", "Give a certificate of the same region.");
        }
    }

    private async Task<LoadBalancer> WaitAsync(LoadBalancers balancers, LoadBalancer balancer)
    {
        try
        {
            return await balancers.WaitActiveAsync(balancer, TimeSpan.FromSeconds(TimeoutSeconds), StopToken);
        }
        catch (TimeoutException)
        {
            // It is there, whole, and on its way: whoever asked gets it besides the error.
            WriteObject(balancer);
            throw;
        }
    }

    private CreateTargetGroupRequest TargetGroup(string vpc, IReadOnlyList<(string Key, string Value)> tags) => new()
    {
        Name = LoadBalancerName,
        Protocol = ProtocolEnum.HTTP,
        Port = TargetPort,
        VpcId = vpc,
        TargetType = TargetTypeEnum.Instance,
        HealthCheckPath = HealthCheckPath,
        Tags = Elb(tags),
    };

    private CreateLoadBalancerRequest Balancer(List<string> subnets, List<string> securityGroups, IReadOnlyList<(string Key, string Value)> tags) => new()
    {
        Name = LoadBalancerName,
        Type = LoadBalancerTypeEnum.Application,
        Scheme = Internal ? LoadBalancerSchemeEnum.Internal : LoadBalancerSchemeEnum.InternetFacing,
        Subnets = subnets,
        SecurityGroups = securityGroups,
        Tags = Elb(tags),
    };

    private CreateListenerRequest Listener(int port, IReadOnlyList<(string Key, string Value)> tags) => new()
    {
        Protocol = Protocol,
        Port = port,
        Certificates = CertificateArn is null ? null : [new Certificate { CertificateArn = CertificateArn }],
        SslPolicy = CertificateArn is null ? null : TlsPolicy,
        Tags = Elb(tags),
    };
}
