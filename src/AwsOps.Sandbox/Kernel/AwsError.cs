namespace AwsOps.Sandbox.Kernel;

/// <summary>An error as AWS answers it: code, message, HTTP status. Thrown by simulators, rendered by the wire protocol.</summary>
public sealed class AwsError : Exception
{
    /// <summary>An error with its code and message.</summary>
    /// <param name="code">The code AWS documents, e.g. <c>InvalidGroup.NotFound</c>.</param>
    /// <param name="message">The message AWS answers.</param>
    /// <param name="status">HTTP status; 400 unless AWS documents another.</param>
    public AwsError(string code, string message, int status = 400)
        : base(message)
    {
        Code = code;
        Status = status;
    }

    /// <summary>AWS error code.</summary>
    public string Code { get; }

    /// <summary>The code of the service's older query protocol, where it is another: clients that spoke it still go by it.</summary>
    public string? QueryCode { get; init; }

    /// <summary>HTTP status.</summary>
    public int Status { get; }

    /// <summary>For a denied call, the deciding statement in words; it goes into the trail, not to the caller.</summary>
    public string? Reason { get; init; }

    /// <summary>Further members of the modelled error shape, where it has any.</summary>
    public Struct? Detail { get; init; }
}
