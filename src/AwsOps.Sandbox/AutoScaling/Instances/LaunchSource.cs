namespace AwsOps.Sandbox.AutoScaling.Instances;

/// <summary>The launch template version or launch configuration that an instance came from; none of them for an attached instance.</summary>
internal sealed record LaunchSource
{
    public static LaunchSource None { get; } = new();

    public string? TemplateId { get; init; }

    public string? TemplateName { get; init; }

    public long TemplateVersion { get; init; }

    public string? ConfigurationName { get; init; }

    public DateTime ConfigurationCreated { get; init; }
}
