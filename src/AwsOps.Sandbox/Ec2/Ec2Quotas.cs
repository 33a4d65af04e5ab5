namespace AwsOps.Sandbox.Ec2;

/// <summary>
/// How much of a thing an account may have, by default; raising a quota is setting it here.
/// https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
/// </summary>
internal sealed class Ec2Quotas
{
    /// <summary>Network ACLs of a VPC, the default one included.</summary>
    public int NetworkAclsPerVpc { get; init; } = 200;

    /// <summary>Rules of a network ACL: each direction and each family for itself, the rule * included.</summary>
    public int RulesPerNetworkAcl { get; init; } = 20;

    /// <summary>Security groups of a region.</summary>
    public int SecurityGroupsPerRegion { get; init; } = 2500;

    /// <summary>Rules of a security group: each direction and each family for itself.</summary>
    public int RulesPerSecurityGroup { get; init; } = 60;

    /// <summary>Security groups of a network interface.</summary>
    public int SecurityGroupsPerInterface { get; init; } = 5;
}
