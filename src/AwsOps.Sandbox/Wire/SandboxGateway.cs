using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Wire;

/// <summary>Answers HTTP requests from a cloud: the sandbox's front door, shared by all transports.</summary>
internal sealed class SandboxGateway(SandboxCloud cloud)
{
    /// <summary>The answer, or null when an injected fault drops the connection.</summary>
    public async Task<WireResponse?> AnswerAsync(WireRequest request, CancellationToken cancellationToken)
    {
        var form = Form(request);
        ServiceModel? service = null;
        OperationModel? operation = null;
        var protocol = ServiceRouter.ProtocolOf(request, null);
        ApiAnswer answer;
        try
        {
            var authentication = Authenticate(request, protocol);
            service = ServiceRouter.FindService(request, authentication, form);
            protocol = ServiceRouter.ProtocolOf(request, service);
            if (service is null)
            {
                throw authentication is null
                    ? AuthenticationErrors.Missing("query")
                    : NotSimulated.UnknownService(authentication.SigningName, ServiceRouter.Value(form, "Version"));
            }

            var call = ServiceRouter.Route(request, service, protocol, form);
            operation = call.Operation;
            var caller = Resolve(authentication, operation);
            answer = cloud.Invoke(new ApiRequest(service.Name, operation.Name, protocol.Read(request, call))
            {
                Region = authentication?.Region ?? ServiceRouter.RegionOfHost(request),
                Caller = caller,
                UserAgent = request.Header("User-Agent") ?? request.Header("x-amz-user-agent"),
            });
        }
        catch (AwsError error)
        {
            return protocol.WriteError(service, operation, error, NewRequestId());
        }

        if (answer.Latency > TimeSpan.Zero)
        {
            await Task.Delay(answer.Latency, cancellationToken).ConfigureAwait(false);
        }

        return answer switch
        {
            { Dropped: true } => null,
            { Error: { } error } => protocol.WriteError(service, operation, error, answer.RequestId),
            _ => protocol.Write(operation, answer.Output, answer.RequestId),
        };
    }

    private static Authentication? Authenticate(WireRequest request, WireProtocol protocol)
    {
        try
        {
            return Authentication.Parse(request);
        }
        catch (FormatException)
        {
            throw AuthenticationErrors.Incomplete(protocol == WireProtocol.Json ? "json" : "query");
        }
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Form(WireRequest request)
    {
        if (request.Header("Content-Type")?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true && request.Body.Length > 0)
        {
            return [.. FormText.Parse(System.Text.Encoding.UTF8.GetString(request.Body), plusIsSpace: true), .. request.Query];
        }

        return request.Query;
    }

    private Caller? Resolve(Authentication? authentication, OperationModel operation)
    {
        if (authentication is null)
        {
            return operation.Unsigned ? null : throw AuthenticationErrors.Missing(operation.Service.Protocol);
        }

        lock (cloud.Gate)
        {
            return cloud.Credentials.Resolve(authentication.AccessKeyId, authentication.SessionToken, operation.Service.Protocol);
        }
    }

    private string NewRequestId()
    {
        lock (cloud.Gate)
        {
            return cloud.Ids.Uuid();
        }
    }
}
