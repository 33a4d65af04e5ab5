using System.Collections;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>
/// The filters of a Describe operation: name to the values a resource has for it. Several filters must all match; of one
/// filter's values any may. <c>*</c> stands for any text, <c>?</c> for at most one character, a backslash takes their meaning away.
/// Values are case-sensitive.
/// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
/// </summary>
internal sealed class Filters<T> : IEnumerable
    where T : Ec2Resource
{
    private readonly Dictionary<string, Func<T, IEnumerable<string?>>> _byName = new(StringComparer.Ordinal)
    {
        ["owner-id"] = static resource => [resource.OwnerId],
        ["tag-key"] = static resource => resource.Tags.Keys,
        ["tag-value"] = static resource => resource.Tags.Values,
    };

    /// <summary>Declares a filter with one value a resource.</summary>
    public void Add(string name, Func<T, string?> value) => _byName[name] = resource => [value(resource)];

    /// <summary>Declares a filter with several values a resource.</summary>
    public void Add(string name, Func<T, IEnumerable<string?>> values) => _byName.Add(name, values);

    /// <summary>Declares a yes-or-no filter.</summary>
    public void Add(string name, Func<T, bool> value) => _byName.Add(name, resource => [value(resource) ? "true" : "false"]);

    /// <summary>Declares a filter on a time, written as the API writes times.</summary>
    public void Add(string name, Func<T, DateTime> value) => _byName.Add(name, resource => [Render.Time(value(resource))]);

    /// <summary>The resources that all filters of the request match.</summary>
    /// <exception cref="AwsError">InvalidParameterValue for a name the operation does not have.</exception>
    public IEnumerable<T> Apply(Struct request, IEnumerable<T> resources, string member = "Filters")
    {
        foreach (var filter in request.Structs(member))
        {
            var name = filter.String("Name") ?? throw new AwsError("InvalidParameterValue", "The filter 'null' is invalid");
            var wanted = filter.Strings("Values");
            if (wanted.Count > 200)
            {
                // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html: up to 200 values a filter.
                throw new AwsError("FilterLimitExceeded", "The maximum number of filter values specified on a single call is 200");
            }

            Func<T, IEnumerable<string?>> have = name.StartsWith("tag:", StringComparison.Ordinal)
                ? resource => [resource.Tags.GetValueOrDefault(name[4..])]
                : _byName.GetValueOrDefault(name) ?? throw new AwsError("InvalidParameterValue", $"The filter '{name}' is invalid");
            resources = resources.Where(resource => have(resource).Any(value => value is not null && wanted.Any(pattern => Matches(pattern, value))));
        }

        return resources;
    }

    IEnumerator IEnumerable.GetEnumerator() => _byName.Keys.GetEnumerator();

    private static bool Matches(string pattern, string value) =>
        pattern.AsSpan().IndexOfAny('*', '?', '\\') < 0 ? pattern == value : Matches(pattern.AsSpan(), value.AsSpan());

    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> value)
    {
        while (!pattern.IsEmpty)
        {
            switch (pattern[0])
            {
                case '*':
                    for (var skip = 0; skip <= value.Length; skip++)
                    {
                        if (Matches(pattern[1..], value[skip..]))
                        {
                            return true;
                        }
                    }

                    return false;
                case '?':
                    return Matches(pattern[1..], value) || (!value.IsEmpty && Matches(pattern[1..], value[1..]));
                case '\\' when pattern.Length > 1:
                    pattern = pattern[1..];
                    break;
            }

            if (value.IsEmpty || pattern[0] != value[0])
            {
                return false;
            }

            pattern = pattern[1..];
            value = value[1..];
        }

        return value.IsEmpty;
    }
}
