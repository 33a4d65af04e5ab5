using System.Reflection;
using System.Text.Json.Nodes;
using Amazon.Runtime;

namespace AwsOps.Sdk.Tests.Differential;

/// <summary>A service with both its clients: the official package's and the generated one.</summary>
public sealed class ServicePair
{
    private const string GeneratedRoot = "AwsOps.Differential.";

    private ServicePair(string model, string prefix, Type officialConfig)
    {
        Model = model;
        Prefix = prefix;
        Official = officialConfig.Assembly;
        Namespace = officialConfig.Namespace!;
    }

    /// <summary>The pairs, by name of their model.</summary>
    public static IReadOnlyDictionary<string, ServicePair> All { get; } = new ServicePair[]
    {
        new("sts", "AmazonSecurityTokenService", typeof(Amazon.SecurityToken.AmazonSecurityTokenServiceConfig)),
        new("kms", "AmazonKeyManagementService", typeof(Amazon.KeyManagementService.AmazonKeyManagementServiceConfig)),
        new("ssm", "AmazonSimpleSystemsManagement", typeof(Amazon.SimpleSystemsManagement.AmazonSimpleSystemsManagementConfig)),
        new("sqs", "AmazonSQS", typeof(Amazon.SQS.AmazonSQSConfig)),
        new("sso", "AmazonSSO", typeof(Amazon.SSO.AmazonSSOConfig)),
        new("ssooidc", "AmazonSSOOIDC", typeof(Amazon.SSOOIDC.AmazonSSOOIDCConfig)),
    }.ToDictionary(static pair => pair.Model);

    /// <summary>The models, as data of theories.</summary>
    public static TheoryData<string> Models => new(All.Keys);

    /// <summary>Every operation of every model, as data of theories.</summary>
    public static TheoryData<string, string> Operations
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var pair in All.Values)
            {
                foreach (var (operation, _) in pair.Description["operations"]!.AsObject())
                {
                    data.Add(pair.Model, operation);
                }
            }

            return data;
        }
    }

    /// <summary>Assembly of the generated clients.</summary>
    public static Assembly Generated { get; } = typeof(AwsOps.Differential.SecurityToken.AmazonSecurityTokenServiceConfig).Assembly;

    public string Model { get; }

    public string Prefix { get; }

    /// <summary>Assembly of the official client.</summary>
    public Assembly Official { get; }

    /// <summary>Namespace of the official client.</summary>
    public string Namespace { get; }

    /// <summary>Namespace of the generated client.</summary>
    public string GeneratedNamespace => GeneratedRoot + Namespace["Amazon.".Length..];

    /// <summary>The trimmed model.</summary>
    public JsonObject Description => field ??= Load();

    /// <summary>The public generated types of this service.</summary>
    public IEnumerable<Type> GeneratedTypes =>
        Generated.GetExportedTypes().Where(type => type.Namespace == GeneratedNamespace || type.Namespace == GeneratedNamespace + ".Model");

    /// <summary>The official type of the same name; null when there is none.</summary>
    public Type? OfficialOf(Type generated) => Official.GetType(Namespace + generated.FullName![GeneratedNamespace.Length..]);

    /// <summary>A type of one side by its name below the service's namespace.</summary>
    public Type Type(bool official, string name) =>
        (official ? Official.GetType($"{Namespace}.{name}") : Generated.GetType($"{GeneratedNamespace}.{name}"))
        ?? throw new InvalidOperationException($"{Model} has no {(official ? "official" : "generated")} {name}");

    /// <summary>A client of one side that sends through <paramref name="handler"/>.</summary>
    public AmazonServiceClient Client(bool official, HttpMessageHandler handler)
    {
        var config = Config(official);
        config.HttpClientFactory = new HandlerFactory(handler);
        config.RegionEndpoint = Amazon.RegionEndpoint.EUWest1;
        config.MaxErrorRetry = 0;
        return (AmazonServiceClient)Activator.CreateInstance(
            Type(official, Prefix + "Client"),
            new SessionAWSCredentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "token"),
            config)!;
    }

    /// <summary>A configuration of one side.</summary>
    public ClientConfig Config(bool official) => (ClientConfig)Activator.CreateInstance(Type(official, Prefix + "Config"))!;

    /// <summary>Calls an operation and gives what it answers or throws.</summary>
    public static async Task<object> Call(AmazonServiceClient client, string operation, object request)
    {
        var method = client.GetType().GetMethod(operation + "Async", [request.GetType(), typeof(CancellationToken)])!;
        try
        {
            var task = (Task)method.Invoke(client, [request, TestContext.Current.CancellationToken])!;
            await task;
            return task.GetType().GetProperty("Result")!.GetValue(task)!;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return error;
        }
    }

    private JsonObject Load()
    {
        using var stream = typeof(ServicePair).Assembly.GetManifestResourceStream($"Models/{Model}.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }

    private sealed class HandlerFactory(HttpMessageHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }
}
