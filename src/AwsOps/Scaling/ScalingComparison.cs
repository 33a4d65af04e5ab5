namespace AwsOps;

/// <summary>A replay of a group's own history beside that history.</summary>
public sealed class ScalingComparison
{
    internal ScalingComparison(string group, DateTime from, DateTime to, IReadOnlyList<ScalingDifference> differences, ScalingFit fit, ScalingRehearsal model, IReadOnlyList<string> assumptions)
    {
        ScalingGroupName = group;
        From = from;
        To = to;
        Difference = [.. differences];
        Fit = fit;
        Model = model;
        Assumption = [.. assumptions];
        Same = differences.Count(static row => row.Match == "Same");
        Differ = differences.Count(static row => row.Match == "SizeDiffers");
        OnlyHistory = differences.Count(static row => row.Match == "OnlyHistory");
        OnlyModel = differences.Count(static row => row.Match == "OnlyModel");
    }

    /// <summary>Group that is compared.</summary>
    public string ScalingGroupName { get; }

    /// <summary>Begin of the window, UTC.</summary>
    public DateTime From { get; }

    /// <summary>End of the window, UTC.</summary>
    public DateTime To { get; }

    /// <summary>Each change of the desired capacity, in history and in the model.</summary>
    public IReadOnlyList<ScalingDifference> Difference { get; }

    /// <summary>Lags and thresholds found in history; hand it to the next replay with -Fit.</summary>
    public ScalingFit Fit { get; }

    /// <summary>The replay, with the fit.</summary>
    public ScalingRehearsal Model { get; }

    /// <summary>What was assumed of group and load.</summary>
    public IReadOnlyList<string> Assumption { get; }

    /// <summary>Changes to the same size.</summary>
    public int Same { get; }

    /// <summary>Changes to different sizes.</summary>
    public int Differ { get; }

    /// <summary>Changes that only history has.</summary>
    public int OnlyHistory { get; }

    /// <summary>Changes that only the model has.</summary>
    public int OnlyModel { get; }
}

/// <summary>A change of the desired capacity, in a group's history and in the replay of it.</summary>
/// <param name="HistoryTime">When the group changed, UTC; null when only the model did.</param>
/// <param name="HistoryBefore">The group's desired capacity before; null when only the model changed.</param>
/// <param name="HistoryAfter">The group's desired capacity after; null when only the model changed.</param>
/// <param name="ModelTime">When the model changed, UTC, to the minute; null when only the group did.</param>
/// <param name="ModelBefore">The model's desired capacity before; null when only the group changed.</param>
/// <param name="ModelAfter">The model's desired capacity after; null when only the group changed.</param>
/// <param name="Cause">What changed it, in AWS's words, or the model's.</param>
public sealed record ScalingDifference(DateTime? HistoryTime, int? HistoryBefore, int? HistoryAfter, DateTime? ModelTime, int? ModelBefore, int? ModelAfter, string Cause)
{
    /// <summary>Minutes by which history came after the model; null when only one of them changed.</summary>
    public int? LagMinutes => HistoryTime is { } history && ModelTime is { } model ? (int)Math.Floor((history - model).TotalMinutes) : null;

    /// <summary>Same, SizeDiffers, OnlyHistory or OnlyModel.</summary>
    public string Match => HistoryTime is null ? "OnlyModel" : ModelTime is null ? "OnlyHistory" : HistoryAfter == ModelAfter ? "Same" : "SizeDiffers";
}
