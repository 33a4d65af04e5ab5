using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Checks of parameters that many operations share.</summary>
internal static class Check
{
    /// <summary>An IPv4 block, canonical.</summary>
    public static Cidr Ipv4(string? text, string parameter) => Cidr.TryParse(text, out var cidr) && !cidr.IsIpv6
        ? cidr.Canonical
        : throw new AwsError("InvalidParameterValue", $"Value ({text}) for parameter {parameter} is invalid. This is not a valid CIDR block.");

    /// <summary>A member that the model does not require but the operation does.</summary>
    public static string Required(Struct request, string member) => request.String(member)
        ?? throw new AwsError("MissingParameter", $"The request must contain the parameter {char.ToLowerInvariant(member[0])}{member[1..]}");
}
