using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Session;

/// <summary>A cmdlet about the sandbox that runs in this runspace.</summary>
public abstract class SandboxCmdlet : AwsOpsCmdlet
{
    private protected SandboxCmdlet()
    {
    }

    /// <summary>The running sandbox; an error when there is none.</summary>
    private protected static SandboxSession Running => SessionStore.Current?.Sandbox
        ?? throw new SessionException("NoSandbox", ErrorCategory.InvalidOperation, "No sandbox runs in this session.", "Start one with Start-AwsOpsSandbox.");
}
