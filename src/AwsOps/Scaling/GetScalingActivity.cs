using System.Management.Automation;
using Amazon.AutoScaling.Model;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Shows what scaling groups did and why, newest first.</summary>
/// <remarks><para>AWS keeps six weeks. Results stream page by page, so that -First and -Since stop early.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait; Get-ScalingActivity shop</code>
/// <para>Shows the launches of a new group with their causes.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait; Get-ScalingGroup | Get-ScalingActivity -First 1</code>
/// <para>Shows the last activity of every group.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-verify-scaling-activity.html">Verify a scaling activity</seealso>
[Cmdlet(VerbsCommon.Get, "ScalingActivity")]
[OutputType(typeof(ScalingActivity))]
[IamAction("autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeScalingActivities")]
public sealed class GetScalingActivityCommand : AwsCmdlet
{
    /// <summary>Groups whose activities are shown. Without it: all groups.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScalingGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ScalingGroupName { get; set; } = [];

    /// <summary>Only activities that began at this time or later. A time without a zone is UTC.</summary>
    [Parameter]
    public DateTime? Since { get; set; }

    /// <summary>At most so many of each group, the newest.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? First { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        if (ScalingGroupName.Length == 0)
        {
            await ListAsync(aws, null);
            return;
        }

        var groups = new ScalingGroups(aws, Changes);
        await foreach (var group in groups.GetAsync(ScalingGroupName, name => WriteError(ErrorRecords.From(groups.NotFound(name), name, this)), StopToken))
        {
            await ForItemAsync(group.ScalingGroupName, () => ListAsync(aws, group.ScalingGroupName));
        }
    }

    private async Task ListAsync(AwsConnection aws, string? group)
    {
        var since = Since is { } time ? time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc) : DateTime.MinValue;
        var left = First ?? int.MaxValue;
        var activities = Pager.PagesAsync<Activity>(
            async (token, cancel) =>
            {
                var page = await aws.AutoScaling.DescribeScalingActivitiesAsync(new DescribeScalingActivitiesRequest { AutoScalingGroupName = group, NextToken = token, MaxRecords = Math.Min(left, 100) }, cancel);
                return (page.Activities, page.NextToken);
            },
            StopToken);
        await foreach (var activity in activities)
        {
            if (left-- == 0 || activity.StartTime?.ToUniversalTime() < since)
            {
                break;
            }

            WriteObject(new ScalingActivity(aws, activity));
        }
    }
}
