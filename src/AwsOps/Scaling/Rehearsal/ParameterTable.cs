using System.Collections;

namespace AwsOps.Scaling.Rehearsal;

/// <summary>Hashtables that are given as a parameter: -Override, -Incident, -Schedule.</summary>
internal static class ParameterTable
{
    /// <summary>Parts of a hashtable for a message.</summary>
    public static string Words(Hashtable table) => string.Join("; ", table.Keys.Cast<object>().Select(key => $"{key}={table[key]}").Order(StringComparer.Ordinal));

    /// <summary>Refuses a hashtable with a key that is not known.</summary>
    public static void RequireKeys(string parameter, Hashtable table, params string[] keys)
    {
        if (table.Keys.Cast<object>().Select(static key => key.ToString()!).FirstOrDefault(key => !keys.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw AwsOpsException.BadArgument(parameter, unknown, "that is not known;", $"use {string.Join(", ", keys)}.");
        }
    }
}
