using System.Text.Json;

namespace AwsOps.Sandbox.Kernel;

/// <summary>One operation of an AWS API model.</summary>
internal sealed class OperationModel
{
    private readonly ServiceModel _model;
    private readonly string? _input;
    private readonly string? _output;
    private readonly string[] _errors;
    private Shape[]? _errorShapes;

    public OperationModel(ServiceModel model, string name, JsonElement json)
    {
        _model = model;
        Name = name;
        if (json.TryGetProperty("http", out var http))
        {
            Method = http.Text("method") ?? "POST";
            RequestUri = http.Text("requestUri") ?? "/";
            ResponseCode = http.TryGetProperty("responseCode", out var code) ? code.GetInt32() : 200;
        }

        if (json.TryGetProperty("input", out var input))
        {
            _input = input.Text("shape");
        }

        if (json.TryGetProperty("output", out var output))
        {
            _output = output.Text("shape");
            ResultWrapper = output.Text("resultWrapper");
        }

        _errors = json.TryGetProperty("errors", out var errors) ? [.. errors.EnumerateArray().Select(error => error.Text("shape")!)] : [];
        Unsigned = json.Text("authtype") == "none";
        IsReadOnly = ReadOnlyOperations.Contains(model.Name, name);
    }

    public string Name { get; }

    public ServiceModel Service => _model;

    public string Method { get; } = "POST";

    public string RequestUri { get; } = "/";

    public int ResponseCode { get; } = 200;

    public string? ResultWrapper { get; }

    /// <summary>True when the request needs no signature.</summary>
    public bool Unsigned { get; }

    /// <summary>True when it changes nothing in the account.</summary>
    public bool IsReadOnly { get; }

    /// <summary>IAM action that a caller needs, e.g. <c>autoscaling:CreateAutoScalingGroup</c>.</summary>
    public string Action => field ??= IamActions.Of(_model, Name);

    public Shape? Input => field ??= _input is null ? null : _model.Shape(_input);

    public Shape? Output => field ??= _output is null ? null : _model.Shape(_output);

    /// <summary>The modelled error with this code on the wire.</summary>
    public Shape? FindError(string code) => (_errorShapes ??= [.. _errors.Select(_model.Shape)])
        .FirstOrDefault(error => (error.ErrorCode ?? error.Name) == code);
}
