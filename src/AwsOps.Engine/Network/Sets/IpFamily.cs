namespace AwsOps.Engine.Network;

/// <summary>The version of the Internet Protocol. Rules, routes and addresses of the two never meet.</summary>
public enum IpFamily
{
    /// <summary>IPv4.</summary>
    IPv4,

    /// <summary>IPv6.</summary>
    IPv6,
}
