using System.Management.Automation;

namespace AwsOps.Session;

/// <summary>Ends the sandbox of this session, with everything in it.</summary>
/// <remarks><para>The session that was connected before it, if any, is in use again.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; Stop-AwsOpsSandbox</code>
/// <para>Starts and ends a sandbox.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; Stop-AwsOpsSandbox -WhatIf</code>
/// <para>Says what would end.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Stop, "AwsOpsSandbox", SupportsShouldProcess = true)]
public sealed class StopAwsOpsSandboxCommand : SandboxCmdlet
{
    /// <inheritdoc/>
    private protected override Task ProcessAsync()
    {
        var running = Running;
        if (ShouldProcess($"sandbox of account {running.Cloud.Options.Account}", "End with everything in it"))
        {
            running.Dispose();
            SessionStore.Current = running.Outer;
        }

        return Task.CompletedTask;
    }
}
