using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.ElasticLoadBalancing;

/// <summary>Pages and names, the same in all Describe operations of this service.</summary>
internal static class ElbPage
{
    /// <summary>A page of at most 400, with NextMarker.</summary>
    public static Struct Of<T>(Struct request, IEnumerable<T> items, string member, Func<T, Struct> render)
    {
        var (page, next) = Page.Of(
            items.ToList(),
            request.String("Marker"),
            request.Int("PageSize") ?? 400,
            static () => new AwsError("ValidationError", "Invalid marker"));
        return new Struct { { member, page.Select(render).ToList() }, { "NextMarker", next } };
    }

    /// <summary>
    /// At most 32 letters, digits and hyphens, no hyphen first or last; a load balancer's does not begin with <c>internal-</c>.
    /// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
    /// </summary>
    public static string CheckName(string? name, string what)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw new AwsError("ValidationError", $"{what} name must be specified");
        }

        if (name.Length > 32)
        {
            throw new AwsError("ValidationError", $"{what} name '{name}' cannot be longer than '32' characters");
        }

        if (!name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            throw new AwsError("ValidationError", $"{what} name '{name}' can only contain characters that are alphanumeric characters and hyphens(-)");
        }

        if (name[0] == '-' || name[^1] == '-')
        {
            throw new AwsError("ValidationError", $"{what} name '{name}' cannot begin or end with a hyphen(-)");
        }

        return name;
    }
}
