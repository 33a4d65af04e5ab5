using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Shows launch templates with their newest version.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small; Get-LaunchTemplate</code>
/// <para>Shows all templates of the region.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small; Get-LaunchTemplate shop | Remove-LaunchTemplate -WhatIf</code>
/// <para>Hands a template to the next cmdlet.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "LaunchTemplate")]
[OutputType(typeof(LaunchTemplate))]
[IamAction("ec2:DescribeLaunchTemplateVersions", "ec2:DescribeLaunchTemplates")]
public sealed class GetLaunchTemplateCommand : AwsCmdlet
{
    /// <summary>Names of templates, or patterns such as shop-*. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LaunchTemplateNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] LaunchTemplateName { get; set; } = [];

    /// <inheritdoc/>
    private protected override Task ProcessAsync(AwsConnection aws)
    {
        var templates = new LaunchTemplates(aws, Changes);
        return WriteNamedAsync(LaunchTemplateName, (names, missing) => templates.GetAsync(names, missing, StopToken), static template => [template.LaunchTemplateName], templates.NotFound);
    }
}
