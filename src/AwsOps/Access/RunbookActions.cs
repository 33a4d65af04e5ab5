using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Which IAM actions the cmdlets of this module in a script need, by what they declare.</summary>
internal static class RunbookActions
{
    private static readonly Lazy<Dictionary<string, IReadOnlyList<string>>> Declared = new(static () =>
        (from type in typeof(RunbookActions).Assembly.GetExportedTypes()
         let cmdlet = type.GetCustomAttribute<CmdletAttribute>()
         let actions = type.GetCustomAttribute<IamActionAttribute>()
         where cmdlet is not null
         select (Name: $"{cmdlet.VerbName}-{cmdlet.NounName}", Actions: actions?.Actions ?? []))
        .ToDictionary(static pair => pair.Name, static pair => pair.Actions, StringComparer.OrdinalIgnoreCase));

    /// <summary>Reads a script without running it.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="shown">The path as the user gave it.</param>
    /// <param name="note">Takes what can't be known.</param>
    public static IEnumerable<string> Read(string path, string shown, Action<string> note)
    {
        var script = Parser.ParseFile(path, out _, out var errors);
        if (errors is [var error, ..])
        {
            throw new AwsOpsException(
                "InvalidScript",
                ErrorCategory.ParserError,
                $"-ForScript '{shown}', line {error.Extent.StartLineNumber}, column {error.Extent.StartColumnNumber}: {error.Message}",
                "Give a PowerShell script that parses.")
            { Target = shown };
        }

        var actions = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var command in script.FindAll(static ast => ast is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
        {
            var name = command.GetCommandName();
            if (name is null)
            {
                note($"{System.IO.Path.GetFileName(shown)}, line {command.Extent.StartLineNumber}: a command that is only known when the script runs is not counted.");
            }
            else if (Declared.Value.TryGetValue(name[(name.LastIndexOf('\\') + 1)..], out var needed))
            {
                actions.UnionWith(needed);
            }
        }

        return actions;
    }
}
