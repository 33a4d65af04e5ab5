using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Text.RegularExpressions;
using Amazon.Runtime;

namespace AwsOps.Common;

/// <summary>Turns failures into error records: stable id, true category, the resource as target, AWS's code and request id, and advice.</summary>
internal static partial class ErrorRecords
{
    /// <summary>The error record of a failure.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="target">The resource it is about, unless the failure names one.</param>
    /// <param name="cmdlet">The cmdlet that failed.</param>
    /// <param name="after">What the cmdlet had done before; null for nothing.</param>
    public static ErrorRecord From(Exception exception, object? target, AwsOpsCmdlet cmdlet, string? after = null)
    {
        var failure = exception as AwsOpsException ?? Translate(exception, cmdlet);
        if (after is not null)
        {
            failure = failure.And(after);
        }

        var record = new ErrorRecord(failure, failure.ErrorId, failure.Category, failure.Target ?? target);
        if (failure.RecommendedAction is { } action)
        {
            record.ErrorDetails = new ErrorDetails(failure.Message) { RecommendedAction = action };
        }

        return record;
    }

    /// <summary>An SDK or system exception as this module's own.</summary>
    public static AwsOpsException Translate(Exception exception, AwsOpsCmdlet? cmdlet = null) => exception switch
    {
        AwsOpsException own => own,
        AmazonServiceException aws => FromService(aws, cmdlet),
        AmazonClientException client when Own(client) is { } own => own,
        AmazonClientException client => new SessionException("ClientFailure", ErrorCategory.ConnectionError, client.Message, "Check credentials, region and network; -Debug names the sources used.", client),
        HttpRequestException http => new AwsOpsException("ConnectionFailed", ErrorCategory.ConnectionError, $"AWS could not be reached: {http.Message}", "Check the network, the region and -EndpointUrl.", http),
        IOException io => new AwsOpsException("ConnectionFailed", ErrorCategory.ConnectionError, $"The connection to AWS broke: {io.Message}", "Check the network, the region and -EndpointUrl.", io),
        TimeoutException timeout => new AwsOpsException("TimedOut", ErrorCategory.OperationTimeout, timeout.Message, null, timeout),
        OperationCanceledException cancelled => new AwsOpsException("TimedOut", ErrorCategory.OperationTimeout, "AWS did not answer in time.", "Try again; check the network and -EndpointUrl.", cancelled),
        ArgumentException argument => new AwsOpsException("InvalidArgument", ErrorCategory.InvalidArgument, argument.Message, null, argument),
        _ => new AwsOpsException("Unexpected" + exception.GetType().Name, ErrorCategory.NotSpecified, exception.Message, null, exception),
    };

    /// <summary>This module's own failure in an exception of the SDK, which wraps what a callback throws (an MFA code that nobody typed).</summary>
    private static AwsOpsException? Own(Exception? exception)
    {
        while (exception is not null and not AwsOpsException)
        {
            exception = exception.InnerException;
        }

        return (AwsOpsException?)exception;
    }

    private static AwsOpsException FromService(AmazonServiceException aws, AwsOpsCmdlet? cmdlet)
    {
        var code = string.IsNullOrEmpty(aws.ErrorCode) ? aws.StatusCode.ToString() : aws.ErrorCode;
        if (code == "0" || (aws.StatusCode == 0 && aws.InnerException is HttpRequestException))
        {
            return new AwsOpsException("ConnectionFailed", ErrorCategory.ConnectionError, $"AWS could not be reached: {aws.InnerException?.Message ?? aws.Message}", "Check the network, the region and -EndpointUrl.", aws);
        }

        var category = CategoryOf(code, aws.StatusCode);
        var request = string.IsNullOrEmpty(aws.RequestId) ? string.Empty : $", request {aws.RequestId}";
        return new AwsOpsException(code, category, string.Create(CultureInfo.InvariantCulture, $"{aws.Message.TrimEnd()} (AWS error {code}{request})"), Advice(code, category, aws, cmdlet), aws)
        {
            AwsErrorCode = code,
            AwsRequestId = aws.RequestId,
        };
    }

    private static ErrorCategory CategoryOf(string code, HttpStatusCode status)
    {
        bool Has(string part) => code.Contains(part, StringComparison.OrdinalIgnoreCase);
        if (Has("AccessDenied") || Has("Unauthorized") || Has("AuthorizationError") || Has("Forbidden") || code == "AuthFailure")
        {
            return ErrorCategory.PermissionDenied;
        }

        if (Has("ExpiredToken") || Has("InvalidClientTokenId") || Has("SignatureDoesNotMatch") || Has("UnrecognizedClient") || Has("MissingAuthenticationToken") || Has("OptInRequired") || Has("InvalidAccessKeyId"))
        {
            return ErrorCategory.AuthenticationError;
        }

        if (Has("Throttl") || Has("RequestLimitExceeded") || Has("TooManyRequests") || Has("SlowDown"))
        {
            return ErrorCategory.LimitsExceeded;
        }

        if (Has("NotFound") || Has("NoSuch") || Has("DoesNotExist") || status == HttpStatusCode.NotFound)
        {
            return ErrorCategory.ObjectNotFound;
        }

        if (Has("AlreadyExists") || Has("Duplicate"))
        {
            return ErrorCategory.ResourceExists;
        }

        if (Has("InUse") || Has("DependencyViolation") || Has("Conflict") || Has("InProgress") || Has("Contention"))
        {
            return ErrorCategory.ResourceBusy;
        }

        if (Has("LimitExceeded") || Has("QuotaExceeded") || Has("TooMany"))
        {
            return ErrorCategory.LimitsExceeded;
        }

        if ((int)status >= 500)
        {
            return ErrorCategory.ResourceUnavailable;
        }

        return Has("Invalid") || Has("Validation") || Has("Malformed") || Has("Missing") || Has("Unsupported")
            ? ErrorCategory.InvalidArgument
            : ErrorCategory.InvalidOperation;
    }

    private static string? Advice(string code, ErrorCategory category, AmazonServiceException aws, AwsOpsCmdlet? cmdlet) => category switch
    {
        ErrorCategory.PermissionDenied => MissingPermission(aws.Message, cmdlet),
        ErrorCategory.AuthenticationError => code.Contains("Expired", StringComparison.Ordinal)
            ? "The credentials have expired. Sign in again (for SSO: aws sso login), then Connect-AwsOps."
            : "AWS does not accept these credentials. -Debug names the source they came from.",
        ErrorCategory.LimitsExceeded when code.Contains("Throttl", StringComparison.OrdinalIgnoreCase) || code.Contains("RequestLimit", StringComparison.Ordinal) =>
            "AWS is throttling this account; the call was retried before this error. Wait a little, or do less at once.",
        ErrorCategory.ResourceUnavailable => "AWS failed on its side; the call was retried before this error. Try again later.",
        _ => null,
    };

    /// <summary>The policies, beside those of identities, whose silence AWS gives as the reason.</summary>
    private static readonly string[] Limits = ["permissions boundary", "session policy", "service control policy", "resource-based policy", "VPC endpoint policy"];

    private static string MissingPermission(string message, AwsOpsCmdlet? cmdlet)
    {
        var match = NotAuthorized().Match(message);
        var declared = cmdlet?.GetType().GetCustomAttributes(typeof(IamActionAttribute), false) is [IamActionAttribute attribute, ..] ? attribute.Actions : [];
        if (!match.Success)
        {
            return declared.Count == 0
                ? "The principal lacks a permission."
                : $"The principal lacks a permission. {cmdlet!.CommandName} needs: {string.Join(", ", declared)}.";
        }

        var action = match.Groups["action"].Value;
        var resource = match.Groups["resource"] is { Success: true, Value: { Length: > 0 } arn } ? arn : "*";
        if (message.Contains("with an explicit deny", StringComparison.Ordinal))
        {
            // "An explicit deny in any policy overrides any allow."
            return $"A Deny statement forbids {action}, and no Allow outweighs it: narrow that statement, or act as somebody else.";
        }

        var where = Limits.FirstOrDefault(limit => message.Contains($"because no {limit} allows", StringComparison.Ordinal)) is { } found ? $" for the {found}" : "";
        return $$"""Missing action: {{action}}. A statement that would allow it{{where}}: {"Effect":"Allow","Action":"{{action}}","Resource":"{{resource}}"}""";
    }

    // "User: arn:… is not authorized to perform: autoscaling:CreateAutoScalingGroup on resource: arn:… because …"
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
    [GeneratedRegex(@"not authorized to perform:? (?<action>[A-Za-z0-9-]+:[A-Za-z0-9]+)(?: on resource:? (?<resource>\S+))?", RegexOptions.CultureInvariant)]
    private static partial Regex NotAuthorized();
}
