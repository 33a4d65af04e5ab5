using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Session;

/// <summary>Ends the session of this runspace.</summary>
/// <remarks><para>Cmdlets that follow find credentials by their own parameters or the SDK's chain again. A running sandbox ends with Stop-AwsOpsSandbox instead.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = Get-AwsOpsSession | Connect-AwsOps -Region us-east-1; Disconnect-AwsOps</code>
/// <para>Gives the session up; in a sandbox its own session is in use again.</para>
/// </example>
/// <example>
/// <code>Disconnect-AwsOps</code>
/// <para>Does nothing when there is no session.</para>
/// </example>
[Cmdlet(VerbsCommunications.Disconnect, "AwsOps")]
public sealed class DisconnectAwsOpsCommand : AwsOpsCmdlet
{
    /// <inheritdoc/>
    private protected override Task ProcessAsync()
    {
        var current = SessionStore.Current;
        if (current is null)
        {
            WriteVerbose("There is no session.");
        }
        else
        {
            // A sandbox stays the place of work until it is stopped: nothing rehearsed may reach an account by accident.
            SessionStore.Current = current.Sandbox?.Connection;
        }

        return Task.CompletedTask;
    }
}
