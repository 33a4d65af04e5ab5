using System.Collections;
using System.Management.Automation;
using System.Text;
using Amazon.EC2;
using Amazon.EC2.Model;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Makes a launch template: what the instances of a scaling group are made from.</summary>
/// <remarks>
/// <para>Safe by default: the metadata service asks for tokens (IMDSv2), and metrics come every minute, as scaling policies want them; -BasicMonitoring turns to five minutes, which costs nothing and reacts later.</para>
/// <para>EC2 takes a template whose parts do not exist, and fails at the first launch; so the type, image, security groups and key pair are looked up before it is made.</para>
/// <para>Without -ImageId the newest Amazon Linux 2023 for the type's architecture is used, looked up by AWS at each launch.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; New-LaunchTemplate -LaunchTemplateName shop -InstanceType t3.small</code>
/// <para>Makes a template with the newest Amazon Linux.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-LaunchTemplate shop -InstanceType m7g.large -UserData '#!/bin/bash' -Tag @{ team = 'web' } -WhatIf</code>
/// <para>Says what would be made; the Graviton type gets an ARM image.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-LaunchTemplate shop -InstanceType t3.small -Hibernation | New-ScalingGroup shop -MinSize 2 -MaxSize 6</code>
/// <para>Instances that can hibernate in a warm pool.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/create-launch-template.html">Create a launch template for an Auto Scaling group</seealso>
[Cmdlet(VerbsCommon.New, "LaunchTemplate", SupportsShouldProcess = true)]
[OutputType(typeof(LaunchTemplate))]
[IamAction(
    "ec2:CreateLaunchTemplate",
    "ec2:CreateTags",
    "ec2:DescribeImages",
    "ec2:DescribeInstanceTypeOfferings",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeKeyPairs",
    "ec2:DescribeLaunchTemplateVersions",
    "ec2:DescribeLaunchTemplates",
    "ec2:DescribeSecurityGroups",
    "iam:PassRole")]
public sealed class NewLaunchTemplateCommand : AwsCmdlet
{
    // https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-ami.html
    private const string LatestAmazonLinux = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-";

    /// <summary>Name of the template.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateFormat(@"^[a-zA-Z0-9().\-/_]{3,128}$", "-LaunchTemplateName '{0}': 3 to 128 letters, digits and ().-/_ are allowed.")]
    public string LaunchTemplateName { get; set; } = null!;

    /// <summary>Instance type, e.g. t3.small.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ArgumentCompleter(typeof(InstanceTypeCompleter))]
    [ValidateNotNullOrEmpty]
    public string InstanceType { get; set; } = null!;

    /// <summary>AMI id, or resolve:ssm:parameter-name. Without it: the newest Amazon Linux 2023.</summary>
    [Parameter]
    [ValidateFormat(@"^(ami-[0-9a-f]{8,17}|resolve:ssm:.+)$", "-ImageId '{0}' is neither an AMI id (ami-0123456789abcdef0) nor resolve:ssm:parameter-name.")]
    public string? ImageId { get; set; }

    /// <summary>Security groups of the instances. Without it: the VPC's default group.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateFormat("^sg-[0-9a-f]{8,17}$", "-SecurityGroupId '{0}' is not the id of a security group; it looks like sg-0123456789abcdef0.")]
    public string[] SecurityGroupId { get; set; } = [];

    /// <summary>Instance profile that gives the instances a role; New-AccessRole makes one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? InstanceProfileName { get; set; }

    /// <summary>Key pair for logging in. Session Manager needs none.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyName { get; set; }

    /// <summary>Script that runs at an instance's first start.</summary>
    [Parameter]
    public string? UserData { get; set; }

    /// <summary>Metrics every five minutes instead of every minute.</summary>
    [Parameter]
    public SwitchParameter BasicMonitoring { get; set; }

    /// <summary>Instances can hibernate, for a warm pool that holds them so: the root volume is encrypted and has room for the memory.</summary>
    [Parameter]
    public SwitchParameter Hibernation { get; set; }

    /// <summary>Tags of the template, its instances and their volumes.</summary>
    [Parameter]
    public IDictionary? Tag { get; set; }

    /// <inheritdoc/>
    private protected override object? ErrorTarget => LaunchTemplateName;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var tags = Tags.Of(Tag);
        var type = (await InstanceTypes.CheckAsync(aws, [InstanceType], StopToken))[0];
        var parts = new LaunchTemplateParts(aws, Changes);
        await parts.CheckImageAsync(ImageId, type, StopToken);
        await parts.CheckSecurityGroupsAsync(SecurityGroupId, StopToken);
        await parts.CheckKeyAsync(KeyName, StopToken);
        var root = Hibernation ? await parts.HibernatingRootAsync(ImageId, type, StopToken) : null;
        if (await new LaunchTemplates(aws, Changes).NewAsync(LaunchTemplateName, Data(type, tags, root), tags, StopToken) is { } template)
        {
            WriteObject(template);
        }
    }

    private RequestLaunchTemplateData Data(InstanceTypeInfo type, IReadOnlyList<(string Key, string Value)> tags, LaunchTemplateBlockDeviceMappingRequest? root)
    {
        var arm = type.ProcessorInfo?.SupportedArchitectures?.Contains("arm64") ?? false;
        List<Tag> list = [.. tags.Select(static tag => new Tag(tag.Key, tag.Value))];
        return new RequestLaunchTemplateData
        {
            InstanceType = Amazon.EC2.InstanceType.FindValue(InstanceType),
            ImageId = ImageId ?? LatestAmazonLinux + (arm ? "arm64" : "x86_64"),
            SecurityGroupIds = SecurityGroupId.Length == 0 ? null : [.. SecurityGroupId],
            KeyName = KeyName,
            HibernationOptions = root is null ? null : new LaunchTemplateHibernationOptionsRequest { Configured = true },
            BlockDeviceMappings = root is null ? null : [root],
            UserData = UserData is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(UserData)),
            Monitoring = new LaunchTemplatesMonitoringRequest { Enabled = !BasicMonitoring },

            // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html
            MetadataOptions = new LaunchTemplateInstanceMetadataOptionsRequest { HttpTokens = LaunchTemplateHttpTokensState.Required },
            IamInstanceProfile = InstanceProfileName switch
            {
                null => null,
                var arn when arn.StartsWith("arn:", StringComparison.Ordinal) => new LaunchTemplateIamInstanceProfileSpecificationRequest { Arn = arn },
                var name => new LaunchTemplateIamInstanceProfileSpecificationRequest { Name = name },
            },
            TagSpecifications = list.Count == 0 ? null :
            [
                new LaunchTemplateTagSpecificationRequest { ResourceType = ResourceType.Instance, Tags = list },
                new LaunchTemplateTagSpecificationRequest { ResourceType = ResourceType.Volume, Tags = list },
            ],
        };
    }
}
