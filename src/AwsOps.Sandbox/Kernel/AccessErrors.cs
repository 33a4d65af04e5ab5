namespace AwsOps.Sandbox.Kernel;

/// <summary>
/// Access errors in each service's code
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html has the message's form).
/// </summary>
internal static class AccessErrors
{
    /// <param name="operation">The call that was denied.</param>
    /// <param name="caller">Who called.</param>
    /// <param name="resource">ARN of the resource; null where the service names none.</param>
    /// <param name="because">The closing clause, from "because"; null for the usual one.</param>
    /// <param name="action">The action that was missing, where it is not the operation's own.</param>
    /// <param name="reason">The deciding statement in words, for the trail.</param>
    public static AwsError Denied(OperationModel operation, Caller caller, string? resource, string? because = null, string? action = null, string? reason = null)
    {
        action ??= operation.Action;
        var service = operation.Service;
        var on = resource is null ? "" : $" on resource: {resource}";
        var message = $"User: {caller.Arn} is not authorized to perform: {action}{on} {because ?? $"because no identity-based policy allows the {action} action"}";
        return service.Protocol switch
        {
            "ec2" => new AwsError("UnauthorizedOperation", $"You are not authorized to perform this operation. {message}", 403) { Reason = reason },
            "rest-xml" => new AwsError("AccessDenied", message, 403) { Reason = reason },
            "query" => new AwsError(service.Name == "sns" ? "AuthorizationError" : "AccessDenied", message, 403) { Reason = reason },
            "rest-json" => new AwsError("AccessDeniedException", message, 403) { Reason = reason },
            _ => new AwsError("AccessDeniedException", message) { Reason = reason },
        };
    }
}
