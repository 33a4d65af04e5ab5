using System.Management.Automation;

namespace AwsOps.Session;

/// <summary>Shows the loads of the sandbox: what came, what was served, what was lost.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait | Set-SandboxLoad -RequestsPerSecond 120; Step-AwsOpsSandbox 5; Get-SandboxLoad</code>
/// <para>Shows the load on every group.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait | Set-SandboxLoad -RequestsPerSecond 120; Step-AwsOpsSandbox 5; (Get-SandboxLoad shop).Sample</code>
/// <para>Shows it minute by minute.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "SandboxLoad")]
[OutputType(typeof(SandboxLoad))]
public sealed class GetSandboxLoadCommand : SandboxCmdlet
{
    /// <summary>Groups whose load is shown. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] ScalingGroupName { get; set; } = [];

    /// <inheritdoc/>
    private protected override Task ProcessAsync()
    {
        foreach (var load in Sandbox.Load.SandboxLoad.All(Running.Cloud, SessionStore.Current!.Region))
        {
            if (ScalingGroupName.Length == 0 || ScalingGroupName.Contains(load.Settings.ScalingGroupName, StringComparer.Ordinal))
            {
                WriteObject(new SandboxLoad(load));
            }
        }

        return Task.CompletedTask;
    }
}
