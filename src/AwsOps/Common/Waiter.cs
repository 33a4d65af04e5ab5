using System.Globalization;

namespace AwsOps.Common;

/// <summary>Waits until something is so: polls, shows progress, observes Ctrl-C and a timeout. In a sandbox with manual time, waiting moves its clock.</summary>
internal static class Waiter
{
    /// <summary>Polls until <paramref name="poll"/> says done.</summary>
    /// <param name="aws">The connection, whose clock counts.</param>
    /// <param name="changes">Where progress is shown.</param>
    /// <param name="activity">What is waited for.</param>
    /// <param name="timeout">How long at most.</param>
    /// <param name="interval">Between polls.</param>
    /// <param name="poll">One look: done or not, a status text, a percentage (negative: unknown).</param>
    /// <param name="stop">Ctrl-C.</param>
    /// <exception cref="TimeoutException">Not done in time; says what the last look saw.</exception>
    public static async Task UntilAsync(AwsConnection aws, IChanges changes, string activity, TimeSpan timeout, TimeSpan interval, Func<CancellationToken, Task<(bool Done, string Status, int Percent)>> poll, CancellationToken stop)
    {
        var deadline = aws.UtcNow + timeout;
        while (true)
        {
            var (done, status, percent) = await poll(stop);
            if (done)
            {
                changes.Progress(activity, status, 101);
                return;
            }

            changes.Progress(activity, status, percent);
            if (aws.UtcNow + interval > deadline)
            {
                changes.Progress(activity, status, 101);
                throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"{activity}: not done after {timeout.TotalSeconds:0} s; the last look saw: {status}. It goes on in AWS; -TimeoutSeconds allows more time."));
            }

            await aws.DelayAsync(interval, stop);
        }
    }
}
