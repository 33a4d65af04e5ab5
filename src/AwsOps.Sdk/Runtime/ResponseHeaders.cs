using System.Globalization;
using Amazon.Runtime.Internal.Transform;

namespace AwsOps.Sdk.Runtime;

/// <summary>Reads members that travel in response headers.</summary>
internal static class ResponseHeaders
{
    /// <summary>A whole number in a header, or null.</summary>
    public static int? Int(this IWebResponseData? response, string name) =>
        response is not null
        && response.IsHeaderPresent(name)
        && int.TryParse(response.GetHeaderValue(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    /// <summary>A header's text, or null.</summary>
    public static string? Text(this IWebResponseData? response, string name) =>
        response is not null && response.IsHeaderPresent(name) ? response.GetHeaderValue(name) : null;
}
