using System.Management.Automation;
using AwsOps.Tests.Scenarios;

namespace AwsOps.Tests.Common;

/// <summary>Without permissions every cmdlet says which one it lacks, and changes nothing.</summary>
public sealed class AccessDeniedTests : ModuleTest
{
    [Fact]
    public void The_error_names_the_action_and_a_statement_that_would_allow_it()
    {
        var problems = new List<string>();
        var seen = 0;
        foreach (var cmdlet in CmdletCatalog.All.Where(static cmdlet => CmdletCatalog.DeclaredActions(cmdlet) is { Count: > 0 } && cmdlet.Name != "Connect-AwsOps"))
        {
            // A case in which the cmdlet comes first: its own call is the one that is denied.
            var scenario = Scenario.Of(cmdlet.Name)!;
            if (scenario.Cases.FirstOrDefault(part => part.StartsWith(cmdlet.Name, StringComparison.Ordinal) && !part.Contains(" | ", StringComparison.Ordinal)) is not { } part)
            {
                continue;
            }

            seen++;
            Run("try { Stop-AwsOpsSandbox -ErrorAction Ignore } catch { }");
            Ok(scenario.Setup);
            Ok("Add-SandboxFault AccessDenied");
            var before = Ok("Get-SandboxEvent -Mutating").Count(static call => call.Text("ErrorCode") is null);
            var errors = Run(part + " -WarningAction Ignore").Errors;
            if (errors.Count == 0 || errors.Any(static error => error.CategoryInfo.Category != ErrorCategory.PermissionDenied))
            {
                problems.Add($"{part}: {string.Join(" / ", errors.Select(static error => $"{error.CategoryInfo.Category}: {error}"))}");
                continue;
            }

            var advice = errors[0].ErrorDetails?.RecommendedAction ?? string.Empty;
            var actions = CmdletCatalog.DeclaredActions(cmdlet)!;
            if (!actions.Any(action => advice.Contains(action, StringComparison.Ordinal)))
            {
                problems.Add($"{cmdlet.Name}: none of its actions is in: {advice}");
            }

            if (Ok("Get-SandboxEvent -Mutating").Count(static call => call.Text("ErrorCode") is null) != before)
            {
                problems.Add($"{cmdlet.Name}: changed something");
            }
        }

        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
        Assert.True(seen > 20, $"{seen} cmdlets");
    }

    [Fact]
    public void Throttled_for_good_it_says_that_it_tried_again()
    {
        Ok("$null = Start-AwsOpsSandbox; Add-SandboxFault Throttle -Operation DescribeLaunchTemplates");
        var error = Assert.Single(Run("Get-LaunchTemplate").Errors);
        Assert.Equal(ErrorCategory.LimitsExceeded, error.CategoryInfo.Category);
        Assert.Contains("retried", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.True(Ok("Get-SandboxEvent Get-LaunchTemplate").Count > 1);
    }
}
