using System.Management.Automation;

namespace AwsOps.Tests;

/// <summary>A test of cmdlets on a sandbox of fixed time and seed.</summary>
public abstract class CmdletTest(string? setup = null) : ModuleTest("$null = Start-AwsOpsSandbox -Region eu-west-1 -StartTime '2026-01-05T08:00:00Z' -Seed 1; " + setup)
{
    /// <summary>A launch template and a group of two instances from it, both named shop; $group is the group.</summary>
    protected const string Shop = "$group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait; ";

    /// <summary>Actions of the calls so far that changed something, in order.</summary>
    protected IReadOnlyList<string> Changes() => [.. Ok("Get-SandboxEvent -Mutating").Where(static call => call.Text("ErrorCode") is null).Select(static call => call.Text("Action")!)];

    /// <summary>Actions that a script changes something with, in order.</summary>
    protected IReadOnlyList<string> ChangesOf(string script)
    {
        var before = Changes().Count;
        Ok(script);
        return [.. Changes().Skip(before)];
    }

    /// <summary>Names that a script returns, by a property of its objects.</summary>
    protected IReadOnlyList<string> Names(string script, string property) => [.. Ok(script).Select(item => item.Text(property)!)];

    /// <summary>
    /// Scripts that must fail before anything is changed: with one error of this id, whose text and advice hold each of the
    /// words (the parameter or resource, the value, and what would be right).
    /// </summary>
    protected void Refuses(params (string Script, string ErrorId, string[] Words)[] cases)
    {
        var problems = new List<string>();
        var before = Changes().Count;
        foreach (var (script, errorId, words) in cases)
        {
            var outcome = Run(script);
            if (outcome.Errors is not [var error])
            {
                problems.Add($"{script}: {outcome.Errors.Count} errors: {string.Join(" / ", outcome.Errors)}");
                continue;
            }

            var text = Text(error);
            var id = error.FullyQualifiedErrorId.Split(',')[0];
            if (id != errorId)
            {
                problems.Add($"{script}: {id}: {text}");
            }

            problems.AddRange(words.Where(word => !text.Contains(word, StringComparison.Ordinal)).Select(word => $"{script}: '{word}' is not in: {text}"));
            if (Changes().Count is var now && now != before)
            {
                problems.Add($"{script}: changed something before it failed");
                before = now;
            }
        }

        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }

    /// <summary>What a user reads of an error: its message and the advice.</summary>
    protected static string Text(ErrorRecord error) => $"{error} {error.ErrorDetails?.RecommendedAction}";
}
