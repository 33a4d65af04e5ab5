using System.Management.Automation;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Session;

/// <summary>Makes API calls of the sandbox fail, to see how a runbook takes it.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; Add-SandboxFault Throttle -Operation Describe* -Count 1; Get-LaunchTemplate</code>
/// <para>Throttles one call; the cmdlet tries again.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; Add-SandboxFault AccessDenied -Service ec2 -Operation CreateLaunchTemplate; New-LaunchTemplate shop -InstanceType t3.small -ErrorAction SilentlyContinue</code>
/// <para>Denies a call; the error would name the missing IAM action.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; Add-SandboxFault AccessDenied -Mutating -After 2 -Count 1; New-LoadBalancer shop -WarningAction Ignore -ErrorAction SilentlyContinue; Get-SandboxEvent -Mutating</code>
/// <para>Fails the third change: what was made before it is taken back.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "SandboxFault")]
[OutputType(typeof(SandboxFault))]
public sealed class AddSandboxFaultCommand : SandboxCmdlet
{
    /// <summary>What happens: Throttle, InternalError, Unavailable, AccessDenied, Latency, DropRequest, DropResponse.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateSet("Throttle", "InternalError", "Unavailable", "AccessDenied", "Latency", "DropRequest", "DropResponse")]
    public string Kind { get; set; } = null!;

    /// <summary>Service it strikes, e.g. autoscaling; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string Service { get; set; } = "*";

    /// <summary>Operation it strikes, e.g. CreateAutoScalingGroup; wildcards are allowed.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string Operation { get; set; } = "*";

    /// <summary>Only calls that change something.</summary>
    [Parameter]
    public SwitchParameter Mutating { get; set; }

    /// <summary>How many matching calls pass first: 2 makes the third fail, to see what a runbook leaves behind.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int After { get; set; }

    /// <summary>How many calls it strikes. Without it all.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Count { get; set; }

    /// <summary>Probability that a matching call is struck.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double Probability { get; set; } = 1;

    /// <summary>Real milliseconds by which answers are late.</summary>
    [Parameter]
    [ValidateRange(0, 600_000)]
    public int LatencyMilliseconds { get; set; }

    /// <summary>Returns the fault.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override Task ProcessAsync()
    {
        var fault = Running.AddFault(new FaultRule
        {
            Kind = Enum.Parse<FaultKind>(Kind, ignoreCase: true),
            Service = Service,
            Operation = Operation,
            MutatingOnly = Mutating,
            After = After,
            Count = Count,
            Probability = Probability,
            Latency = TimeSpan.FromMilliseconds(LatencyMilliseconds),
        });
        if (PassThru)
        {
            WriteObject(fault);
        }

        return Task.CompletedTask;
    }
}
