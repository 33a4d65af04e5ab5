using System.Globalization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Util;

namespace AwsOps.Sdk.Runtime;

/// <summary>
/// Puts members into the path, the query string and headers of a request.
/// https://smithy.io/2.0/spec/http-bindings.html
/// </summary>
internal sealed class RestBinder(IRequest request, Func<string, AmazonServiceException> error)
{
    /// <summary>Binds a label of the path; empty, the path would be that of another operation.</summary>
    public void Path(string name, string? value, string property)
    {
        Require(value, property);
        request.AddPathResource("{" + name + "}", value);
    }

    /// <summary>Refuses a request without a member that it needs.</summary>
    public void Require(object? value, string property)
    {
        if (value is null or "")
        {
            throw error($"Request object does not have required field {property} set");
        }
    }

    public void Query(string name, string? value)
    {
        if (value is not null)
        {
            request.Parameters.Add(name, value);
        }
    }

    public void Query(string name, bool? value) => Query(name, value is { } set ? StringUtils.FromBool(set) : null);

    public void Query(string name, int? value) => Query(name, value?.ToString(CultureInfo.InvariantCulture));

    public void Query(string name, long? value) => Query(name, value?.ToString(CultureInfo.InvariantCulture));

    public void Query(string name, DateTime? value) =>
        Query(name, value is { } set ? StringUtils.FromDateTimeToISO8601WithOptionalMs(set) : null);

    public void Query(string name, List<string>? values)
    {
        if (values is { Count: > 0 })
        {
            request.ParameterCollection.Add(name, values);
        }
    }

    public void Header(string name, string? value)
    {
        if (value is not null)
        {
            request.Headers[name] = value;
        }
    }
}
