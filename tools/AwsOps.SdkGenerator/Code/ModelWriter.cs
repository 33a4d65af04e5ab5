using AwsOps.SdkGenerator.Model;

namespace AwsOps.SdkGenerator.Code;

/// <summary>Writes requests, responses, the structures in them, exceptions and enumerations.</summary>
internal sealed class ModelWriter(ServiceModel model, Source source)
{
    private readonly Values _values = new(model);

    private string RequestBase => model.Service.Prefix + "Request";

    private string ExceptionBase => model.Service.Prefix + "Exception";

    public void Enums()
    {
        foreach (var shape in model.Enums())
        {
            var name = shape.ClassName;
            source.Block($"public class {name} : Amazon.Runtime.ConstantClass", () =>
            {
                foreach (var (constant, value) in shape.EnumValues.Select(static value => (Naming.Constant(value), value)).DistinctBy(static pair => pair.Item1))
                {
                    source.Line($"public static readonly {name} {constant} = new({Source.Quote(value)});");
                }

                source.Line($"public {name}(string value) : base(value) {{ }}");
                source.Line($"public static {name} FindValue(string value) => FindValue<{name}>(value);");
                source.Line($"public static implicit operator {name}(string value) => FindValue(value);");
            });
        }
    }

    public void ExceptionRoot() => ExceptionClass(ExceptionBase, "Amazon.Runtime.AmazonServiceException", static () => { });

    public void RequestRoot() => source.Line($"public class {RequestBase} : Amazon.Runtime.AmazonWebServiceRequest {{ }}");

    public void Exceptions()
    {
        foreach (var shape in model.Exceptions())
        {
            ExceptionClass(shape.ClassName, ExceptionBase, () =>
            {
                Properties(shape);
                if (shape.RetryThrottled is { } throttled)
                {
                    source.Line($"public override Amazon.Runtime.RetryableDetails Retryable => new({(throttled ? "true" : "false")});");
                }
            });
        }
    }

    public void Structures()
    {
        foreach (var shape in model.Structures())
        {
            source.Block($"public partial class {shape.ClassName} : IStructure", () =>
            {
                Properties(shape);
                Write(shape);
                Read(shape.ClassName, shape);
            });
        }
    }

    public void Operations()
    {
        foreach (var operation in model.Operations)
        {
            var wire = model.IsRest ? "IRestRequest" : "IStructure";
            source.Block($"public partial class {operation.Request} : {RequestBase}, {wire}{(operation.IsAnonymous ? ", IAnonymousRequest" : "")}", () =>
            {
                Properties(operation.Input);
                Write(operation.Input);
                if (model.IsRest)
                {
                    Bind(operation.Input);
                }
            });
            source.Block($"public partial class {operation.Response} : Amazon.Runtime.AmazonWebServiceResponse", () =>
            {
                Properties(operation.Output);
                Read(operation.Response, operation.Output);
            });
        }
    }

    private void ExceptionClass(string name, string root, Action members)
    {
        source.Block($"public partial class {name} : {root}", () =>
        {
            foreach (var (parameters, arguments) in new[]
            {
                ("", ""),
                ("string message", "message"),
                ("string message, System.Exception innerException", "message, innerException"),
                ("System.Exception innerException", "innerException"),
                ("string message, Amazon.Runtime.ErrorType errorType, string errorCode, string requestId, System.Net.HttpStatusCode statusCode", "message, errorType, errorCode, requestId, statusCode"),
                ("string message, System.Exception innerException, Amazon.Runtime.ErrorType errorType, string errorCode, string requestId, System.Net.HttpStatusCode statusCode", "message, innerException, errorType, errorCode, requestId, statusCode"),
            })
            {
                source.Line($"public {name}({parameters}) : base({arguments}) {{ }}");
            }

            // What every error answer makes.
            source.Line($"internal {name}(Amazon.Runtime.Internal.ErrorResponse e) : base(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, e.StatusCode) {{ }}");
            members();
        });
    }

    private void Properties(Shape? shape)
    {
        foreach (var member in shape?.Members ?? [])
        {
            source.Line($"public {_values.Property(member)} {member.Property} {{ get; set; }}{_values.Initializer(member)}");
        }
    }

    private void Write(Shape? shape)
    {
        source.Block("void IStructure.Write(StructureWriter w)", () =>
        {
            foreach (var member in (shape?.Members ?? []).Where(static member => member.Location is null))
            {
                source.Line(_values.Write(member));
            }
        });
    }

    private void Bind(Shape? shape)
    {
        source.Block("void IRestRequest.Bind(RestBinder b)", () =>
        {
            foreach (var member in (shape?.Members ?? []).Where(static member => member.Location is not null))
            {
                var name = Source.Quote(member.WireName);
                if (member.Location == "querystring" && shape!.Required.Contains(member.Name))
                {
                    source.Line($"b.Require({member.Property}, \"{member.Property}\");");
                }

                source.Line(member.Location switch
                {
                    "uri" => $"b.Path({name}, {member.Property}, \"{member.Property}\");",
                    "querystring" => $"b.Query({name}, {member.Property});",
                    _ => $"b.Header({name}, {member.Property});",
                });
            }
        });
    }

    private void Read(string name, Shape? shape)
    {
        var members = shape?.Members ?? [];
        if (members.Any(static member => member.Location is not null) && name.EndsWith("Response", StringComparison.Ordinal))
        {
            throw new ModelException($"{model.Service.Model}: {shape!.Name} has members outside the body of a response, which the generator does not know");
        }

        if (members.Count == 0)
        {
            source.Line($"internal static {name} Read(ResponseNode n) => new();");
            return;
        }

        source.Block($"internal static {name} Read(ResponseNode n) => new()", () =>
        {
            foreach (var member in members)
            {
                source.Line($"{member.Property} = {_values.Read(member)},");
            }
        }, "};");
    }
}
