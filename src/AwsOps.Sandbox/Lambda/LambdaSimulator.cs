using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Lambda;

/// <summary>The functions of an account in a region.</summary>
#pragma warning disable CS9113 // Scope.Get makes every state with its scope.
internal sealed class LambdaState(Scope scope)
#pragma warning restore CS9113
{
    public SortedDictionary<string, LambdaFunction> Functions { get; } = new(StringComparer.Ordinal);
}

/// <summary>A function: its settings and who may invoke it. Its code has no simulated life.</summary>
internal sealed class LambdaFunction(string name, string arn, string role, DateTime changed)
{
    public string Name { get; } = name;

    public string Arn { get; } = arn;

    public string Role { get; } = role;

    public DateTime Changed { get; } = changed;

    public string? Runtime { get; init; }

    public string? Handler { get; init; }

    public string? Description { get; init; }

    public int Timeout { get; init; } = 3;

    public int MemorySize { get; init; } = 128;

    public long CodeSize { get; init; }

    /// <summary>Statements of its policy by their ids, in the order added.</summary>
    public List<(string Id, JsonObject Statement)> Statements { get; } = [];

    /// <summary>The policy as GetPolicy tells it; null for none.</summary>
    public string? Policy => Statements.Count == 0
        ? null
        : new JsonObject { ["Version"] = "2012-10-17", ["Id"] = "default", ["Statement"] = new JsonArray([.. Statements.Select(static each => each.Statement.DeepClone())]) }.ToJsonString(LambdaSimulator.Plain);
}

/// <summary>Lambda, as far as functions and their policies go: https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html</summary>
internal sealed class LambdaSimulator : ServiceSimulator
{
    internal static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public LambdaSimulator()
        : base("lambda")
    {
        On("CreateFunction", Create);
        On("ListFunctions", static (call, input) =>
        {
            var (page, next) = Page.Of([.. call.Scope.Get<LambdaState>().Functions.Values], input.String("Marker"), input.Int("MaxItems") ?? 50, static () => Invalid("The marker is invalid."));
            return new Struct { ["Functions"] = page.Select(static function => Render(function)).ToList<object?>(), ["NextMarker"] = next };
        });
        On("AddPermission", AddPermission);
        On("RemovePermission", static (call, input) =>
        {
            var id = input.String("StatementId")!;
            return Find(call, input).Statements.RemoveAll(each => each.Id == id) > 0 ? null : throw NotFound($"Statement {id} is not found in resource policy.");
        });
        On("GetPolicy", static (call, input) => new Struct { ["Policy"] = Find(call, input).Policy ?? throw NotFound("The resource you requested does not exist.") });
    }

    private static AwsError NotFound(string message) => new("ResourceNotFoundException", message, 404);

    private static AwsError Invalid(string message) => new("InvalidParameterValueException", message);

    /// <summary>The name in a name, a partial ARN or an ARN, with or without a version.</summary>
    private static string Name(Struct input)
    {
        var parts = input.String("FunctionName")!.Split(':');
        var function = Array.IndexOf(parts, "function");
        return function >= 0 ? parts[function + 1] : parts[0];
    }

    private static LambdaFunction Find(Call call, Struct input)
    {
        var name = Name(input);
        return call.Scope.Get<LambdaState>().Functions.GetValueOrDefault(name) ?? throw NotFound($"Function not found: {call.Arn("lambda", "function:" + name)}");
    }

    private static Struct Create(Call call, Struct input)
    {
        var name = Name(input);
        var functions = call.Scope.Get<LambdaState>().Functions;
        if (functions.ContainsKey(name))
        {
            throw new AwsError("ResourceConflictException", $"Function already exist: {name}", 409);
        }

        var function = new LambdaFunction(name, call.Arn("lambda", "function:" + name), input.String("Role")!, call.Now)
        {
            Runtime = input.String("Runtime"),
            Handler = input.String("Handler"),
            Description = input.String("Description"),
            Timeout = input.Int("Timeout") ?? 3,
            MemorySize = input.Int("MemorySize") ?? 128,
            CodeSize = (input.Child("Code")?["ZipFile"] as byte[])?.Length ?? 0,
        };
        functions.Add(name, function);
        return Render(function);
    }

    private static Struct Render(LambdaFunction function) => new()
    {
        ["FunctionName"] = function.Name,
        ["FunctionArn"] = function.Arn,
        ["Runtime"] = function.Runtime,
        ["Role"] = function.Role,
        ["Handler"] = function.Handler,
        ["Description"] = function.Description,
        ["Timeout"] = function.Timeout,
        ["MemorySize"] = function.MemorySize,
        ["CodeSize"] = function.CodeSize,
        ["Version"] = "$LATEST",
        ["PackageType"] = "Zip",
        ["LastModified"] = function.Changed.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture),
    };

    /// <summary>https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html</summary>
    private static Struct AddPermission(Call call, Struct input)
    {
        var function = Find(call, input);
        var id = input.String("StatementId")!;
        if (function.Statements.Exists(each => each.Id == id))
        {
            throw new AwsError("ResourceConflictException", $"The statement id ({id}) provided already exists. Please provide a new statement id, or remove the existing statement.", 409);
        }

        var statement = new JsonObject
        {
            ["Sid"] = id,
            ["Effect"] = "Allow",
            ["Principal"] = Principal(input.String("Principal")!),
            ["Action"] = input.String("Action"),
            ["Resource"] = input.String("Qualifier") is { } qualifier ? $"{function.Arn}:{qualifier}" : function.Arn,
        };
        var equal = new JsonObject();
        Add(equal, "AWS:SourceAccount", input.String("SourceAccount"));
        Add(equal, "aws:PrincipalOrgID", input.String("PrincipalOrgID"));
        Add(equal, "lambda:EventSourceToken", input.String("EventSourceToken"));
        Add(equal, "lambda:FunctionUrlAuthType", input.String("FunctionUrlAuthType"));
        var condition = new JsonObject();
        if (equal.Count > 0)
        {
            condition["StringEquals"] = equal;
        }

        if (input.String("SourceArn") is { } source)
        {
            condition["ArnLike"] = new JsonObject { ["AWS:SourceArn"] = source };
        }

        if (condition.Count > 0)
        {
            statement["Condition"] = condition;
        }

        function.Statements.Add((id, statement));
        return new Struct { ["Statement"] = statement.ToJsonString(Plain) };
    }

    private static void Add(JsonObject condition, string key, string? value)
    {
        if (value is not null)
        {
            condition[key] = value;
        }
    }

    private static JsonNode Principal(string principal) =>
        principal == "*" ? "*"
        : principal.Contains(".amazonaws.com", StringComparison.Ordinal) ? new JsonObject { ["Service"] = principal }
        : principal.Length == 12 && principal.All(char.IsAsciiDigit) ? new JsonObject { ["AWS"] = $"arn:aws:iam::{principal}:root" }
        : principal.StartsWith("arn:", StringComparison.Ordinal) ? new JsonObject { ["AWS"] = principal }
        : throw Invalid("The provided principal was invalid. Please check the principal and try again.");
}
