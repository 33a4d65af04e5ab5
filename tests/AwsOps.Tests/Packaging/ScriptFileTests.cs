using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace AwsOps.Tests.Packaging;

/// <summary>The PowerShell files that these tests can't run (Pester is not here), read by the real parser.</summary>
public sealed partial class ScriptFileTests
{
    public static TheoryData<string> Files =>
    [
        "build.ps1",
        .. Directory.GetFiles(Path.Combine(ModuleTest.RepositoryRoot, "module"), "*.ps?1", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(Path.Combine(ModuleTest.RepositoryRoot, "tests", "pester"), "*.ps1"))
            .Select(static file => Path.GetRelativePath(ModuleTest.RepositoryRoot, file)),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void It_is_PowerShell_and_calls_what_there_is(string file)
    {
        var script = Parser.ParseFile(Path.Combine(ModuleTest.RepositoryRoot, file), out _, out var errors);
        Assert.Empty(errors);
        var cmdlets = CmdletCatalog.All.ToDictionary(static cmdlet => cmdlet.Name, StringComparer.OrdinalIgnoreCase);
        var nouns = CmdletCatalog.All.Select(static cmdlet => cmdlet.Noun).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var command in script.FindAll(static node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
        {
            var name = command.GetCommandName();
            if (name is null || !nouns.Contains(name.Split('-')[^1]))
            {
                continue;
            }

            Assert.True(cmdlets.TryGetValue(name, out var cmdlet), $"{file}: there is no {name}");
            foreach (var parameter in command.CommandElements.OfType<CommandParameterAst>())
            {
                Assert.True(cmdlet.Parameters.Keys.Any(known => known.StartsWith(parameter.ParameterName, StringComparison.OrdinalIgnoreCase)), $"{file}: {name} has no -{parameter.ParameterName}");
            }
        }
    }

    [Fact]
    public void The_smoke_test_covers_import_exports_help_and_a_sale()
    {
        var text = File.ReadAllText(Path.Combine(ModuleTest.RepositoryRoot, "tests", "pester", "AwsOps.Tests.ps1"));
        foreach (var part in new[] { "Import-Module", "Get-Command -Module AwsOps", "Get-Help", "Set-SandboxLoad", "Get-SandboxEvent -Mail", "-WhatIf" })
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_commands_of_the_README_name_files_that_exist()
    {
        var commands = Fenced().Matches(File.ReadAllText(Path.Combine(ModuleTest.RepositoryRoot, "README.md"))).Select(static match => match.Groups[1].Value.Trim()).ToList();
        Assert.Equal(2, commands.Count);
        foreach (var path in commands.SelectMany(static command => command.Split(' ')).Where(static word => word.Contains('/', StringComparison.Ordinal) || word.EndsWith(".slnx", StringComparison.Ordinal)))
        {
            Assert.True(Path.Exists(Path.Combine(ModuleTest.RepositoryRoot, path)), path);
        }
    }

    [GeneratedRegex("^```\\n(.*?)\\n```$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Fenced();
}
