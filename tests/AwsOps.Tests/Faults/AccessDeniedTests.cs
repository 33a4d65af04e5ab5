using System.Management.Automation;
using AwsOps.Tests.Scenarios;

namespace AwsOps.Tests.Faults;

/// <summary>A permission is missing, for each call that each cmdlet makes.</summary>
public sealed class AccessDeniedTests : FaultTest
{
    [Theory]
    [MemberData(nameof(Calling))]
    public void The_error_names_the_action_and_the_statement_to_add(string name)
    {
        foreach (var (part, calls) in Undisturbed(name).ToList())
        {
            foreach (var call in calls.Where(static call => call.Operation != "GetCallerIdentity"))
            {
                Fresh(Scenario.Of(name)!);
                Ok($"Add-SandboxFault AccessDenied -Operation {call.Operation}");
                var outcome = Run(part);
                var what = $"{part} with {call.Action} denied";

                // Some look at more than they need: they go on and say what they could not see.
                var denied = outcome.Errors.Where(static error => error.CategoryInfo.Category == ErrorCategory.PermissionDenied).ToList();
                Assert.True(denied.Count > 0 || outcome.Warnings.Any(warning => warning.Contains(call.Action, StringComparison.Ordinal)), $"{what}: nothing says so. {Told(outcome)}");
                foreach (var error in denied)
                {
                    IsComplete(error, what);
                    Assert.Contains(call.Action, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
                    if (call.Operation.StartsWith("Head", StringComparison.Ordinal))
                    {
                        // An answer to HEAD has no words: the advice then names all that the cmdlet needs.
                        continue;
                    }

                    Assert.Contains($$"""{"Effect":"Allow","Action":"{{call.Action}}","Resource":""", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
                    Assert.Contains("AWS error", error.Exception.Message, StringComparison.Ordinal);
                }

                NothingIsHalfDoneInSilence(name, outcome, what);
            }
        }
    }
}
