namespace AwsOps.Common;

/// <summary>
/// The one place that every mutating call goes through. It asks ShouldProcess before each call, so that -WhatIf means no
/// call at all; plain classes get it handed in and need not know PowerShell.
/// </summary>
internal interface IChanges
{
    /// <summary>Makes a change when the user wants it. False under -WhatIf or a "no": the call was not made.</summary>
    /// <param name="change">What changes, from what to what.</param>
    /// <param name="call">The one mutating call.</param>
    Task<bool> ApplyAsync(Change change, Func<CancellationToken, Task> call);

    /// <summary>Makes a change when the user wants it. Null under -WhatIf or a "no": the call was not made.</summary>
    /// <param name="change">What changes, from what to what.</param>
    /// <param name="call">The one mutating call.</param>
    Task<T?> CallAsync<T>(Change change, Func<CancellationToken, Task<T>> call)
        where T : class;

    /// <summary>
    /// Takes back a change that this invocation made, so that a failure in the middle leaves nothing behind. Nobody is asked
    /// again, and Ctrl-C does not hinder it: it has a time limit of its own.
    /// </summary>
    /// <param name="change">What is taken back.</param>
    /// <param name="call">The one mutating call.</param>
    Task UndoAsync(Change change, Func<CancellationToken, Task> call);

    /// <summary>
    /// What was changed for the item in hand and is there still. A failure or Ctrl-C in the middle names it; who takes a
    /// change back, or says himself what became of it, strikes it out.
    /// </summary>
    IList<Change> Applied { get; }

    /// <summary>True under -WhatIf: every change is described and none is made.</summary>
    bool IsWhatIf { get; }

    /// <summary>A failure as the module reports it, with advice for this cmdlet.</summary>
    AwsOpsException Translate(Exception exception);

    /// <summary>Says something under -Verbose.</summary>
    void Verbose(string text);

    /// <summary>Warns; also after Ctrl-C.</summary>
    void Warning(string text);

    /// <summary>Shows progress; a percentage below 0 is unknown, above 100 is done.</summary>
    void Progress(string activity, string status, int percent);
}

/// <summary>One mutating call, described before it is made.</summary>
/// <param name="Action">What is done, with from and to, e.g. <c>Set desired capacity from 2 to 4</c>.</param>
/// <param name="Target">On what, e.g. <c>Scaling group web</c>.</param>
internal sealed record Change(string Action, string Target);
