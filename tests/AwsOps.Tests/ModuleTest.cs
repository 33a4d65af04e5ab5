using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using AwsOps.Host;

namespace AwsOps.Tests;

/// <summary>
/// A test of the built module in the real PowerShell engine: a fresh runspace with the module imported by its manifest.
/// <c>Run("…")</c> gives what each stream got; <c>Show("…")</c> the text a user would see (views, 120 columns).
/// Use engine commands and this module's cmdlets only: Select-Object, Sort-Object, Write-Host and the like are not there.
/// </summary>
public abstract class ModuleTest : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly ScriptSession _session;

    /// <summary>Opens the runspace; <paramref name="setup"/> runs first.</summary>
    /// <param name="setup">A script.</param>
    /// <param name="input">What somebody types at prompts; null when nobody is there.</param>
    protected ModuleTest(string? setup = null, TextReader? input = null)
    {
        _session = new ScriptSession(Manifest, _out, _out, input, width: 120);
        if (setup is not null)
        {
            var result = Run(setup);
            Assert.True(result.Errors.Count == 0, $"setup: {string.Join(Environment.NewLine, result.Errors)}");
        }
    }

    /// <summary>Path of the built module's manifest.</summary>
    public static string Manifest { get; } = Metadata("ModuleManifest");

    /// <summary>Root of the repository.</summary>
    public static string RepositoryRoot { get; } = Metadata("RepositoryRoot");

    /// <summary>What the host has shown since the last <see cref="Show"/>.</summary>
    protected string HostText => _out.ToString();

    /// <summary>The runspace.</summary>
    protected Runspace Runspace => _session.Runspace;

    /// <summary>Runs a script; a terminating error is among the errors.</summary>
    /// <param name="script">The script.</param>
    /// <param name="input">Objects for its $input.</param>
    protected Outcome Run(string script, params object[] input)
    {
        using var shell = PowerShell.Create(Runspace);
        shell.AddScript(script);
        var output = new PSDataCollection<PSObject>();
        var errors = new List<ErrorRecord>();
        try
        {
            shell.Invoke(input, output);
        }
        catch (RuntimeException exception)
        {
            errors.Add(exception.ErrorRecord);
        }

        errors.InsertRange(0, shell.Streams.Error);
        return new Outcome(
            [.. output],
            errors,
            [.. shell.Streams.Warning.Select(static record => record.Message)],
            [.. shell.Streams.Verbose.Select(static record => record.Message)],
            [.. shell.Streams.Debug.Select(static record => record.Message)],
            [.. shell.Streams.Information.Select(static record => record.MessageData.ToString()!)]);
    }

    /// <summary>Runs a script that must not fail; its output.</summary>
    protected IReadOnlyList<PSObject> Ok(string script, params object[] input)
    {
        var outcome = Run(script, input);
        Assert.True(outcome.Errors.Count == 0, string.Join(Environment.NewLine, outcome.Errors.Select(static error => $"{error.FullyQualifiedErrorId}: {error}")));
        return outcome.Output;
    }

    /// <summary>Runs a script that must give exactly one object.</summary>
    protected PSObject One(string script, params object[] input) => Assert.Single(Ok(script, input));

    /// <summary>Runs a script that must fail exactly once, with this error id.</summary>
    protected ErrorRecord Fails(string errorId, string script, params object[] input)
    {
        var error = Assert.Single(Run(script, input).Errors);
        Assert.Equal(errorId, error.FullyQualifiedErrorId.Split(',')[0]);
        return error;
    }

    /// <summary>The text that a user sees, without the blank lines around it and the spaces at line ends.</summary>
    protected string Show(string script)
    {
        _out.GetStringBuilder().Clear();
        _session.RunCommand(script);
        return string.Join('\n', _out.ToString().ReplaceLineEndings("\n").Trim('\n').Split('\n').Select(static line => line.TrimEnd()));
    }

    /// <summary>What Tab offers at the end of a line.</summary>
    protected IReadOnlyList<string> Complete(string line)
    {
        using var shell = PowerShell.Create(Runspace);
        return [.. CommandCompletion.CompleteInput(line, line.Length, null, shell).CompletionMatches.Select(static match => match.CompletionText)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the sandbox and the runspace.</summary>
    /// <param name="disposing">True when called by Dispose.</param>
    protected virtual void Dispose(bool disposing)
    {
        Run("if (Get-Command Stop-AwsOpsSandbox -ErrorAction Ignore) { Stop-AwsOpsSandbox -Confirm:$false -ErrorAction Ignore }");
        _session.Dispose();
    }

    private static string Metadata(string key) => typeof(ModuleTest).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(item => item.Key == key).Value!;

    /// <summary>What the streams got.</summary>
    protected sealed record Outcome(
        IReadOnlyList<PSObject> Output,
        IReadOnlyList<ErrorRecord> Errors,
        IReadOnlyList<string> Warnings,
        IReadOnlyList<string> Verbose,
        IReadOnlyList<string> Debug,
        IReadOnlyList<string> Information);

    /// <summary>A call of another program to the sandbox's Auto Scaling, whose address is in $url: for what the cmdlets don't set.</summary>
    protected async Task AutoScalingAsync(params (string Name, string Value)[] parameters)
    {
        using var http = new HttpClient { BaseAddress = One("$url").BaseObject as Uri };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=AKIAOTHERPROGRAM/20261127/eu-west-1/autoscaling/aws4_request, SignedHeaders=host, Signature=0");
        using var content = new FormUrlEncodedContent(parameters.Append(("Version", "2011-01-01")).Select(static item => KeyValuePair.Create(item.Item1, item.Item2)));
        using var answer = await http.PostAsync(new Uri("/", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}

/// <summary>Reading properties of objects whose types live in the module's own load context.</summary>
internal static class PSObjectExtensions
{
    /// <summary>A property's value.</summary>
    public static T Get<T>(this PSObject item, string property) => (T)LanguagePrimitives.ConvertTo(item.Properties[property]?.Value ?? throw new InvalidOperationException($"{item.TypeNames[0]} has no property {property} or it is null."), typeof(T));

    /// <summary>A property's value as text; null when null.</summary>
    public static string? Text(this PSObject item, string property) => item.Properties[property]?.Value?.ToString();
}
