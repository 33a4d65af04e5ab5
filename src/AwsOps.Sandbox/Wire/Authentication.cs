namespace AwsOps.Sandbox.Wire;

/// <summary>
/// What the signature of a request says, from its header or its presigned query
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html).
/// </summary>
/// <param name="AccessKeyId">Who signed.</param>
/// <param name="SessionToken">The session's token, if any.</param>
/// <param name="Region">Region of the credential scope; null in SigV4A without a region set.</param>
/// <param name="SigningName">Service of the credential scope.</param>
internal sealed record Authentication(string AccessKeyId, string? SessionToken, string? Region, string SigningName)
{
    private const string Terminator = "aws4_request";

    /// <summary>The request's signature, or null when it has none.</summary>
    /// <exception cref="FormatException">It has one that isn't whole.</exception>
    public static Authentication? Parse(WireRequest request)
    {
        var token = request.Header("x-amz-security-token") ?? request.QueryValue("X-Amz-Security-Token");
        if (request.Header("Authorization") is { } header && header.StartsWith("AWS4-", StringComparison.Ordinal))
        {
            const string Field = "Credential=";
            var start = header.IndexOf(Field, StringComparison.Ordinal);
            var scope = start < 0 ? "" : header[(start + Field.Length)..].Split(',', ' ')[0];
            return Of(scope, token, request);
        }

        return request.QueryValue("X-Amz-Credential") is { } presigned ? Of(presigned, token, request) : null;
    }

    private static Authentication Of(string scope, string? token, WireRequest request) => scope.Split('/') switch
    {
        [var key, _, var region, var service, Terminator] when key.Length > 0 => new(key, token, region, service),

        // SigV4A leaves the region out of the scope.
        [var key, _, var service, Terminator] when key.Length > 0 => new(key, token, request.Header("x-amz-region-set")?.Split(',')[0], service),
        _ => throw new FormatException($"'{scope}' is not a credential scope."),
    };
}
