using System.Management.Automation;

namespace AwsOps.Session;

/// <summary>Ends faults that Add-SandboxFault made.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; Add-SandboxFault Throttle; Remove-SandboxFault</code>
/// <para>Ends all faults.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; Add-SandboxFault Throttle -PassThru | Remove-SandboxFault</code>
/// <para>Ends one fault.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "SandboxFault")]
public sealed class RemoveSandboxFaultCommand : SandboxCmdlet
{
    /// <summary>Numbers of the faults to end. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public int[] FaultId { get; set; } = [];

    /// <inheritdoc/>
    private protected override Task ProcessAsync()
    {
        Running.RemoveFaults(FaultId);
        return Task.CompletedTask;
    }
}
