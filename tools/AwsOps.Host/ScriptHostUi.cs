using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace AwsOps.Host;

/// <summary>Text in and out. Without an input it never waits for anybody: a prompt is an error.</summary>
internal sealed class ScriptHostUi(TextWriter output, TextWriter error, TextReader? input, int? width) : PSHostUserInterface, IHostUISupportsMultipleChoiceSelection
{
    private readonly bool _terminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;

    /// <inheritdoc/>
    public override PSHostRawUserInterface RawUI { get; } = new ScriptHostRawUi(width);

    /// <inheritdoc/>
    public override bool SupportsVirtualTerminal => _terminal;

    /// <inheritdoc/>
    public override void Write(string value) => output.Write(Plain(value));

    /// <inheritdoc/>
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => output.Write(Plain(value));

    /// <inheritdoc/>
    public override void WriteLine(string value) => output.WriteLine(Plain(value));

    /// <inheritdoc/>
    public override void WriteErrorLine(string value) => error.WriteLine(Plain(value));

    /// <inheritdoc/>
    public override void WriteDebugLine(string message) => output.WriteLine("DEBUG: " + Plain(message));

    /// <inheritdoc/>
    public override void WriteVerboseLine(string message) => output.WriteLine("VERBOSE: " + Plain(message));

    /// <inheritdoc/>
    public override void WriteWarningLine(string message) => output.WriteLine("WARNING: " + Plain(message));

    /// <inheritdoc/>
    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        if (!_terminal)
        {
            return;
        }

        var line = record.RecordType == ProgressRecordType.Completed ? string.Empty : $"{record.Activity}: {record.StatusDescription}";
        Console.Error.Write("\r\u001b[K" + (line.Length < RawUI.BufferSize.Width ? line : line[..(RawUI.BufferSize.Width - 1)]));
    }

    /// <inheritdoc/>
    public override string ReadLine() => Input().ReadLine() ?? throw new HostException("The input has ended.");

    /// <inheritdoc/>
    public override SecureString ReadLineAsSecureString()
    {
        var secure = new SecureString();
        foreach (var c in ReadLine())
        {
            secure.AppendChar(c);
        }

        secure.MakeReadOnly();
        return secure;
    }

    /// <inheritdoc/>
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        var answers = new Dictionary<string, PSObject>();
        foreach (var field in descriptions)
        {
            Input();
            output.Write($"{field.Name}: ");
            answers[field.Name] = PSObject.AsPSObject(ReadLine());
        }

        return answers;
    }

    /// <inheritdoc/>
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        Input();
        output.WriteLine(caption);
        output.WriteLine(message);
        while (true)
        {
            var labels = choices.Select(static choice => choice.Label.Replace("&", string.Empty, StringComparison.Ordinal)).ToList();
            output.Write($"{string.Join("  ", choices.Select((choice, i) => $"[{Key(choice)}] {labels[i]}"))} (default is \"{(defaultChoice >= 0 ? Key(choices[defaultChoice]) : string.Empty)}\"): ");
            var answer = ReadLine().Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
            {
                return defaultChoice;
            }

            for (var i = 0; i < choices.Count; i++)
            {
                if (answer.Equals(Key(choices[i]), StringComparison.OrdinalIgnoreCase) || answer.Equals(labels[i], StringComparison.OrdinalIgnoreCase))
                {
                    return i;
                }
            }
        }
    }

    /// <inheritdoc/>
    public Collection<int> PromptForChoice(string? caption, string? message, Collection<ChoiceDescription> choices, IEnumerable<int>? defaultChoices) =>
        [PromptForChoice(caption ?? string.Empty, message ?? string.Empty, choices, defaultChoices?.FirstOrDefault() ?? -1)];

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        throw new HostException("This host does not ask for credentials.");

    /// <summary>Without colours where the output is no terminal.</summary>
    private string Plain(string text) => GetOutputString(text, _terminal);

    private static string Key(ChoiceDescription choice)
    {
        var mark = choice.Label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < choice.Label.Length ? choice.Label[(mark + 1)..(mark + 2)].ToUpperInvariant() : choice.Label;
    }

    private TextReader Input() => input ?? throw new HostException("A prompt was raised, and nobody is here to answer it: this run is unattended.");
}
