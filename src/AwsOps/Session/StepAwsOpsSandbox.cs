using System.Management.Automation;

namespace AwsOps.Session;

/// <summary>Lets simulated time pass: what falls due on the way happens, in order.</summary>
/// <remarks><para>Instances start and fail health checks, alarms are evaluated, policies and schedules act, mail is sent. Ctrl-C stops at a minute's end.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; Step-AwsOpsSandbox -Minutes 30</code>
/// <para>Lets half an hour pass.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; Step-AwsOpsSandbox -Until '2026-01-05T20:00:00Z'</code>
/// <para>Lets time pass until the evening.</para>
/// </example>
[Cmdlet(VerbsCommon.Step, "AwsOpsSandbox", DefaultParameterSetName = MinutesSet)]
[OutputType(typeof(SandboxStatus))]
public sealed class StepAwsOpsSandboxCommand : SandboxCmdlet
{
    private const string MinutesSet = "Minutes";
    private const string SecondsSet = "Seconds";
    private const string UntilSet = "Until";

    /// <summary>Minutes that pass.</summary>
    [Parameter(Position = 0, ParameterSetName = MinutesSet)]
    [ValidateRange(0.0, 5_256_000.0)]
    public double Minutes { get; set; } = 1;

    /// <summary>Seconds that pass.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SecondsSet)]
    [ValidateRange(0.0, 315_360_000.0)]
    public double Seconds { get; set; }

    /// <summary>Simulated time to arrive at, UTC.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UntilSet)]
    public DateTime Until { get; set; }

    /// <summary>Returns the sandbox's status.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override Task ProcessAsync()
    {
        var sandbox = Running;
        var left = ParameterSetName switch
        {
            SecondsSet => TimeSpan.FromSeconds(Seconds),
            UntilSet => (Until.Kind == DateTimeKind.Local ? Until.ToUniversalTime() : Until) - sandbox.Cloud.UtcNow,
            _ => TimeSpan.FromMinutes(Minutes),
        };
        if (left < TimeSpan.Zero)
        {
            throw AwsOpsException.BadArgument(nameof(Until), Until.ToString("u", System.Globalization.CultureInfo.InvariantCulture), "the sandbox is past that,", $"at {sandbox.Cloud.UtcNow:u}. Time only moves forward.");
        }

        var minute = TimeSpan.FromMinutes(1);
        while (left > TimeSpan.Zero)
        {
            StopToken.ThrowIfCancellationRequested();
            var step = left < minute ? left : minute;
            sandbox.Cloud.Advance(step);
            left -= step;
        }

        if (PassThru)
        {
            WriteObject(new SandboxStatus(sandbox, SessionStore.Current!.Region));
        }

        return Task.CompletedTask;
    }
}
