using System.Management.Automation;

namespace AwsOps.Common;

/// <summary>A cmdlet that talks to AWS: the session parameters, the connection, and the one gate for every change.</summary>
public abstract class AwsCmdlet : AwsOpsCmdlet, IChanges
{
    private static readonly TimeSpan UndoLimit = TimeSpan.FromSeconds(10);

    private readonly ConnectionResolver _resolver = new();
    private readonly List<Change> _applied = [];

    private protected AwsCmdlet()
    {
    }

    /// <summary>Name of a profile in the AWS config or credentials file. Without it: the session of Connect-AwsOps, then the SDK's chain.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ProfileName { get; set; }

    /// <summary>Region to work in, e.g. eu-west-1. Without it: the session's region, then AWS_REGION and the profile's region.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Region { get; set; }

    /// <summary>URL that answers instead of AWS's own endpoints, e.g. http://127.0.0.1:5000. AWS_ENDPOINT_URL is honoured too.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public Uri? EndpointUrl { get; set; }

    /// <summary>Account this must act in: an error, and nothing done, when the credentials belong to another. Objects from the pipeline bring it along.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateFormat("^[0-9]{12}$", "An account id has 12 digits; '{0}' has not.")]
    public string? AccountId { get; set; }

    /// <summary>Where this record's calls go: credentials, region, endpoint, clients. Set before <see cref="ProcessAsync(AwsConnection)"/>.</summary>
    private protected AwsConnection Aws { get; private set; } = null!;

    /// <summary>The gate for changes; handed to the plain classes that do the work.</summary>
    private protected IChanges Changes => this;

    /// <inheritdoc/>
    async Task<bool> IChanges.ApplyAsync(Change change, Func<CancellationToken, Task> call)
    {
        if (!OnPipeline(() => ShouldProcess($"{change.Target} ({Aws.Where})", change.Action)))
        {
            return false;
        }

        StopToken.ThrowIfCancellationRequested();
        var answers = LostAnswers.Begin();
        try
        {
            await call(StopToken);
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            Changes.Warning($"Stopped in the middle of \"{change.Action}\" on {change.Target} ({Aws.Where}). AWS may have done it all the same: look before you try again.");
            throw;
        }
        catch (Exception exception) when (answers.Lost && exception is not OperationCanceledException)
        {
            throw ErrorRecords.Translate(exception, this).LostAnswer();
        }

        _applied.Add(change);
        return true;
    }

    /// <inheritdoc/>
    async Task<T?> IChanges.CallAsync<T>(Change change, Func<CancellationToken, Task<T>> call)
        where T : class
    {
        T? result = null;
        await Changes.ApplyAsync(change, async stop => result = await call(stop));
        return result;
    }

    /// <inheritdoc/>
    async Task IChanges.UndoAsync(Change change, Func<CancellationToken, Task> call)
    {
        if (!StopToken.IsCancellationRequested)
        {
            OnPipeline(() => WriteVerbose($"Performing the operation \"{change.Action}\" on target \"{change.Target} ({Aws.Where})\"."));
        }

        using var limit = new CancellationTokenSource(UndoLimit);
        await call(limit.Token);
    }

    /// <inheritdoc/>
    IList<Change> IChanges.Applied => _applied;

    /// <inheritdoc/>
    bool IChanges.IsWhatIf => OnPipeline(() => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var bound)
        ? LanguagePrimitives.IsTrue(bound)
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference")));

    /// <inheritdoc/>
    AwsOpsException IChanges.Translate(Exception exception) => ErrorRecords.Translate(exception, this);

    /// <inheritdoc/>
    void IChanges.Verbose(string text) => OnPipeline(() => WriteVerbose(text));

    /// <inheritdoc/>
    void IChanges.Warning(string text) => OnPipeline(() =>
    {
        if (StopToken.IsCancellationRequested)
        {
            // A stopped pipeline takes no more output, and the user must still learn what was left.
            Host.UI.WriteWarningLine(text);
        }
        else
        {
            WriteWarning(text);
        }
    });

    /// <inheritdoc/>
    void IChanges.Progress(string activity, string status, int percent) => OnPipeline(() => WriteProgress(new ProgressRecord(1, activity, status)
    {
        PercentComplete = percent is < 0 or > 100 ? -1 : percent,
        RecordType = percent > 100 ? ProgressRecordType.Completed : ProgressRecordType.Processing,
    }));

    /// <inheritdoc/>
    private protected sealed override int ChangesSoFar => _applied.Count;

    /// <inheritdoc/>
    private protected sealed override void ForgetChanges() => _applied.Clear();

    /// <inheritdoc/>
    private protected sealed override string? DoneSince(int first)
    {
        var done = _applied.Skip(first).Select(static change => $"\"{change.Action}\" on {change.Target}").ToList();
        _applied.RemoveRange(Math.Min(first, _applied.Count), done.Count);
        return done.Count == 0 ? null : $"Done before that, and still so: {string.Join(", ", done)}.";
    }

    /// <inheritdoc/>
    private protected sealed override void Stopped()
    {
        if (DoneSince(0) is { } done)
        {
            Changes.Warning("Stopped. " + done);
        }
    }

    /// <summary>For each record, with the connection that its parameters ask for.</summary>
    /// <param name="aws">The connection; the same as <see cref="Aws"/>.</param>
    private protected abstract Task ProcessAsync(AwsConnection aws);

    private protected sealed override async Task ProcessAsync()
    {
        if (IsOffline)
        {
            await ProcessOfflineAsync();
            return;
        }

        await ConnectAsync();
        await ProcessAsync(Aws);
    }

    /// <summary>Writes the items that names and patterns mean, as they come where no pattern is among them; a name that is not there is an error of its own.</summary>
    /// <param name="names">Names and patterns; empty for all.</param>
    /// <param name="get">Gets the items of names, all for none, and tells the missing names.</param>
    /// <param name="namesOf">What an item is called.</param>
    /// <param name="notFound">The error for a name that is not there.</param>
    private protected async Task WriteNamedAsync<T>(IReadOnlyList<string> names, Func<IReadOnlyList<string>, Action<string>, IAsyncEnumerable<T>> get, Func<T, IReadOnlyList<string>> namesOf, Func<string, AwsOpsException> notFound)
        where T : class
    {
        if (!NamePatterns.Any(names))
        {
            await foreach (var item in get(names, Missing))
            {
                WriteObject(item);
            }

            return;
        }

        var all = new List<T>();
        await foreach (var item in get([], Missing))
        {
            all.Add(item);
        }

        WriteObject(NamePatterns.Pick(names, all, namesOf, Missing), enumerateCollection: true);

        void Missing(string name) => WriteError(ErrorRecords.From(notFound(name), name, this));
    }

    /// <inheritdoc cref="WriteNamedAsync{T}(IReadOnlyList{string}, Func{IReadOnlyList{string}, Action{string}, IAsyncEnumerable{T}}, Func{T, IReadOnlyList{string}}, Func{string, AwsOpsException})"/>
    private protected Task WriteNamedAsync<T>(IReadOnlyList<string> names, Func<IReadOnlyList<string>, Action<string>, Task<IReadOnlyList<T>>> get, Func<T, IReadOnlyList<string>> namesOf, Func<string, AwsOpsException> notFound)
        where T : class
    {
        return WriteNamedAsync(names, Streamed, namesOf, notFound);

        async IAsyncEnumerable<T> Streamed(IReadOnlyList<string> some, Action<string> missing)
        {
            foreach (var item in await get(some, missing))
            {
                yield return item;
            }
        }
    }

    /// <summary>True when this record needs no account, e.g. because it reads files; <see cref="ProcessOfflineAsync"/> follows then.</summary>
    private protected virtual bool IsOffline => false;

    /// <summary>For each record that needs no account; there is no <see cref="Aws"/>.</summary>
    private protected virtual Task ProcessOfflineAsync() => Task.CompletedTask;

    /// <summary>Resolves the connection for the parameters bound now; for work before or after the records.</summary>
    private protected async Task ConnectAsync()
    {
        Aws = _resolver.Resolve(this);
        if (AccountId is { } expected && await Aws.GetAccountIdAsync(StopToken) is var actual && actual != expected)
        {
            throw new SessionException("WrongAccount", ErrorCategory.SecurityError, $"-AccountId {expected}: the credentials in use ({Aws.CredentialSource}) belong to account {actual}. Nothing was done.", "Connect to the right account with Connect-AwsOps or -ProfileName.");
        }
    }

    /// <summary>Goes on in another place, for work on several connections after the records.</summary>
    private protected void Use(AwsConnection aws) => Aws = aws;

    /// <inheritdoc/>
    private protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _resolver.Dispose();
        }

        base.Dispose(disposing);
    }
}
