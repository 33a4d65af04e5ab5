using AwsOps.SdkGenerator.Model;

namespace AwsOps.SdkGenerator.Code;

/// <summary>Writes the client, its interface and its configuration.</summary>
internal sealed class ClientWriter(ServiceModel model, Source source)
{
    private const string Core = "Amazon.Runtime";

    private readonly Values _values = new(model);
    private readonly string _prefix = model.Service.Prefix;
    private readonly string _client = model.Service.Prefix + "Client";
    private readonly string _config = model.Service.Prefix + "Config";
    private readonly string _factory = PaginatorWriter.FactoryName(model);
    private readonly bool _paginates = PaginatorWriter.Paginates(model);

    public void Write()
    {
        Interface();
        Config();
        Client();
    }

    private void Interface()
    {
        source.Block($"public partial interface I{_prefix} : {Core}.IAmazonService, System.IDisposable", () =>
        {
            if (_paginates)
            {
                source.Line($"I{_factory} Paginators {{ get; }}");
            }

            foreach (var operation in model.Operations)
            {
                source.Line(Signature(operation) + ";");
            }

            source.Line($"{Core}.Endpoints.Endpoint DetermineServiceOperationEndpoint({Core}.AmazonWebServiceRequest request);");
            source.Line($"static {Core}.ClientConfig {Core}.IAmazonService.CreateDefaultClientConfig() => new {_config}();");
            source.Line($"static {Core}.IAmazonService {Core}.IAmazonService.CreateDefaultServiceClient({Core}.AWSCredentials awsCredentials, {Core}.ClientConfig clientConfig) => new {_client}(awsCredentials, ({_config})clientConfig);");
        });
    }

    private void Config()
    {
        var endpointPrefix = (string)model.Metadata["endpointPrefix"]!;
        var signingName = (string?)model.Metadata["signingName"] ?? endpointPrefix;
        source.Block($"public partial class {_config} : {Core}.ClientConfig", () =>
        {
            source.Line($"private static readonly string UserAgentString = Amazon.Util.Internal.InternalSDKUtils.BuildUserAgentString({Source.Quote(model.ServiceId.Replace(' ', '_'))}, typeof({_config}).Assembly.GetName().Version.ToString(3));");
            source.Block($"public {_config}() : base(new {Core}.Internal.DefaultConfigurationProvider(DefaultConfigurations.All))", () =>
            {
                source.Line($"base.ServiceId = {Source.Quote(model.ServiceId)};");
                source.Line($"AuthenticationServiceName = {Source.Quote(signingName)};");
                source.Line($"EndpointProvider = {EndpointWriter.ClassName(model)}.Provider;");
            });
            source.Line($"public static new string ServiceId => {Source.Quote(model.ServiceId)};");
            source.Line($"public override string RegionEndpointServiceName => {Source.Quote(endpointPrefix)};");
            source.Line($"public override string ServiceVersion => {Source.Quote(model.ApiVersion)};");
            source.Line("public override string UserAgent => UserAgentString;");
            source.Line($"public override {Core}.Endpoints.Endpoint DetermineServiceOperationEndpoint({Core}.Endpoints.ServiceOperationEndpointParameters parameters) => EndpointHandler.Resolve(this, parameters);");
        });
    }

    private void Client()
    {
        source.Block($"public partial class {_client} : {Core}.AmazonServiceClient, I{_prefix}", () =>
        {
            source.Line($"private static readonly {Core}.Internal.IServiceMetadata Metadata = new Metadata({Source.Quote(model.ServiceId)});");
            source.Line($"private static readonly {Protocol()};");
            Constructors();
            if (_paginates)
            {
                source.Line($"public I{_factory} Paginators => field ??= new {_factory}(this);");
            }

            source.Line($"protected override {Core}.Internal.IServiceMetadata ServiceMetadata => Metadata;");
            source.Line($"public {Core}.Endpoints.Endpoint DetermineServiceOperationEndpoint({Core}.AmazonWebServiceRequest request) => Config.DetermineServiceOperationEndpoint(new(request));");
            source.Block($"protected override void CustomizeRuntimePipeline({Core}.Internal.RuntimePipeline pipeline)", () =>
            {
                source.Line($"pipeline.RemoveHandler<{Core}.Internal.EndpointResolver>();");
                source.Line($"pipeline.AddHandlerAfter<{Core}.Internal.Marshaller>(new EndpointHandler());");
                source.Line($"pipeline.AddHandlerAfter<{Core}.Internal.Marshaller>(new AuthHandler());");
            });
            foreach (var operation in model.Operations)
            {
                source.Line($"public virtual {Signature(operation)} => InvokeAsync<Model.{operation.Response}>(request, {Invocation(operation)}, cancellationToken);");
            }

            Errors();
        });
    }

    private void Constructors()
    {
        foreach (var (parameters, chain) in new[]
        {
            ("", $"base(new {_config}())"),
            ("Amazon.RegionEndpoint region", $"base(new {_config} {{ RegionEndpoint = region }})"),
            ($"{_config} config", "base(config)"),
            ($"{Core}.AWSCredentials credentials", $"this(credentials, new {_config}())"),
            ($"{Core}.AWSCredentials credentials, Amazon.RegionEndpoint region", $"this(credentials, new {_config} {{ RegionEndpoint = region }})"),
            ($"{Core}.AWSCredentials credentials, {_config} clientConfig", "base(credentials, clientConfig)"),
            ("string awsAccessKeyId, string awsSecretAccessKey", $"this(awsAccessKeyId, awsSecretAccessKey, new {_config}())"),
            ("string awsAccessKeyId, string awsSecretAccessKey, Amazon.RegionEndpoint region", $"this(awsAccessKeyId, awsSecretAccessKey, new {_config} {{ RegionEndpoint = region }})"),
            ($"string awsAccessKeyId, string awsSecretAccessKey, {_config} clientConfig", "base(awsAccessKeyId, awsSecretAccessKey, clientConfig)"),
            ("string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken", $"this(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new {_config}())"),
            ("string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, Amazon.RegionEndpoint region", $"this(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new {_config} {{ RegionEndpoint = region }})"),
            ($"string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, {_config} clientConfig", "base(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, clientConfig)"),
        })
        {
            source.Line($"public {_client}({parameters}) : {chain} {{ }}");
        }
    }

    private string Protocol()
    {
        var common = $"{Source.Quote(model.Service.Namespace)}, {Source.Quote(model.ApiVersion)}, static e => new {_prefix}Exception(e), Error";
        if (model.IsQuery)
        {
            return $"QueryProtocol Protocol = new({common})";
        }

        return model.IsRest
            ? $"JsonProtocol Protocol = new({common}, null, \"application/json\")"
            : $"JsonProtocol Protocol = new({common}, {Source.Quote((string)model.Metadata["targetPrefix"]!)}, \"application/x-amz-json-{(string)model.Metadata["jsonVersion"]!}\", {(model.Metadata.ContainsKey("awsQueryCompatible") ? "true" : "false")})";
    }

    private string Signature(Operation operation) =>
        $"System.Threading.Tasks.Task<Model.{operation.Response}> {operation.Name}Async(Model.{operation.Request} request, System.Threading.CancellationToken cancellationToken = default)";

    private string Invocation(Operation operation)
    {
        var read = $"Model.{operation.Response}.Read";
        var codes = string.Join(", ", operation.Errors.Select(static error => Source.Quote(error.ErrorCode)).Distinct());
        if (model.IsQuery)
        {
            return $"Protocol.Operation(\"{operation.Name}\", {Source.QuoteOrNull(operation.ResultWrapper)}, {read}, [{codes}]{(operation.IsCompressed ? ", compressed: true" : "")})";
        }

        if (!model.IsRest)
        {
            return $"Protocol.Operation(\"{operation.Name}\", {read}, [{codes}])";
        }

        var hasBody = operation.Input?.Members.Any(static member => member.Location is null) ?? false;
        var hasQuery = operation.Input?.Members.Any(static member => member.Location == "querystring") ?? false;
        return $"Protocol.RestOperation(\"{operation.Method}\", {Source.Quote(operation.Path)}, {(hasBody ? "true" : "false")}, {(hasQuery ? "true" : "false")}, {read}, [{codes}])";
    }

    private void Errors()
    {
        source.Block($"private static {Core}.AmazonServiceException Error({Core}.Internal.ErrorResponse e, ResponseNode n, {Core}.Internal.Transform.IWebResponseData headers) => e.Code switch", () =>
        {
            foreach (var shape in model.Exceptions())
            {
                var members = shape.Members.Select(member => member.Location is null
                    ? $"{member.Property} = {_values.Read(member)}"
                    : member.Shape.Type is "integer" or "string"
                        ? $"{member.Property} = headers.{(member.Shape.Type == "integer" ? "Int" : "Text")}({Source.Quote(member.WireName)})"
                        : throw new ModelException($"{model.Service.Model}: {shape.Name}.{member.Name} is a {member.Shape.Type} in a header, which the generator does not know"));
                var initializer = shape.Members.Count == 0 ? "" : $" {{ {string.Join(", ", members)} }}";
                source.Line($"{Source.Quote(shape.ErrorCode)} => new Model.{shape.ClassName}(e){initializer},");
            }

            source.Line("_ => null,");
        }, "};");
    }
}
