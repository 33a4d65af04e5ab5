using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>A launch template and its versions.</summary>
internal sealed class LaunchTemplate(string id, string name, DateTime created, string createdBy) : Ec2Resource(id)
{
    public override string ResourceType => "launch-template";

    public string LaunchTemplateName { get; } = name;

    public DateTime CreateTime { get; } = created;

    public string CreatedBy { get; } = createdBy;

    public SortedDictionary<long, LaunchTemplateVersion> Versions { get; } = [];

    public long DefaultVersionNumber { get; set; } = 1;

    /// <summary>The highest number ever given; a deleted version's number is not used again.</summary>
    public long LatestVersionNumber { get; set; }
}

/// <summary>One immutable version.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Description">Null when none was given.</param>
/// <param name="CreateTime">When, UTC.</param>
/// <param name="CreatedBy">ARN of the caller.</param>
/// <param name="Data">LaunchTemplateData as it was sent.</param>
internal sealed record LaunchTemplateVersion(long Number, string? Description, DateTime CreateTime, string CreatedBy, Struct Data);

/// <summary>What a reference to a launch template (id or name, and version) stands for at this moment.</summary>
/// <param name="Template">The template.</param>
/// <param name="Version">The version that <c>$Latest</c>, <c>$Default</c> or the number means now.</param>
internal sealed record ResolvedLaunchTemplate(LaunchTemplate Template, LaunchTemplateVersion Version)
{
    /// <summary>LaunchTemplateData.</summary>
    public Struct Data => Version.Data;
}
