using System.Management.Automation;

namespace AwsOps.Session;

/// <summary>Shows the running sandbox: its time, calls and mails so far, and its URL for other programs.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; Get-AwsOpsSandbox</code>
/// <para>Shows the sandbox.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; Step-AwsOpsSandbox -Minutes 90; (Get-AwsOpsSandbox).Now</code>
/// <para>Tells the simulated time.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "AwsOpsSandbox")]
[OutputType(typeof(SandboxStatus))]
public sealed class GetAwsOpsSandboxCommand : SandboxCmdlet
{
    /// <inheritdoc/>
    private protected override Task ProcessAsync()
    {
        WriteObject(new SandboxStatus(Running, SessionStore.Current!.Region));
        return Task.CompletedTask;
    }
}
