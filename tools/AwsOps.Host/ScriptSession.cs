using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace AwsOps.Host;

/// <summary>A runspace with the module imported, whose output is formatted to a writer.</summary>
public sealed class ScriptSession : IDisposable
{
    private const string Outcome = "AwsOpsHostOutcome";

    /// <summary>
    /// The engine breaks lines between words for the cultures of a list only, and the invariant one, which this program
    /// runs under so that its output is the same everywhere, is not in it. Nothing is lost where a later engine keeps the list elsewhere.
    /// </summary>
    static ScriptSession() =>
        (typeof(PSObject).Assembly
            .GetType("Microsoft.PowerShell.Commands.Internal.Format.StringManipulationHelper")?
            .GetField("s_cultureCollection", BindingFlags.NonPublic | BindingFlags.Static)?
            .GetValue(null) as ICollection<string>)?.Add(CultureInfo.InvariantCulture.TwoLetterISOLanguageName);

    private readonly Lock _lock = new();
    private readonly TextWriter _error;
    private PowerShell? _running;

    /// <summary>Opens a session.</summary>
    /// <param name="manifest">Path of the module's manifest.</param>
    /// <param name="output">Where formatted output goes.</param>
    /// <param name="error">Where errors go.</param>
    /// <param name="input">Where answers to prompts come from; null for an unattended run.</param>
    /// <param name="width">Columns of the output; null for the terminal's.</param>
    public ScriptSession(string manifest, TextWriter output, TextWriter error, TextReader? input, int? width = null)
    {
        _error = error;
        Host = new ScriptHost(output, error, input, width);
        var state = InitialSessionState.CreateDefault2();
        state.ThrowOnRunspaceOpenError = true;
        state.ImportPSModule([manifest]);
        if (OperatingSystem.IsWindows())
        {
            // Elsewhere there is no execution policy to set.
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        Runspace = RunspaceFactory.CreateRunspace(Host, state);
        Runspace.Open();
    }

    /// <summary>The host behind the session.</summary>
    public ScriptHost Host { get; }

    /// <summary>The runspace.</summary>
    public Runspace Runspace { get; }

    /// <summary>Runs a command text. 0, or 1 when its last statement failed, or what it gave to <c>exit</c>.</summary>
    public int RunCommand(string command)
    {
        // What $? says after the last statement, before formatting has run over it.
        Runspace.SessionStateProxy.SetVariable(Outcome, true);
        var exit = Run(shell => shell.AddScript($"{command}{Environment.NewLine}$global:{Outcome} = $?", useLocalScope: false));
        return exit == 0 && Runspace.SessionStateProxy.GetVariable(Outcome) is false ? 1 : exit;
    }

    /// <summary>Runs a script file. 0, or 1 when it ended by an error, or what it gave to <c>exit</c>.</summary>
    public int RunScript(string path, IReadOnlyList<string> arguments)
    {
        var full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            // pwsh -File answers 64 (EX_USAGE) for a file that is not there.
            _error.WriteLine($"The script '{path}' does not exist.");
            return 64;
        }

        // As a block of its own and not as a command: only so does its exit reach the host. It knows its file all the same.
        var script = Parser.ParseFile(full, out _, out var problems);
        if (problems.Length > 0)
        {
            Host.UI.WriteErrorLine(Describe(new ParseException(problems)));
            return 1;
        }

        var (named, positional) = Bind(full, arguments);
        var before = Errors.Count;
        var exit = Run(shell => shell.AddScript("param($AwsOpsScript, $AwsOpsNamed, $AwsOpsPositional) & $AwsOpsScript @AwsOpsNamed @AwsOpsPositional").AddArgument(script.GetScriptBlock()).AddArgument(named).AddArgument(positional));

        // Arguments that do not fit are an error of this call and of no line of the script.
        return exit == 0 && Errors.Count > before && Errors[0] is ErrorRecord { Exception: ParameterBindingException, InvocationInfo.ScriptName: null or "" } ? 1 : exit;
    }

    private ArrayList Errors => (ArrayList)Runspace.SessionStateProxy.GetVariable("Error");

    /// <summary>Stops what runs now, as Ctrl-C does.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _running?.BeginStop(null, null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Runspace.Dispose();

    private int Run(Action<PowerShell> build)
    {
        using var shell = PowerShell.Create(Runspace);
        build(shell);
        foreach (var command in shell.Commands.Commands)
        {
            command.MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        }

        shell.AddCommand("Out-Default");
        lock (_lock)
        {
            _running = shell;
        }

        try
        {
            shell.Invoke();
            return Host.ExitCode ?? 0;
        }
        catch (PipelineStoppedException)
        {
            return Host.ExitCode ?? 130;
        }
        catch (RuntimeException exception)
        {
            if (Host.ExitCode is { } exit)
            {
                return exit;
            }

            Host.UI.WriteErrorLine(Describe(exception));
            return 1;
        }
        finally
        {
            lock (_lock)
            {
                _running = null;
            }
        }
    }

    private static string Describe(RuntimeException exception)
    {
        var record = exception.ErrorRecord;
        var position = record?.InvocationInfo?.PositionMessage;
        return string.IsNullOrEmpty(position) ? exception.Message : exception.Message + Environment.NewLine + position;
    }

    /// <summary>Sorts words as pwsh -File does: -Name value, -Name:value, -Switch, and the rest by position.</summary>
    private (Hashtable Named, object[] Positional) Bind(string script, IReadOnlyList<string> arguments)
    {
        using var lookup = PowerShell.Create(Runspace);
        var known = lookup.AddCommand("Get-Command").AddParameter("Name", script).Invoke<ExternalScriptInfo>() is [{ } info, ..] ? info.Parameters : [];
        var named = new Hashtable(StringComparer.OrdinalIgnoreCase);
        var positional = new List<object>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var word = arguments[i];
            if (word.Length < 2 || word[0] != '-' || !(char.IsLetter(word[1]) || word[1] == '_'))
            {
                positional.Add(word);
                continue;
            }

            var (name, value) = word.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? (word[1..colon], word[(colon + 1)..]) : (word[1..], null);
            var isSwitch = known.Values.Any(parameter => parameter.ParameterType == typeof(SwitchParameter)
                && (parameter.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase) || parameter.Aliases.Contains(name, StringComparer.OrdinalIgnoreCase)));
            if (isSwitch)
            {
                named[name] = value is null || !(value.Equals("$false", StringComparison.OrdinalIgnoreCase) || value.Equals("false", StringComparison.OrdinalIgnoreCase));
            }
            else if (value is not null || i + 1 < arguments.Count)
            {
                named[name] = value ?? arguments[++i];
            }
            else
            {
                // Nothing follows: the binder says what is missing.
                named[name] = null;
            }
        }

        return (named, [.. positional]);
    }
}
