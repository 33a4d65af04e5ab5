using System.Management.Automation;
using Amazon.AutoScaling.Model;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Shows what predictive scaling policies forecast, hour by hour: the load, and the capacity that it needs.</summary>
/// <remarks>
/// <para>A forecast needs 24 hours of the load metric, is better with two weeks, reaches 48 hours ahead and is made anew every six hours. Before there is one, the cmdlet warns and returns nothing.</para>
/// <para>On the sandbox the forecast is this module's own, as AWS does not publish its model: it shows how a group scales by a forecast, not what AWS would forecast.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait; $null = $group | Set-SandboxLoad -Curve @{ Minutes = 0; RequestsPerSecond = 90 } -CapacityPerInstance 100; Step-AwsOpsSandbox -Minutes 1500; $group | New-ScalingPolicy -TargetCpu 50 -Predictive ForecastOnly | Get-ScalingForecast</code>
/// <para>Looks at the next two days of a policy that only forecasts.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 | New-ScalingPolicy -TargetCpu 50 -Predictive ForecastOnly; Get-ScalingForecast shop -WarningAction SilentlyContinue</code>
/// <para>Looks at all predictive policies of a group; there is nothing yet in its first day.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/predictive-scaling-graphs.html">Exploring your data and forecast</seealso>
[Cmdlet(VerbsCommon.Get, "ScalingForecast")]
[OutputType(typeof(ScalingForecast))]
[IamAction("autoscaling:DescribePolicies", "autoscaling:GetPredictiveScalingForecast")]
public sealed class GetScalingForecastCommand : AwsCmdlet
{
    private static readonly TimeSpan Horizon = TimeSpan.FromHours(Engine.Scaling.SeasonalForecast.HorizonHours);

    /// <summary>Group of the policies.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScalingGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string ScalingGroupName { get; set; } = null!;

    /// <summary>Names of predictive scaling policies. Without it: all of the group.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScalingPolicyNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ScalingPolicyName { get; set; } = [];

    /// <summary>First hour. A time without a zone is UTC. Without it the present hour; past hours show what was forecast for them, for comparison with Get-Metric.</summary>
    [Parameter]
    public DateTime? From { get; set; }

    /// <summary>End, not included. A time without a zone is UTC. Without it 48 hours from now, or 30 days after -From.</summary>
    [Parameter]
    public DateTime? To { get; set; }

    /// <inheritdoc/>
    private protected override object? ErrorTarget => ScalingGroupName;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var hour = Rehearsal.RehearsalCmdlet.Hour(aws.UtcNow);
        var from = From is { } first ? Rehearsal.RehearsalCmdlet.Utc(first) : hour;
        // "The maximum time duration between the start and end time is 30 days."
        var to = To is { } last ? Rehearsal.RehearsalCmdlet.Utc(last) : new DateTime(Math.Min((hour + Horizon).Ticks, from.AddDays(30).Ticks), DateTimeKind.Utc);
        if (from >= to || to - from > TimeSpan.FromDays(30))
        {
            throw AwsOpsException.BadArgument(nameof(From), $"{from:u}", $"it must be before -To ({to:u})", "by 30 days at the most.");
        }

        var policies = new ScalingPolicies(aws, Changes);
        var count = 0;
        await foreach (var policy in policies.GetAsync(ScalingGroupName, ScalingPolicyName, name => throw policies.NotFound(name, ScalingGroupName), StopToken))
        {
            if (policy.Predictive is not null)
            {
                count++;
                await WriteForecastAsync(aws, policy, from, to);
            }
            else if (ScalingPolicyName.Length > 0)
            {
                throw AwsOpsException.BadArgument(nameof(ScalingPolicyName), policy.ScalingPolicyName, $"it is of type {policy.PolicyType} and forecasts nothing;", "New-ScalingPolicy -Predictive makes one that does.");
            }
        }

        if (count == 0)
        {
            throw new AwsOpsException("PredictiveScalingPolicyNotFound", ErrorCategory.ObjectNotFound, $"Group '{ScalingGroupName}' ({aws.Where}) has no predictive scaling policy.", "New-ScalingPolicy -Predictive ForecastOnly makes one.");
        }
    }

    private async Task WriteForecastAsync(AwsConnection aws, ScalingPolicy policy, DateTime from, DateTime to)
    {
        var answer = await aws.AutoScaling.GetPredictiveScalingForecastAsync(
            new GetPredictiveScalingForecastRequest { AutoScalingGroupName = policy.ScalingGroupName, PolicyName = policy.ScalingPolicyName, StartTime = from, EndTime = to }, StopToken);
        var load = answer.LoadForecast?.FirstOrDefault();
        var loads = (load?.Timestamps ?? []).Zip(load?.Values ?? []).ToDictionary(static hour => hour.First, static hour => hour.Second);
        var hours = (answer.CapacityForecast?.Timestamps ?? []).Zip(answer.CapacityForecast?.Values ?? []).ToList();
        foreach (var (time, capacity) in hours)
        {
            WriteObject(new ScalingForecast(aws, policy, time.ToUniversalTime(), loads.GetValueOrDefault(time, double.NaN), capacity, answer.UpdateTime?.ToUniversalTime()));
        }

        if (hours.Count == 0)
        {
            Changes.Warning($"Policy '{policy.ScalingPolicyName}' of group '{policy.ScalingGroupName}' has no forecast from {from:u} to {to:u}: it needs 24 hours of its load metric first, and reaches 48 hours ahead.");
        }
    }
}
