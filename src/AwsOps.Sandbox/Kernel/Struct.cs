using System.Collections;

namespace AwsOps.Sandbox.Kernel;

/// <summary>
/// A structure or map of the AWS wire protocols: member name to value, in the order of insertion.
/// Values are <see cref="string"/>, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>,
/// <see cref="DateTime"/> (UTC), <see cref="T:byte[]"/>, <see cref="Struct"/> and lists of these. A null value is an absent member.
/// Requests arrive in it after validation against the service model; responses are written from it by the same model.
/// </summary>
public sealed class Struct : IEnumerable<KeyValuePair<string, object?>>
{
    private readonly Dictionary<string, object?> _members = new(StringComparer.Ordinal);

    /// <summary>Gets or sets a member; null when absent.</summary>
    /// <param name="name">The member's name as the model spells it.</param>
    public object? this[string name]
    {
        get => _members.GetValueOrDefault(name);
        set => _members[name] = value;
    }

    /// <summary>Number of members, absent (null) ones included.</summary>
    public int Count => _members.Count;

    /// <summary>Adds a member; lets a response be written as a collection initialiser.</summary>
    public void Add(string name, object? value) => _members.Add(name, value);

    /// <summary>True when the member is there and not null.</summary>
    public bool Has(string name) => _members.TryGetValue(name, out var value) && value is not null;

    /// <summary>Removes a member.</summary>
    public bool Remove(string name) => _members.Remove(name);

    /// <summary>A string member, or null.</summary>
    public string? String(string name) => this[name] as string;

    /// <summary>An integer member, or null.</summary>
    public int? Int(string name) => this[name] switch
    {
        long value => checked((int)value),
        int value => value,
        double value => checked((int)value),
        _ => null,
    };

    /// <summary>A long member, or null.</summary>
    public long? Long(string name) => this[name] switch
    {
        long value => value,
        int value => value,
        double value => checked((long)value),
        _ => null,
    };

    /// <summary>A floating-point member, or null.</summary>
    public double? Double(string name) => this[name] switch
    {
        double value => value,
        float value => value,
        long value => value,
        int value => value,
        _ => null,
    };

    /// <summary>A boolean member, or null.</summary>
    public bool? Bool(string name) => this[name] as bool?;

    /// <summary>A time member in UTC, or null.</summary>
    public DateTime? Time(string name) => this[name] as DateTime?;

    /// <summary>A structure or map member, or null.</summary>
    public Struct? Child(string name) => this[name] as Struct;

    /// <summary>A list member; empty when absent.</summary>
    public IReadOnlyList<object?> List(string name) => this[name] switch
    {
        null => [],
        IReadOnlyList<object?> list => list,
        string => [],
        IEnumerable items => items.Cast<object?>().ToList(),
        _ => [],
    };

    /// <summary>A list of strings; empty when absent.</summary>
    public IReadOnlyList<string> Strings(string name) => List(name).OfType<string>().ToList();

    /// <summary>A list of structures; empty when absent.</summary>
    public IReadOnlyList<Struct> Structs(string name) => List(name).OfType<Struct>().ToList();

    /// <summary>The members that are present.</summary>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
        _members.Where(static member => member.Value is not null).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
