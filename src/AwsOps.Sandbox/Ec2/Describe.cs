using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>What every Describe operation does alike: ids, filters, pages.</summary>
internal static class Describe
{
    /// <summary>The resources with the ids of the request (all of them when it names none), filtered.</summary>
    /// <exception cref="AwsError">The type's not-found error, for the first id that is not there.</exception>
    public static IEnumerable<T> Select<T>(Struct request, ResourceTable<T> table, string idsMember, Filters<T> filters, string filterMember = "Filters")
        where T : Ec2Resource
    {
        var ids = request.Strings(idsMember);
        IEnumerable<T> chosen = ids.Count == 0 ? table : ids.Distinct(StringComparer.Ordinal).Select(id => table.Get(id)).ToList();
        return filters.Apply(request, chosen, filterMember);
    }

    /// <summary>A page of the answer: the list under <paramref name="member"/>, and NextToken.</summary>
    public static Struct Answer<T>(Struct request, IEnumerable<T> chosen, string member, Func<T, Struct> render, int maximum = 1000)
    {
        var (page, next) = Page.Of(
            chosen.ToList(),
            request.String("NextToken"),
            Math.Min(request.Int("MaxResults") ?? maximum, maximum),
            static () => new AwsError("InvalidParameterValue", "Unable to parse pagination token"));
        return new Struct { { member, page.Select(render).ToList() }, { "NextToken", next } };
    }

    /// <summary>Both.</summary>
    public static Struct List<T>(Struct request, ResourceTable<T> table, string idsMember, Filters<T> filters, string member, Func<T, Struct> render)
        where T : Ec2Resource => Answer(request, Select(request, table, idsMember, filters), member, render);
}
