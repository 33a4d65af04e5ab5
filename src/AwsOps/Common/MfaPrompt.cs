using System.Management.Automation;
using System.Management.Automation.Host;

namespace AwsOps.Common;

/// <summary>Asks for an MFA code through the PowerShell host, so that it works in every host and fails at once in an unattended run.</summary>
internal static class MfaPrompt
{
    /// <summary>The code that the user types.</summary>
    /// <param name="cmdlet">The cmdlet whose host asks.</param>
    /// <param name="serial">Serial number or ARN of the device.</param>
    public static string Ask(AwsOpsCmdlet cmdlet, string serial) => cmdlet.OnPipeline(() =>
    {
        try
        {
            cmdlet.Host.UI.Write($"MFA code for {serial}: ");
            var code = cmdlet.Host.UI.ReadLine()?.Trim();
            return !string.IsNullOrEmpty(code) ? code : throw NeedsCode(serial, null);
        }
        catch (Exception exception) when (exception is HostException or NotImplementedException or PSInvalidOperationException)
        {
            throw NeedsCode(serial, exception);
        }
    });

    private static SessionException NeedsCode(string serial, Exception? cause) =>
        new("MfaCodeNeeded", ErrorCategory.AuthenticationError, $"The role needs an MFA code of device {serial}, and nobody is here to type it.", "Give Connect-AwsOps -MfaCode, or use credentials without MFA in unattended runs.", cause);
}
