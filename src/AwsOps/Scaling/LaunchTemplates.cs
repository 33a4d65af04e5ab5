using Amazon.EC2;
using Amazon.EC2.Model;
using AwsOps.Common;
using AwsOps.Network;

namespace AwsOps.Scaling;

/// <summary>Reads and changes launch templates.</summary>
internal sealed class LaunchTemplates(AwsConnection aws, IChanges changes)
{
    private const string Kind = "Launch template";

    /// <summary>All templates, or the named ones, each with its newest version. A missing name is reported through <paramref name="missing"/>.</summary>
    public async IAsyncEnumerable<LaunchTemplate> GetAsync(IReadOnlyList<string> names, Action<string> missing, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        // EC2 would take an asterisk for a pattern, and Remove-LaunchTemplate more than it was told.
        var filters = Filters.Of(("launch-template-name", names));
        var templates = await Pager.AllAsync<Amazon.EC2.Model.LaunchTemplate>(
            async (token, cancel) =>
            {
                var page = await aws.Ec2.DescribeLaunchTemplatesAsync(new DescribeLaunchTemplatesRequest { Filters = filters, NextToken = token }, cancel);
                return (page.LaunchTemplates, page.NextToken);
            },
            stop);
        if (names.Count > 0)
        {
            templates.RemoveAll(template => !names.Contains(template.LaunchTemplateName));
        }

        if (templates.Count > 0)
        {
            // One call for the newest version of every template, not one for each.
            // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplateVersions.html
            var versions = await Pager.AllAsync<LaunchTemplateVersion>(
                async (token, cancel) =>
                {
                    var page = await aws.Ec2.DescribeLaunchTemplateVersionsAsync(new DescribeLaunchTemplateVersionsRequest { Versions = ["$Latest"], NextToken = token }, cancel);
                    return (page.LaunchTemplateVersions, page.NextToken);
                },
                stop);
            var newest = versions.ToDictionary(static version => version.LaunchTemplateId, StringComparer.Ordinal);
            foreach (var template in templates.OrderBy(static template => template.LaunchTemplateName, StringComparer.Ordinal))
            {
                yield return new LaunchTemplate(aws, template, newest.GetValueOrDefault(template.LaunchTemplateId));
            }
        }

        foreach (var name in names.Except(templates.Select(static template => template.LaunchTemplateName), StringComparer.Ordinal))
        {
            missing(name);
        }
    }

    /// <summary>The error for a template that is not there.</summary>
    public AwsOpsException NotFound(string name) => AwsOpsException.NotFound(Kind, name, aws.Where, "Get-LaunchTemplate lists those that are.");

    /// <summary>Makes a template. Everything that can be checked is checked before.</summary>
    /// <returns>The template; null when it was not made.</returns>
    public async Task<LaunchTemplate?> NewAsync(string name, RequestLaunchTemplateData data, IReadOnlyList<(string Key, string Value)> tags, CancellationToken stop)
    {
        await foreach (var existing in GetAsync([name], static _ => { }, stop))
        {
            throw AwsOpsException.Exists(Kind, existing.LaunchTemplateName, aws.Where, "Choose another name, or remove it with Remove-LaunchTemplate.");
        }

        var made = await changes.CallAsync(
            new Change($"Create with {data.InstanceType} from {data.ImageId}", $"{Kind} {name}"),
            cancel => aws.Ec2.CreateLaunchTemplateAsync(
                new CreateLaunchTemplateRequest
                {
                    LaunchTemplateName = name,
                    LaunchTemplateData = data,
                    TagSpecifications = tags.Count == 0 ? null : [new TagSpecification { ResourceType = ResourceType.LaunchTemplate, Tags = [.. tags.Select(static tag => new Tag(tag.Key, tag.Value))] }],
                },
                cancel));
        if (made is null)
        {
            return null;
        }

        await foreach (var template in GetAsync([name], static _ => { }, stop))
        {
            return template;
        }

        // Not yet readable (EC2 is eventually consistent): what the answer itself told.
        return new LaunchTemplate(aws, made.LaunchTemplate, null);
    }

    /// <summary>Removes a template with all its versions. False when it was not removed.</summary>
    public Task<bool> RemoveAsync(LaunchTemplate template) => changes.ApplyAsync(
        new Change($"Remove with its {template.LatestVersion} version(s)", $"{Kind} {template.LaunchTemplateName}"),
        cancel => aws.Ec2.DeleteLaunchTemplateAsync(new DeleteLaunchTemplateRequest { LaunchTemplateId = template.LaunchTemplateId }, cancel));
}
