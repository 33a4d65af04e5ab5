namespace AwsOps.Common;

/// <summary>Which cmdlet the current work belongs to: named in the user agent of its calls, so that CloudTrail and the sandbox's trail show it.</summary>
internal static class Invocation
{
    private static readonly AsyncLocal<string?> Name = new();

    /// <summary>The cmdlet's name; null outside of one.</summary>
    public static string? Current => Name.Value;

    /// <summary>Names the work until the result is disposed.</summary>
    public static IDisposable Enter(string cmdlet)
    {
        var outer = Name.Value;
        Name.Value = cmdlet;
        return new Exit(outer);
    }

    private sealed class Exit(string? outer) : IDisposable
    {
        public void Dispose() => Name.Value = outer;
    }
}
