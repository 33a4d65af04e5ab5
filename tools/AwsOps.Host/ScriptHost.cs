using System.Globalization;
using System.Management.Automation.Host;

namespace AwsOps.Host;

/// <summary>The host that PowerShell talks to.</summary>
public sealed class ScriptHost : PSHost
{
    private readonly ScriptHostUi _ui;

    internal ScriptHost(TextWriter output, TextWriter error, TextReader? input, int? width) => _ui = new ScriptHostUi(output, error, input, width);

    /// <summary>What <c>exit</c> was given; null when nothing exited.</summary>
    public int? ExitCode { get; private set; }

    /// <inheritdoc/>
    public override string Name => "AwsOps.Host";

    /// <inheritdoc/>
    public override Version Version => typeof(ScriptHost).Assembly.GetName().Version!;

    /// <inheritdoc/>
    public override Guid InstanceId { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public override PSHostUserInterface UI => _ui;

    /// <inheritdoc/>
    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    /// <inheritdoc/>
    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    /// <inheritdoc/>
    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    /// <inheritdoc/>
    public override void EnterNestedPrompt() => throw new HostException("This host has no nested prompt.");

    /// <inheritdoc/>
    public override void ExitNestedPrompt() => throw new HostException("This host has no nested prompt.");

    /// <inheritdoc/>
    public override void NotifyBeginApplication()
    {
        // Nothing to save: the host draws no screen of its own.
    }

    /// <inheritdoc/>
    public override void NotifyEndApplication()
    {
        // Nothing to restore.
    }
}
