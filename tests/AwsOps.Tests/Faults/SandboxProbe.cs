using System.Management.Automation;
using System.Reflection;

namespace AwsOps.Tests.Faults;

/// <summary>
/// Sees the calls of a sandbox from another thread, while its runspace is busy with a cmdlet. The module's types live in a
/// load context of their own, so by reflection.
/// </summary>
internal sealed class SandboxProbe
{
    private readonly object _trail;

    /// <summary>Of the session that Get-AwsOpsSession gave.</summary>
    public SandboxProbe(PSObject session)
    {
        var connection = Property(session.BaseObject, "Connection");
        _trail = Property(Property(Property(connection, "Sandbox"), "Cloud"), "Trail");
    }

    /// <summary>Operations called so far.</summary>
    public IReadOnlyList<string> Operations =>
        [.. ((IEnumerable<object>)_trail.GetType().GetMethod("Snapshot")!.Invoke(_trail, null)!).Select(static call => (string)Property(call, "Operation"))];

    /// <summary>Waits until operations were called one after the other, not counting the first calls.</summary>
    public async Task SeenAsync(int start, IReadOnlyList<string> operations, TimeSpan limit)
    {
        for (var since = System.Diagnostics.Stopwatch.StartNew(); since.Elapsed < limit; await Task.Delay(5))
        {
            var left = operations.GetEnumerator();
            var more = left.MoveNext();
            foreach (var called in Operations.Skip(start))
            {
                more = more && (called != left.Current || left.MoveNext());
            }

            if (!more)
            {
                return;
            }
        }

        Assert.Fail($"{string.Join(", then ", operations)}: not called within {limit}; called were {string.Join(", ", Operations.Skip(start))}.");
    }

    private static object Property(object item, string name) =>
        item.GetType().GetProperty(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!.GetValue(item)!;
}
