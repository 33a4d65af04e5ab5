namespace AwsOps.Sandbox.Kernel;

/// <summary>
/// Refusals of credentials, in each protocol's code: the pages of common errors,
/// e.g. https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html,
/// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html and
/// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html.
/// </summary>
internal static class AuthenticationErrors
{
    public static AwsError Missing(string protocol) => protocol switch
    {
        "rest-xml" => new AwsError("AccessDenied", "Access Denied", 403),
        "json" => new AwsError("MissingAuthenticationTokenException", "Missing Authentication Token"),
        "rest-json" => new AwsError("MissingAuthenticationTokenException", "Missing Authentication Token", 403),
        _ => new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403),
    };

    public static AwsError Incomplete(string protocol) => protocol switch
    {
        "rest-xml" => new AwsError("AuthorizationHeaderMalformed", "The authorization header that you provided is not valid."),
        "json" or "rest-json" => new AwsError("IncompleteSignatureException", "The Authorization header has no Credential of the form key/date/region/service/aws4_request."),
        _ => new AwsError("IncompleteSignature", "The Authorization header has no Credential of the form key/date/region/service/aws4_request."),
    };

    public static AwsError UnknownKey(string protocol) => protocol switch
    {
        "ec2" => new AwsError("AuthFailure", "AWS was not able to validate the provided access credentials", 401),
        "rest-xml" => new AwsError("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", 403),
        "json" => new AwsError("UnrecognizedClientException", "The security token included in the request is invalid."),
        "rest-json" => new AwsError("UnrecognizedClientException", "The security token included in the request is invalid.", 403),
        _ => new AwsError("InvalidClientTokenId", "The security token included in the request is invalid.", 403),
    };

    public static AwsError Expired(string protocol) => protocol switch
    {
        "ec2" => new AwsError("RequestExpired", "Request has expired."),
        "rest-xml" => new AwsError("ExpiredToken", "The provided token has expired."),
        "json" => new AwsError("ExpiredTokenException", "The security token included in the request is expired"),
        "rest-json" => new AwsError("ExpiredTokenException", "The security token included in the request is expired", 403),
        _ => new AwsError("ExpiredToken", "The security token included in the request is expired", 403),
    };
}
