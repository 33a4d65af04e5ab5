using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch;

/// <summary>https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html</summary>
internal static class ListMetrics
{
    private const int PageSize = 500;

    public static void Register(ServiceSimulator service) => service.On("ListMetrics", Handle);

    private static Struct? Handle(Call call, Struct request)
    {
        var recent = request.String("RecentlyActive") switch
        {
            null => DateTime.MinValue,
            "PT3H" => call.Now.AddHours(-3),
            var other => throw CloudWatchErrors.InvalidValue($"The value {other} for parameter RecentlyActive is invalid. It must be PT3H."),
        };
        var filters = request.Structs("Dimensions");
        var metrics = call.Scope.Get<CloudWatchState>().Metrics.Listed
            .Where(s => s.LastUpdate >= recent)
            .Select(static s => s.Id)
            .Where(id => (request.String("Namespace") ?? id.Namespace) == id.Namespace
                && (request.String("MetricName") ?? id.Name) == id.Name
                && filters.All(f => id.Dimension(f.String("Name")!) is { } value && (f.String("Value") ?? value) == value))
            .ToList();
        var (items, next) = Page.Of(metrics, request.String("NextToken"), PageSize, () => CloudWatchErrors.InvalidValue("The NextToken is invalid."));
        return new Struct
        {
            ["Metrics"] = items.Select(static m => m.ToStruct()).ToList(),
            ["NextToken"] = next,
            ["OwningAccounts"] = request.Bool("IncludeLinkedAccounts") == true ? items.Select(_ => call.Account).ToList() : null,
        };
    }
}
