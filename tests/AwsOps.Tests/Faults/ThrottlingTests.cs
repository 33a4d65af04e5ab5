using System.Management.Automation;
using AwsOps.Tests.Scenarios;

namespace AwsOps.Tests.Faults;

/// <summary>AWS throttles, fails on its side, or the connection breaks. https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html</summary>
public sealed class ThrottlingTests : FaultTest
{
    /// <summary>Attempts of one call: the first and four retries.</summary>
    private const int Attempts = 5;

    /// <summary>Where AWS tells failures inside an answer that succeeded, item by item, the item's own words must do.</summary>
    private static readonly HashSet<string> FailsByItem = new(StringComparer.Ordinal) { "ec2:CreateFlowLogs" };

    [Theory]
    [MemberData(nameof(Calling))]
    public void A_short_fault_is_ridden_out(string name)
    {
        foreach (var kind in new[] { "Throttle", "InternalError", "Unavailable", "DropRequest" })
        {
            Fresh(Scenario.Of(name)!);
            Ok($"Add-SandboxFault {kind} -Count {Attempts - 1}");
            Ok(Scenario.Of(name)!.Cases[0]);
        }
    }

    [Theory]
    [MemberData(nameof(Calling))]
    public void Persistent_throttling_is_retried_and_then_a_clear_error(string name)
    {
        foreach (var (part, calls) in Undisturbed(name).Take(1).ToList())
        {
            foreach (var call in calls.Take(1).Concat(calls.Skip(1).Where(static call => !call.ReadOnly)))
            {
                Fresh(Scenario.Of(name)!);
                Ok($"Add-SandboxFault Throttle -Operation {call.Operation}");
                var outcome = Run(part);
                var what = $"{part} with {call.Action} throttled";
                var throttled = outcome.Errors.Where(static error => error.CategoryInfo.Category == ErrorCategory.LimitsExceeded).ToList();
                Assert.True(throttled.Count > 0, $"{what}: {Told(outcome)}");
                Assert.All(
                    throttled,
                    error =>
                    {
                        IsComplete(error, what);
                        Assert.Contains("throttling", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
                        Assert.Contains("retried", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
                    });
                NothingIsHalfDoneInSilence(name, outcome, what);
                var struck = Calls(name).Count(other => other.Operation == call.Operation);
                Assert.True(struck % Attempts == 0, $"{what}: {struck} attempts");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Mutating))]
    public void A_broken_connection_is_a_clear_error(string name)
    {
        foreach (var (part, calls) in Undisturbed(name).Take(1).ToList())
        {
            foreach (var call in calls.Where(static call => !call.ReadOnly))
            {
                Fresh(Scenario.Of(name)!);
                Ok($"Add-SandboxFault DropRequest -Operation {call.Operation}");
                var outcome = Run(part);
                var what = $"{part} with the connection of {call.Action} broken";
                Assert.True(outcome.Errors.Count > 0, what);
                Assert.All(
                    outcome.Errors,
                    error =>
                    {
                        IsComplete(error, what);
                        Assert.True(error.CategoryInfo.Category == ErrorCategory.ConnectionError, $"{what}: {error.CategoryInfo.Category}: {error}");
                    });
                NothingIsHalfDoneInSilence(name, outcome, what);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Mutating))]
    public void A_lost_answer_does_the_work_once_or_says_that_it_may_be_done(string name)
    {
        foreach (var (part, calls) in Undisturbed(name).Take(1).ToList())
        {
            foreach (var call in calls.Where(static call => !call.ReadOnly && !FailsByItem.Contains(call.Action)))
            {
                Fresh(Scenario.Of(name)!);
                Ok($"Add-SandboxFault DropResponse -Operation {call.Operation} -Count 1");
                var outcome = Run(part);
                var what = $"{part} with the answer of {call.Action} lost";
                Assert.All(
                    outcome.Errors,
                    error => Assert.True(error.Exception.Message.Contains("its answer was lost", StringComparison.Ordinal), $"{what}: {error}"));
            }
        }
    }
}
