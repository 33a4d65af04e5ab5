using System.Net;
using Amazon;
using Amazon.Runtime;
using AwsOps.Sdk.Tests.Differential;

namespace AwsOps.Sdk.Tests.Clients;

/// <summary>Configurations of generated clients that are answered by a <see cref="Wire"/>.</summary>
internal static class Answered
{
    public static readonly BasicAWSCredentials Credentials = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

    public static Wire Xml(string body) => new(HttpStatusCode.OK, body);

    public static Wire Json(string body) => new(HttpStatusCode.OK, body) { ContentType = "application/json" };

    public static TConfig By<TConfig>(Wire wire)
        where TConfig : ClientConfig, new() =>
        new() { HttpClientFactory = new HandlerFactory(wire), RegionEndpoint = RegionEndpoint.EUWest1, MaxErrorRetry = 0 };

    private sealed class HandlerFactory(HttpMessageHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }
}
