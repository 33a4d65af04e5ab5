using System.Globalization;
using Amazon;
using Amazon.Runtime.Internal.Util;

namespace AwsOps.Sdk.Runtime;

/// <summary>How a timestamp is spelled on the wire. See https://smithy.io/2.0/spec/protocol-traits.html#timestampformat-trait.</summary>
internal enum TimeFormat
{
    /// <summary>2026-01-05T08:00:00Z.</summary>
    Iso8601,

    /// <summary>Seconds since 1970.</summary>
    Epoch,

    /// <summary>Milliseconds since 1970: a whole number in the model that the client shows as a time.</summary>
    EpochMilliseconds,
}

/// <summary>
/// Where generated classes write their members. A null member is absent; so is an empty collection when
/// AWSConfigs.InitializeCollections makes empty mean unset. In a list there are no names: null.
/// </summary>
internal abstract class StructureWriter
{
    public delegate void Element<in T>(StructureWriter w, string? name, T value);

    public abstract void Write(string? name, string? value);

    public abstract void Write(string? name, bool? value);

    public abstract void Write(string? name, int? value);

    public abstract void Write(string? name, long? value);

    public abstract void Write(string? name, double? value);

    public abstract void Write(string? name, DateTime? value, TimeFormat format);

    public abstract void Write(string? name, MemoryStream? value);

    public abstract void Write(string? name, IStructure? value);

    /// <summary>Writes a token that makes a repeated call harmless; where the caller gave none, a fresh one.</summary>
    public void WriteToken(string name, string? value) => Write(name, value ?? Guid.NewGuid().ToString());

    public void WriteList(string? name, string? member, List<string>? values, bool isElement = false) =>
        WriteList(name, member, values, static (w, name, value) => w.Write(name, value), isElement);

    public void WriteList<T>(string? name, string? member, List<T>? values, bool isElement = false)
        where T : IStructure =>
        WriteList(name, member, values, static (w, name, value) => w.Write(name, value), isElement);

    /// <summary>Writes a list.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="member">What an element is called in the query protocol; null for a flattened list.</param>
    /// <param name="values">The elements.</param>
    /// <param name="element">Writes one of them.</param>
    /// <param name="isElement">Whether the list is itself an element; then it is there even when empty.</param>
    public abstract void WriteList<T>(string? name, string? member, List<T>? values, Element<T> element, bool isElement = false);

    public void WriteMap(string? name, MapNames names, Dictionary<string, string>? values, bool isElement = false) =>
        WriteMap(name, names, values, static (w, name, value) => w.Write(name, value), isElement);

    public abstract void WriteMap<T>(string? name, MapNames names, Dictionary<string, T>? values, Element<T> element, bool isElement = false);

    protected static bool IsSet<T>(ICollection<T>? values, bool isElement) =>
        values is not null && (values.Count > 0 || isElement || !AWSConfigs.InitializeCollections);

    protected static string Text(DateTime value, TimeFormat format) => format switch
    {
        TimeFormat.Epoch => StringUtils.FromDateTimeToUnixTimestamp(value),
        TimeFormat.EpochMilliseconds => EpochMilliseconds(value).ToString(CultureInfo.InvariantCulture),
        _ => StringUtils.FromDateTimeToISO8601WithOptionalMs(value),
    };

    protected static long EpochMilliseconds(DateTime value) =>
        (value.ToUniversalTime() - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond;
}

/// <summary>What the parts of a map are called in the query protocol and in XML.</summary>
/// <param name="Entry">An entry; null for a flattened map.</param>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value.</param>
internal sealed record MapNames(string? Entry = "entry", string Key = "key", string Value = "value")
{
    public static readonly MapNames Default = new();
}
