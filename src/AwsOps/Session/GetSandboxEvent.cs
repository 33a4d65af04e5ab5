using System.Management.Automation;

namespace AwsOps.Session;

/// <summary>Shows what happened in the sandbox: API calls, or the mail that SNS would have sent.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small; Get-SandboxEvent</code>
/// <para>Shows the calls that a cmdlet made.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-NotificationTopic alarms -Email ops@example.com; Get-SandboxEvent -Mail</code>
/// <para>Shows the mails, here the request to confirm a subscription.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "SandboxEvent", DefaultParameterSetName = CallSet)]
[OutputType(typeof(SandboxCall), typeof(SandboxMail))]
public sealed class GetSandboxEventCommand : SandboxCmdlet
{
    private const string CallSet = "Call";
    private const string MailSet = "Mail";

    /// <summary>Mails instead of calls.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MailSet)]
    public SwitchParameter Mail { get; set; }

    /// <summary>Only calls that change something.</summary>
    [Parameter(ParameterSetName = CallSet)]
    public SwitchParameter Mutating { get; set; }

    /// <summary>Only calls of this cmdlet.</summary>
    [Parameter(Position = 0, ParameterSetName = CallSet)]
    [ValidateNotNullOrEmpty]
    public string? Invocation { get; set; }

    /// <inheritdoc/>
    private protected override Task ProcessAsync()
    {
        if (Mail)
        {
            WriteObject(Running.Cloud.Mailbox.Snapshot().Select(static mail => new SandboxMail(mail)), enumerateCollection: true);
            return Task.CompletedTask;
        }

        foreach (var call in Running.Cloud.Trail.Snapshot())
        {
            if ((!Mutating || !call.ReadOnly) && (Invocation is null || Invocation.Equals(call.Invocation, StringComparison.OrdinalIgnoreCase)))
            {
                WriteObject(new SandboxCall(call));
            }
        }

        return Task.CompletedTask;
    }
}
