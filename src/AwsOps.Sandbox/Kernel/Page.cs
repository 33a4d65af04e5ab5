using System.Globalization;
using System.Text;

namespace AwsOps.Sandbox.Kernel;

/// <summary>Splits a result into pages with an opaque token, as every AWS list operation does.</summary>
public static class Page
{
    /// <summary>One page of <paramref name="items"/> and the token of the next, null on the last.</summary>
    /// <param name="items">The whole result, in a stable order.</param>
    /// <param name="token">The request's token, null for the first page.</param>
    /// <param name="size">Items a page.</param>
    /// <param name="invalidToken">The service's error for a token it did not make.</param>
    public static (IReadOnlyList<T> Items, string? Next) Of<T>(IReadOnlyList<T> items, string? token, int size, Func<AwsError>? invalidToken = null)
    {
        var start = 0;
        if (!string.IsNullOrEmpty(token) && !TryDecode(token, out start))
        {
            throw invalidToken?.Invoke() ?? new AwsError("InvalidNextToken", $"The token '{token}' is invalid.");
        }

        var page = items.Skip(start).Take(size).ToList();
        var next = start + page.Count < items.Count ? Encode(start + page.Count) : null;
        return (page, next);
    }

    private static string Encode(int start) => Convert.ToBase64String(Encoding.ASCII.GetBytes("page:" + start.ToString(CultureInfo.InvariantCulture)));

    private static bool TryDecode(string token, out int start)
    {
        start = 0;
        Span<byte> bytes = stackalloc byte[64];
        return Convert.TryFromBase64String(token, bytes, out var length)
            && Encoding.ASCII.GetString(bytes[..length]) is ['p', 'a', 'g', 'e', ':', .. var number]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out start);
    }
}
