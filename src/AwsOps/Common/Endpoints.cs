using System.Management.Automation;

namespace AwsOps.Common;

/// <summary>Endpoints of one's own instead of AWS's. The SDK itself reads the variable; here it is checked, and named to people.</summary>
/// <remarks>https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html</remarks>
internal static class Endpoints
{
    /// <summary>The variable that gives one for all services.</summary>
    public const string Variable = "AWS_ENDPOINT_URL";

    /// <summary>What the variable gives; null when it is not set or told to be ignored.</summary>
    public static string? FromEnvironment =>
        string.Equals(Environment.GetEnvironmentVariable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), "true", StringComparison.OrdinalIgnoreCase)
            ? null
            : Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } url ? url : null;

    /// <summary>Checks the endpoint that will be used.</summary>
    /// <param name="endpoint">The -EndpointUrl parameter; null when not given.</param>
    /// <returns>True when there is one, from the parameter or the variable.</returns>
    public static bool Check(Uri? endpoint)
    {
        if (endpoint is not null)
        {
            return IsUrl(endpoint) ? true : throw Bad("-EndpointUrl", endpoint.ToString());
        }

        return FromEnvironment is { } url && (Uri.TryCreate(url, UriKind.Absolute, out var own) && IsUrl(own) ? true : throw Bad(Variable, url));
    }

    private static bool IsUrl(Uri url) => url.IsAbsoluteUri && url.Scheme is ("http" or "https");

    private static SessionException Bad(string source, string value) =>
        new("InvalidEndpointUrl", ErrorCategory.InvalidArgument, $"{source} '{value}' is not an absolute http or https URL.", "For example: http://127.0.0.1:5000");
}
