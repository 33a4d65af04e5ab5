using System.Reflection;

namespace AwsOps.Host;

/// <summary>
/// A PowerShell host for machines without pwsh: the engine, the module imported, formatted output.
/// <c>-- script.ps1 [args]</c>, <c>-- -c 'command'</c>, or a prompt. Exit codes are pwsh's.
/// </summary>
internal static class Program
{
    private const string Usage = """
        usage: AwsOps.Host [script.ps1 [arguments]] | [-c command] | [-h]
          script.ps1   runs a script with its arguments
          -c command   runs a command (or several, as one text)
          (nothing)    a prompt
        """;

    private static int Main(string[] arguments)
    {
        var manifest = typeof(Program).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(static item => item.Key == "ModuleManifest").Value!;
        using var session = new ScriptSession(manifest, Console.Out, Console.Error, Console.IsInputRedirected ? null : Console.In);
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            session.Stop();
        };
        return arguments switch
        {
            [] => new Prompt(session).Run(),
            ["-h" or "--help" or "-?", ..] => Say(Console.Out, Usage, 0),
            ["-c" or "-Command"] => Say(Console.Error, "-c needs a command." + Environment.NewLine + Usage, 64),
            ["-c" or "-Command", .. var words] => session.RunCommand(string.Join(' ', words)),
            ["-f" or "-File", var script, .. var rest] => session.RunScript(script, rest),
            [var script, .. var rest] => session.RunScript(script, rest),
        };
    }

    private static int Say(TextWriter to, string text, int exitCode)
    {
        to.WriteLine(text);
        return exitCode;
    }
}
