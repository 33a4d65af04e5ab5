using System.Collections;
using System.Management.Automation;
using System.Text.RegularExpressions;
using AwsOps.Tests.Scenarios;

namespace AwsOps.Tests.Faults;

/// <summary>Runs the scenario of a cmdlet under faults of the sandbox.</summary>
public abstract partial class FaultTest : ModuleTest
{
    private int _before;

    public static TheoryData<string> Calling => [.. CmdletCatalog.All.Where(static cmdlet => CmdletCatalog.DeclaredActions(cmdlet) is not null && cmdlet.Name != "Connect-AwsOps").Select(static cmdlet => cmdlet.Name)];

    public static TheoryData<string> Mutating => [.. CmdletCatalog.All.Where(static cmdlet => CmdletCatalog.DeclaredActions(cmdlet) is not null && CmdletCatalog.IsMutating(cmdlet) && cmdlet.Name != "Connect-AwsOps").Select(static cmdlet => cmdlet.Name)];

    /// <summary>A sandbox fresh from the scenario's setup.</summary>
    private protected void Fresh(Scenario scenario)
    {
        Run("try { Stop-AwsOpsSandbox -Confirm:$false -ErrorAction Ignore } catch { }");
        Ok(scenario.Setup);
        _before = Ok("Get-SandboxEvent").Count;
    }

    /// <summary>The calls since then, those of one cmdlet only.</summary>
    private protected IReadOnlyList<Called> Calls(string cmdlet) =>
        [.. Ok("Get-SandboxEvent").Skip(_before).Where(call => call.Text("Invocation") == cmdlet).Select(static call => new Called(call.Text("Action")!, call.Text("EventName")!, call.Get<bool>("ReadOnly"), call.Text("ErrorCode"), call.Text("RequestId")!, Words(call.Properties["Parameter"].Value)))];

    /// <summary>The operations that each case of a scenario calls when all goes well, each once, in order.</summary>
    private protected IEnumerable<(string Case, IReadOnlyList<Called> Calls)> Undisturbed(string cmdlet)
    {
        var scenario = Scenario.Of(cmdlet)!;
        foreach (var part in scenario.Cases.Select(static part => Attempt().Replace(part, string.Empty)))
        {
            Fresh(scenario);
            Ok(part);
            yield return (part, [.. Calls(cmdlet).DistinctBy(static call => call.Action)]);
        }
    }

    /// <summary>What the user was told: errors and warnings.</summary>
    private protected static string Told(Outcome outcome) =>
        string.Join(Environment.NewLine, outcome.Errors.Select(static error => error.Exception.Message).Concat(outcome.Warnings));

    /// <summary>An error of AWS, as this module reports it.</summary>
    private protected static void IsComplete(ErrorRecord error, string what)
    {
        Assert.True(error.Exception.GetType().FullName is "AwsOps.AwsOpsException" or "AwsOps.SessionException", $"{what}: {error.Exception.GetType()}: {error.Exception.Message}");
        Assert.Matches("^[A-Za-z][A-Za-z0-9.]+,AwsOps\\.", error.FullyQualifiedErrorId);
        Assert.NotEqual(ErrorCategory.NotSpecified, error.CategoryInfo.Category);
        Assert.False(string.IsNullOrWhiteSpace(error.Exception.Message), what);
        Assert.False(string.IsNullOrWhiteSpace(error.ErrorDetails?.RecommendedAction), $"{what}: no advice with {error.Exception.Message}");
    }

    /// <summary>
    /// Changes that a cmdlet made to the thing that failed are taken back or named. Those to other things stand for
    /// themselves: one item of several failed.
    /// </summary>
    private protected void NothingIsHalfDoneInSilence(string cmdlet, Outcome outcome, string what)
    {
        foreach (var error in outcome.Errors)
        {
            var target = error.TargetObject?.ToString() ?? string.Empty;
            var made = Calls(cmdlet).Where(call => !call.ReadOnly && call.ErrorCode is null && target.Length > 0 && call.Parameters.Contains(target, StringComparison.Ordinal)).Select(static call => call.Action).ToList();
            if (made.Count > 0)
            {
                var told = Told(outcome);
                Assert.True(
                    told.Contains("Done before that", StringComparison.Ordinal) || told.Contains("removed again", StringComparison.Ordinal),
                    $"{what}: {string.Join(", ", made)} on {target} went through before the failure, and the user is told only: {told}");
            }
        }
    }

    /// <summary>Where a case first tries what can't work, and catches it.</summary>
    [GeneratedRegex(@"^(try \{.*?\} catch \{.*?\}; )+", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Attempt();

    /// <summary>All values of a request, however deep.</summary>
    private static string Words(object? value) => value switch
    {
        PSObject item => Words(item.BaseObject),
        string text => text,
        IDictionary table => string.Join(' ', table.Values.Cast<object?>().Select(Words)),
        IEnumerable list => string.Join(' ', list.Cast<object?>().Select(Words)),
        _ => value?.ToString() ?? string.Empty,
    };

    /// <summary>A call in the sandbox's trail.</summary>
    internal sealed record Called(string Action, string Operation, bool ReadOnly, string? ErrorCode, string RequestId, string Parameters)
    {
        public string Service => Action.Split(':')[0];
    }
}
