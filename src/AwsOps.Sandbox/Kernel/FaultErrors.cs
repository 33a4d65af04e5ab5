namespace AwsOps.Sandbox.Kernel;

/// <summary>The errors of injected faults, in each service's own code.</summary>
internal static class FaultErrors
{
    extension(FaultRule rule)
    {
        /// <summary>True when the call isn't carried out.</summary>
        public bool Prevents => rule.Kind is not (FaultKind.Latency or FaultKind.DropResponse);

        /// <summary>True when no answer reaches the client.</summary>
        public bool Drops => rule.Kind is FaultKind.DropRequest or FaultKind.DropResponse;

        public AwsError Error(OperationModel operation, Call call) => rule.Kind switch
        {
            FaultKind.Throttle => Throttling(operation.Service),
            FaultKind.Unavailable => Unavailable(operation.Service),
            FaultKind.AccessDenied => AccessErrors.Denied(operation, call.Caller, null),
            FaultKind.DropRequest => new AwsError("ConnectionDropped", "An injected fault broke the connection before the call was carried out.", 500),
            _ => Internal(operation.Service),
        };
    }

    /// <summary>Codes per https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html and each service's list of errors.</summary>
    private static AwsError Throttling(ServiceModel service) => service.Name switch
    {
        "ec2" => new AwsError("RequestLimitExceeded", "Request limit exceeded.", 503),
        "s3" => new AwsError("SlowDown", "Please reduce your request rate.", 503),
        "kms" => new AwsError("ThrottlingException", "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls."),
        "servicequotas" => new AwsError("TooManyRequestsException", "Rate exceeded"),
        "accessanalyzer" => new AwsError("ThrottlingException", "Rate exceeded", 429),
        _ when service.Protocol == "query" => new AwsError("Throttling", "Rate exceeded"),
        _ => new AwsError("ThrottlingException", "Rate exceeded"),
    };

    private static AwsError Internal(ServiceModel service) => service.Protocol switch
    {
        "ec2" => new AwsError("InternalError", "An internal error has occurred", 500),
        "rest-xml" => new AwsError("InternalError", "We encountered an internal error. Please try again.", 500),
        "query" => new AwsError("InternalFailure", "The request processing has failed because of an unknown error, exception or failure.", 500),
        _ => new AwsError("InternalServerException", "An internal error occurred.", 500),
    };

    private static AwsError Unavailable(ServiceModel service) => service.Protocol switch
    {
        "ec2" => new AwsError("Unavailable", "The server is overloaded and can't handle the request.", 503),
        "rest-xml" => new AwsError("ServiceUnavailable", "Service is unable to handle request.", 503),
        "query" => new AwsError("ServiceUnavailable", "The request has failed due to a temporary failure of the server.", 503),
        _ => new AwsError("ServiceUnavailableException", "The request has failed due to a temporary failure of the server.", 503),
    };
}
