namespace AwsOps;

/// <summary>A launch template: what an instance of a scaling group is made from.</summary>
public sealed class LaunchTemplate : AwsResource
{
    internal LaunchTemplate(Common.AwsConnection aws, Amazon.EC2.Model.LaunchTemplate template, Amazon.EC2.Model.LaunchTemplateVersion? version)
        : base(aws)
    {
        var data = version?.LaunchTemplateData;
        LaunchTemplateName = template.LaunchTemplateName;
        LaunchTemplateId = template.LaunchTemplateId;
        Version = version?.VersionNumber ?? template.LatestVersionNumber ?? 0;
        DefaultVersion = template.DefaultVersionNumber ?? 0;
        LatestVersion = template.LatestVersionNumber ?? 0;
        CreatedTime = template.CreateTime?.ToUniversalTime();
        InstanceType = data?.InstanceType?.Value;
        ImageId = data?.ImageId;
        KeyName = data?.KeyName;
        InstanceProfileName = data?.IamInstanceProfile?.Name ?? data?.IamInstanceProfile?.Arn;
        SecurityGroupId = (string[])[.. data?.SecurityGroupIds ?? data?.NetworkInterfaces?.SelectMany(static card => card.Groups ?? []) ?? []];
        DetailedMonitoring = data?.Monitoring?.Enabled ?? false;
        CanHibernate = data?.HibernationOptions?.Configured ?? false;
        Tag = Common.Tags.From(template.Tags, static tag => tag.Key, static tag => tag.Value);
    }

    /// <summary>Name of the template.</summary>
    public string LaunchTemplateName { get; }

    /// <summary>Id of the template, <c>lt-…</c>.</summary>
    public string LaunchTemplateId { get; }

    /// <summary>The version shown here.</summary>
    public long Version { get; }

    /// <summary>The version used where none is named.</summary>
    public long DefaultVersion { get; }

    /// <summary>The newest version.</summary>
    public long LatestVersion { get; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime? CreatedTime { get; }

    /// <summary>Instance type; null when the group chooses.</summary>
    public string? InstanceType { get; }

    /// <summary>Image, as an AMI id or a reference to a Systems Manager parameter.</summary>
    public string? ImageId { get; }

    /// <summary>Key pair for logging in; null for none.</summary>
    public string? KeyName { get; }

    /// <summary>Instance profile, which carries the role; null for none.</summary>
    public string? InstanceProfileName { get; }

    /// <summary>Security groups of its instances.</summary>
    public IReadOnlyList<string> SecurityGroupId { get; }

    /// <summary>True when metrics come every minute, false for every five.</summary>
    public bool DetailedMonitoring { get; }

    /// <summary>True when its instances can hibernate.</summary>
    public bool CanHibernate { get; }
}
