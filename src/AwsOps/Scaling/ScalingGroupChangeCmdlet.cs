using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>What cmdlets share that change groups one by one and are asked for the result only now and then.</summary>
public abstract class ScalingGroupChangeCmdlet : AwsCmdlet
{
    private protected ScalingGroupChangeCmdlet()
    {
    }

    /// <summary>Groups to change.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScalingGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ScalingGroupName { get; set; } = [];

    /// <summary>Returns the groups.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Changes one group.</summary>
    private protected abstract Task ChangeAsync(ScalingGroups groups, ScalingGroup group);

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var groups = new ScalingGroups(aws, Changes);
        foreach (var name in ScalingGroupName)
        {
            await ForItemAsync(name, async () =>
            {
                await ChangeAsync(groups, await groups.RequireAsync(name, StopToken));
                if (PassThru)
                {
                    WriteObject(await groups.RequireAsync(name, StopToken));
                }
            });
        }
    }
}
