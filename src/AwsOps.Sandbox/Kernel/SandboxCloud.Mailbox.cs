namespace AwsOps.Sandbox.Kernel;

public sealed partial class SandboxCloud
{
    /// <summary>What SNS would have delivered.</summary>
    public Mailbox Mailbox { get; } = new();
}
