using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using AwsOps.Common;

namespace AwsOps.Session;

/// <summary>The session of each runspace. Runspaces that run side by side (ForEach-Object -Parallel) must not share what one of them connects.</summary>
internal static class SessionStore
{
    private static readonly ConditionalWeakTable<Runspace, Slot> Slots = [];

    /// <summary>Session of the current runspace; null when there is none.</summary>
    public static AwsConnection? Current
    {
        get => Runspace.DefaultRunspace is { } runspace && Slots.TryGetValue(runspace, out var slot) ? slot.Connection : null;
        set
        {
            if (Runspace.DefaultRunspace is { } runspace)
            {
                Slots.GetOrCreateValue(runspace).Connection = value;
            }
        }
    }

    private sealed class Slot
    {
        public AwsConnection? Connection { get; set; }
    }
}
