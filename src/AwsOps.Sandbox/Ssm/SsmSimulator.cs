using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ssm;

/// <summary>Parameter Store. https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html</summary>
internal sealed class SsmSimulator : ServiceSimulator
{
    public SsmSimulator()
        : base("ssm")
    {
        On("GetParameter", Get);
        On("GetParameters", GetSeveral);
        On("GetParametersByPath", GetByPath);
        On("PutParameter", Put);
        On("DeleteParameter", Delete);
        On("DescribeParameters", Describe);
    }

    private static Struct Get(Call call, Struct request)
    {
        var name = request.String("Name")!;
        return new Struct { { "Parameter", View(call, Find(call, name) ?? throw NotFound(name), request) } };
    }

    private static Struct GetSeveral(Call call, Struct request)
    {
        var names = request.Strings("Names");
        return new Struct
        {
            { "Parameters", names.Select(n => Find(call, n)).OfType<Parameter>().Select(p => View(call, p, request)).ToList() },
            { "InvalidParameters", names.Where(n => Find(call, n) is null).ToList() },
        };
    }

    private static Struct GetByPath(Call call, Struct request)
    {
        var path = request.String("Path")!;
        if (!path.StartsWith('/'))
        {
            throw new AwsError("ValidationException", "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward slash \"/\".");
        }

        var prefix = path.EndsWith('/') ? path : path + "/";
        var state = call.Scope.Get<SsmState>();
        var found = state.Own.Values.Concat(state.Published.Values)
            .Where(p => p.Name.StartsWith(prefix, StringComparison.Ordinal) && (request.Bool("Recursive") == true || !p.Name[prefix.Length..].Contains('/')))
            .OrderBy(static p => p.Name, StringComparer.Ordinal)
            .ToList();
        var (page, next) = Page.Of(found, request.String("NextToken"), request.Int("MaxResults") ?? 10, InvalidToken);
        return new Struct { { "Parameters", page.Select(p => View(call, p, request)).ToList() }, { "NextToken", next } };
    }

    private static Struct Put(Call call, Struct request)
    {
        var state = call.Scope.Get<SsmState>();
        var name = request.String("Name")!;
        var root = name.TrimStart('/').Split('/')[0];
        if (root.StartsWith("aws", StringComparison.OrdinalIgnoreCase) || root.StartsWith("ssm", StringComparison.OrdinalIgnoreCase))
        {
            // https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
            throw new AwsError("ValidationException", "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).");
        }

        if (state.Own.TryGetValue(name, out var old) && request.Bool("Overwrite") != true)
        {
            throw new AwsError("ParameterAlreadyExists", "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.");
        }

        var type = request.String("Type") ?? old?.Type ?? throw new AwsError("ValidationException", "A parameter type is required when you create a parameter.");
        var value = request.String("Value")!;
        if (request.String("Tier") is not ("Advanced" or "Intelligent-Tiering") && value.Length > 4096)
        {
            throw new AwsError("ValidationException", "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.");
        }

        var parameter = new Parameter(name, value, type, call.Now, request.String("DataType") ?? old?.DataType ?? "text")
        {
            Version = (old?.Version ?? 0) + 1,
            Description = request.String("Description") ?? old?.Description,
            KeyId = type == "SecureString" ? request.String("KeyId") ?? "alias/aws/ssm" : null,
            LastModifiedUser = call.Caller.Arn,
        };
        state.Own[name] = parameter;
        return new Struct { { "Version", parameter.Version }, { "Tier", request.String("Tier") == "Advanced" ? "Advanced" : "Standard" } };
    }

    private static Struct? Delete(Call call, Struct request)
    {
        var name = request.String("Name")!;
        return call.Scope.Get<SsmState>().Own.Remove(name) ? [] : throw NotFound(name);
    }

    private static Struct Describe(Call call, Struct request)
    {
        IEnumerable<Parameter> found = call.Scope.Get<SsmState>().Own.Values;
        foreach (var filter in request.Structs("ParameterFilters"))
        {
            var (key, option, values) = (filter.String("Key"), filter.String("Option") ?? "Equals", filter.Strings("Values"));
            Func<Parameter, string?> field = key switch
            {
                "Name" => static p => p.Name,
                "Type" => static p => p.Type,
                "KeyId" => static p => p.KeyId,
                "DataType" => static p => p.DataType,
                _ => throw new AwsError("InvalidFilterKey", $"The specified key isn't valid: {key}."),
            };
            found = found.Where(p => values.Any(v => option switch
            {
                "BeginsWith" => field(p)?.StartsWith(v, StringComparison.Ordinal) == true,
                "Contains" => field(p)?.Contains(v, StringComparison.Ordinal) == true,
                _ => field(p) == v,
            }));
        }

        var (page, next) = Page.Of(found.ToList(), request.String("NextToken"), request.Int("MaxResults") ?? 50, InvalidToken);
        return new Struct
        {
            {
                "Parameters", page.Select(p => new Struct
                {
                    { "Name", p.Name },
                    { "ARN", Arn(call, p) },
                    { "Type", p.Type },
                    { "KeyId", p.KeyId },
                    { "Version", p.Version },
                    { "Description", p.Description },
                    { "DataType", p.DataType },
                    { "LastModifiedDate", p.LastModified },
                    { "LastModifiedUser", p.LastModifiedUser },
                    { "Tier", "Standard" },
                }).ToList()
            },
            { "NextToken", next },
        };
    }

    /// <summary>By name or by ARN; <c>name:3</c> only when 3 is the current version, as older ones are not kept.</summary>
    private static Parameter? Find(Call call, string name)
    {
        var marker = name.IndexOf(":parameter/", StringComparison.Ordinal);
        if (marker >= 0)
        {
            name = name[(marker + ":parameter".Length)..];
        }

        var state = call.Scope.Get<SsmState>();
        var colon = name.IndexOf(':');
        if (colon < 0)
        {
            return state.Find(name) ?? (marker >= 0 ? state.Find(name[1..]) : null);
        }

        return state.Find(name[..colon]) is not { } parameter
            ? null
            : parameter.Version.ToString(System.Globalization.CultureInfo.InvariantCulture) == name[(colon + 1)..]
                ? parameter
                : throw new AwsError("ParameterVersionNotFound", $"Systems Manager could not find version {name[(colon + 1)..]} of {name[..colon]}.");
    }

    private static AwsError NotFound(string name) => new("ParameterNotFound", $"Parameter {name} not found.");

    private static AwsError InvalidToken() => new("InvalidNextToken", "The specified token isn't valid.");

    private static string Arn(Call call, Parameter parameter) =>
        call.Scope.Get<SsmState>().Own.ContainsKey(parameter.Name)
            ? call.Arn("ssm", "parameter" + (parameter.Name.StartsWith('/') ? parameter.Name : "/" + parameter.Name))
            : $"arn:aws:ssm:{call.Region}::parameter{parameter.Name}";

    private static Struct View(Call call, Parameter parameter, Struct request) => new()
    {
        { "Name", parameter.Name },
        { "ARN", Arn(call, parameter) },
        { "Type", parameter.Type },

        // Undecrypted it is ciphertext; what stands here is not the value, and that is all that can be relied on.
        { "Value", parameter.Type == "SecureString" && request.Bool("WithDecryption") != true ? "AQICAH" + Ec2.StableId.Of(parameter.Value) : parameter.Value },
        { "Version", parameter.Version },
        { "DataType", parameter.DataType },
        { "LastModifiedDate", parameter.LastModified },
    };
}
