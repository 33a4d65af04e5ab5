using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Removes launch templates with all their versions.</summary>
/// <remarks><para>Instances that were made from it run on. A scaling group that still refers to it can't launch any more.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small; Remove-LaunchTemplate shop</code>
/// <para>Removes a template by name.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-LaunchTemplate shop -InstanceType t3.small | Remove-LaunchTemplate -PassThru</code>
/// <para>Removes a template from the pipeline, and returns what was removed.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "LaunchTemplate", SupportsShouldProcess = true)]
[OutputType(typeof(LaunchTemplate))]
[IamAction("ec2:DeleteLaunchTemplate", "ec2:DescribeLaunchTemplateVersions", "ec2:DescribeLaunchTemplates")]
public sealed class RemoveLaunchTemplateCommand : AwsCmdlet
{
    /// <summary>Names of the templates to remove.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(LaunchTemplateNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] LaunchTemplateName { get; set; } = [];

    /// <summary>Returns what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var templates = new LaunchTemplates(aws, Changes);
        await foreach (var template in templates.GetAsync(LaunchTemplateName, name => WriteError(ErrorRecords.From(templates.NotFound(name), name, this)), StopToken))
        {
            await ForItemAsync(template.LaunchTemplateName, async () =>
            {
                if (await templates.RemoveAsync(template) && PassThru)
                {
                    WriteObject(template);
                }
            });
        }
    }
}
