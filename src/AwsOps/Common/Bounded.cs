namespace AwsOps.Common;

/// <summary>Calls that AWS has only per item, several at a time and never more than a few.</summary>
internal static class Bounded
{
    /// <summary>How many at a time: enough to hide the latency, few enough for IAM's rate limits.</summary>
    public const int Width = 8;

    /// <summary>Works on all items; results come in the order of the items.</summary>
    /// <param name="items">The items.</param>
    /// <param name="work">The work on one.</param>
    /// <param name="stop">Ctrl-C.</param>
    public static async Task<TResult[]> SelectAsync<T, TResult>(IEnumerable<T> items, Func<T, Task<TResult>> work, CancellationToken stop)
    {
        using var gate = new SemaphoreSlim(Width);
        return await Task.WhenAll(items.Select(OneAsync));

        async Task<TResult> OneAsync(T item)
        {
            await gate.WaitAsync(stop);
            try
            {
                return await work(item);
            }
            finally
            {
                gate.Release();
            }
        }
    }
}
