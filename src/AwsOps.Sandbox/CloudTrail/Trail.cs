using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudTrail;

/// <summary>Trails whose home is an account's region.</summary>
#pragma warning disable CS9113 // Scope.Get makes every state with its scope.
internal sealed class TrailState(Scope scope)
#pragma warning restore CS9113
{
    public SortedDictionary<string, Trail> Trails { get; } = new(StringComparer.Ordinal);
}

/// <summary>A trail.</summary>
internal sealed class Trail(string name, string arn, Scope home)
{
    public string Name { get; } = name;

    public string Arn { get; } = arn;

    public Scope Home { get; } = home;

    public Struct Settings { get; } = new() { ["IncludeGlobalServiceEvents"] = true, ["IsMultiRegionTrail"] = false, ["LogFileValidationEnabled"] = false, ["IsOrganizationTrail"] = false };

    public bool IsLogging { get; set; }

    public DateTime? Started { get; set; }

    public DateTime? Stopped { get; set; }

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>Basic selectors: those of a new trail until others are put.</summary>
    public IReadOnlyList<Struct>? Selectors { get; set; } =
        [new Struct { ["ReadWriteType"] = "All", ["IncludeManagementEvents"] = true, ["DataResources"] = new List<object?>(), ["ExcludeManagementEventSources"] = new List<object?>() }];

    public IReadOnlyList<Struct>? AdvancedSelectors { get; set; }

    public Struct Render(bool whole)
    {
        var shown = new Struct { ["Name"] = Name, ["TrailARN"] = Arn };
        foreach (var (member, value) in Settings)
        {
            shown[member] = value;
        }

        if (Settings.String("SnsTopicName") is { } topic)
        {
            shown["SnsTopicARN"] = topic.StartsWith("arn:", StringComparison.Ordinal) ? topic : $"arn:aws:sns:{Home.Region}:{Home.Account}:{topic}";
        }

        if (whole)
        {
            shown["HomeRegion"] = Home.Region;
            shown["HasCustomEventSelectors"] = AdvancedSelectors is not null || Selectors!.Any(static selector => selector.String("ReadWriteType") != "All" || selector.Structs("DataResources").Count > 0);
            shown["HasInsightSelectors"] = false;
        }

        return shown;
    }

    public Struct RenderSelectors() => new()
    {
        ["TrailARN"] = Arn,
        ["EventSelectors"] = Selectors?.ToList<object?>(),
        ["AdvancedEventSelectors"] = AdvancedSelectors?.ToList<object?>(),
    };
}
