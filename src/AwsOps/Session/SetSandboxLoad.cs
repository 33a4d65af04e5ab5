using System.Collections;
using System.Globalization;
using System.Management.Automation;
using AwsOps.Sandbox.Load;
using AwsOps.Scaling;

namespace AwsOps.Session;

/// <summary>Puts a load on a scaling group of the sandbox: a constant rate, or a curve over time.</summary>
/// <remarks><para>Instances then publish CPU, and load balancers requests, each minute; CPU saturates at 100 % and what is beyond the capacity is lost. A new load takes the place of the old one.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait | Set-SandboxLoad -RequestsPerSecond 120 -CapacityPerInstance 100</code>
/// <para>Keeps two instances at 60 % CPU.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait | Set-SandboxLoad -Curve @{ Minutes = 0; RequestsPerSecond = 50 }, @{ Minutes = 10; RequestsPerSecond = 500 }; Step-AwsOpsSandbox 15; Get-SandboxLoad</code>
/// <para>Lets the load grow tenfold within ten minutes.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "SandboxLoad", DefaultParameterSetName = RateSet)]
[OutputType(typeof(SandboxLoad))]
public sealed class SetSandboxLoadCommand : SandboxCmdlet
{
    private const string RateSet = "Rate";
    private const string CurveSet = "Curve";

    /// <summary>Group that carries the load.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScalingGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string ScalingGroupName { get; set; } = null!;

    /// <summary>Constant requests per second.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = RateSet)]
    [ValidateRange(0.0, 1e9)]
    public double RequestsPerSecond { get; set; }

    /// <summary>Points of a curve from now on: hashtables with Minutes and RequestsPerSecond; between them the rate changes evenly.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CurveSet)]
    [ValidateCount(1, 100_000)]
    public Hashtable[] Curve { get; set; } = [];

    /// <summary>Requests per second that take one instance to 100 % CPU. Without it 50 per vCPU.</summary>
    [Parameter]
    [ValidateRange(0.001, 1e9)]
    public double? CapacityPerInstance { get; set; }

    /// <summary>Random share by which minutes differ, 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double Noise { get; set; }

    /// <summary>Returns the load.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override Task ProcessAsync()
    {
        var cloud = Running.Cloud;
        var region = SessionStore.Current!.Region;
        var settings = new LoadSettings { ScalingGroupName = ScalingGroupName, Points = Points(), CapacityPerInstance = CapacityPerInstance, Noise = Noise };
        Sandbox.Load.SandboxLoad load;
        try
        {
            load = Sandbox.Load.SandboxLoad.Attach(cloud, region, settings);
        }
        catch (KeyNotFoundException)
        {
            throw AwsOpsException.NotFound("Scaling group", ScalingGroupName, $"{region}, sandbox", "Get-ScalingGroup lists those that are.");
        }

        if (PassThru)
        {
            WriteObject(new SandboxLoad(load));
        }

        return Task.CompletedTask;
    }

    private List<LoadPoint> Points()
    {
        if (ParameterSetName == RateSet)
        {
            return [new LoadPoint(TimeSpan.Zero, RequestsPerSecond)];
        }

        var points = new List<LoadPoint>();
        foreach (var point in Curve)
        {
            try
            {
                var minutes = (double)LanguagePrimitives.ConvertTo(point["Minutes"] ?? throw Incomplete(), typeof(double), CultureInfo.InvariantCulture);
                var rate = (double)LanguagePrimitives.ConvertTo(point["RequestsPerSecond"] ?? throw Incomplete(), typeof(double), CultureInfo.InvariantCulture);
                points.Add(new LoadPoint(TimeSpan.FromMinutes(minutes), rate));
            }
            catch (PSInvalidCastException exception)
            {
                throw AwsOpsException.BadArgument(nameof(Curve), $"Minutes={point["Minutes"]}; RequestsPerSecond={point["RequestsPerSecond"]}", "both must be numbers:", exception.Message);
            }
        }

        return points;

        static AwsOpsException Incomplete() => AwsOpsException.BadArgument(nameof(Curve), "a point", "it needs", "Minutes and RequestsPerSecond.");
    }
}
