namespace AwsOps.Tests.Scenarios;

/// <summary>
/// How a cmdlet is used, as a script beside this file, named as the cmdlet:
/// a <c># Setup</c> part, then <c># Case</c> parts, each run on a sandbox fresh from the setup. A case is one pipeline in
/// which the named cmdlet comes last, so that -WhatIf can be put behind it. Together the cases take every path that calls AWS.
/// </summary>
internal sealed record Scenario(string Setup, IReadOnlyList<string> Cases)
{
    private static string Folder => Path.Combine(ModuleTest.RepositoryRoot, "tests", "AwsOps.Tests", "Scenarios");

    /// <summary>The scenario of a cmdlet; null when there is none.</summary>
    public static Scenario? Of(string cmdlet)
    {
        var path = Path.Combine(Folder, cmdlet + ".ps1");
        if (!File.Exists(path))
        {
            return null;
        }

        var setup = new List<string>();
        var cases = new List<List<string>>();
        var current = setup;
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith("# Setup", StringComparison.Ordinal))
            {
                current = setup;
            }
            else if (line.StartsWith("# Case", StringComparison.Ordinal))
            {
                cases.Add(current = []);
            }
            else
            {
                current.Add(line);
            }
        }

        return new Scenario(string.Join('\n', setup), [.. cases.Select(static lines => string.Join('\n', lines).Trim())]);
    }
}
