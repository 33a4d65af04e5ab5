using System.Runtime.CompilerServices;

namespace AwsOps.Common;

/// <summary>Streams the pages of a list operation.</summary>
internal static class Pager
{
    /// <summary>
    /// Items page by page, as they arrive. Stops on a token that repeats: some services answer their last token again
    /// (CloudWatch Logs), and an endless loop helps nobody.
    /// </summary>
    /// <param name="page">Gets a page: its items (null means none) and the next token.</param>
    /// <param name="stop">Ctrl-C.</param>
    public static async IAsyncEnumerable<T> PagesAsync<T>(Func<string?, CancellationToken, Task<(IEnumerable<T>? Items, string? Next)>> page, [EnumeratorCancellation] CancellationToken stop)
    {
        string? token = null;
        do
        {
            stop.ThrowIfCancellationRequested();
            var (items, next) = await page(token, stop);
            foreach (var item in items ?? [])
            {
                yield return item;
            }

            if (next == token)
            {
                yield break;
            }

            token = next;
        }
        while (!string.IsNullOrEmpty(token));
    }

    /// <summary>All items at once, for lists that are small or must be joined.</summary>
    public static async Task<List<T>> AllAsync<T>(Func<string?, CancellationToken, Task<(IEnumerable<T>? Items, string? Next)>> page, CancellationToken stop)
    {
        var all = new List<T>();
        await foreach (var item in PagesAsync(page, stop))
        {
            all.Add(item);
        }

        return all;
    }
}
