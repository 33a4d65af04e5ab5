using System.Management.Automation.Language;

namespace AwsOps.Host;

/// <summary>A plain prompt: reads statements, several lines where they are not finished.</summary>
internal sealed class Prompt(ScriptSession session)
{
    /// <summary>Runs until <c>exit</c> or the end of the input.</summary>
    public int Run()
    {
        Console.Out.WriteLine("AwsOps on the PowerShell engine. Start-AwsOpsSandbox gives an AWS to try things on; exit ends.");
        while (session.Host.ExitCode is null)
        {
            Console.Out.Write("PS> ");
            var text = Console.In.ReadLine();
            if (text is null)
            {
                return 0;
            }

            while (IsUnfinished(text))
            {
                Console.Out.Write(">> ");
                if (Console.In.ReadLine() is not { Length: > 0 } more)
                {
                    break;
                }

                text += Environment.NewLine + more;
            }

            if (text.Trim().Length > 0)
            {
                session.RunCommand(text);
            }
        }

        return session.Host.ExitCode ?? 0;
    }

    private static bool IsUnfinished(string text)
    {
        Parser.ParseInput(text, out _, out var errors);
        return errors.Any(static error => error.IncompleteInput);
    }
}
