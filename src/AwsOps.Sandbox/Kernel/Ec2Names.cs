namespace AwsOps.Sandbox.Kernel;

/// <summary>Names of EC2's request parameters.</summary>
internal static class Ec2Names
{
    /// <summary>
    /// The query name if the model has one, else the wire name with its first letter raised
    /// (https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html#query-key-resolution).
    /// </summary>
    public static string Of(Member member) =>
        member.QueryName ?? (member.LocationName is { Length: > 0 } name ? char.ToUpperInvariant(name[0]) + name[1..] : member.Name);
}
