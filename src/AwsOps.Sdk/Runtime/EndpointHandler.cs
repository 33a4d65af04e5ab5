using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util;

namespace AwsOps.Sdk.Runtime;

/// <summary>Collects what the endpoint rules ask for: region, FIPS, dual-stack, a custom endpoint.</summary>
internal sealed class EndpointHandler : BaseEndpointResolver
{
    /// <summary>Resolves the endpoint of a request outside a call.</summary>
    public static Amazon.Runtime.Endpoints.Endpoint Resolve(ClientConfig config, ServiceOperationEndpointParameters parameters)
    {
        var context = new RequestContext(false)
        {
            ClientConfig = config,
            OriginalRequest = parameters.Request,
            Request = new DefaultRequest(parameters.Request, ((IClientConfig)config).ServiceId) { AlternateEndpoint = parameters.AlternateEndpoint },
        };
        return new EndpointHandler().GetEndpoint(new Amazon.Runtime.Internal.ExecutionContext(context, null));
    }

    protected override void ServiceSpecificHandler(IExecutionContext executionContext, EndpointParameters parameters) =>
        InjectHostPrefix(executionContext.RequestContext);

    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext)
    {
        var config = requestContext.ClientConfig;
        var region = config.RegionEndpoint?.SystemName;
        if (region is null && !string.IsNullOrEmpty(config.ServiceURL))
        {
            // A custom endpoint: the region to sign for is given beside it, or read from its host name.
            region = !string.IsNullOrEmpty(config.AuthenticationRegion)
                ? config.AuthenticationRegion
                : RegionEndpoint.GetBySystemName(AWSSDKUtils.DetermineRegion(config.ServiceURL)).SystemName;
        }

        return new EndpointParameters
        {
            // A name that older configurations use for us-east-1 with a regional endpoint.
            ["Region"] = requestContext.Request.AlternateEndpoint?.SystemName ?? (region == "us-east-1-regional" ? "us-east-1" : region),
            ["UseDualStack"] = config.UseDualstackEndpoint,
            ["UseFIPS"] = config.UseFIPSEndpoint,
            ["Endpoint"] = config.ServiceURL,
        };
    }
}

/// <summary>Runs a service's endpoint rules.</summary>
/// <param name="parameters">The parameters that the rules know, with their defaults.</param>
/// <param name="resolve">The rules.</param>
internal sealed class RuleEndpointProvider(
    IReadOnlyDictionary<string, object?> parameters,
    Func<Dictionary<string, object?>, Amazon.Runtime.Endpoints.Endpoint> resolve) : IEndpointProvider
{
    public Amazon.Runtime.Endpoints.Endpoint ResolveEndpoint(EndpointParameters endpointParameters)
    {
        ArgumentNullException.ThrowIfNull(endpointParameters);
        var values = new Dictionary<string, object?>();
        foreach (var (name, value) in parameters)
        {
            values[name] = endpointParameters[name] ?? value;
        }

        return resolve(values);
    }
}
