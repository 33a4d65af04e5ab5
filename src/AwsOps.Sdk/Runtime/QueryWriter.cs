using System.Globalization;
using Amazon.Runtime.Internal.Util;

namespace AwsOps.Sdk.Runtime;

/// <summary>
/// Writes members as parameters <c>Tags.member.1.Key=…</c>.
/// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#x-www-form-urlencoded-shape-serialization
/// </summary>
internal sealed class QueryWriter(IDictionary<string, string> parameters) : StructureWriter
{
    private string _prefix = "";

    public override void Write(string? name, string? value)
    {
        if (value is not null)
        {
            parameters.Add(_prefix + name, value);
        }
    }

    public override void Write(string? name, bool? value) => Write(name, value is { } set ? StringUtils.FromBool(set) : null);

    public override void Write(string? name, int? value) => Write(name, value is { } set ? StringUtils.FromInt(set) : null);

    public override void Write(string? name, long? value) => Write(name, value is { } set ? StringUtils.FromLong(set) : null);

    public override void Write(string? name, double? value) => Write(name, value is { } set ? StringUtils.FromDouble(set) : null);

    public override void Write(string? name, DateTime? value, TimeFormat format) => Write(name, value is { } set ? Text(set, format) : null);

    public override void Write(string? name, MemoryStream? value) => Write(name, value is null ? null : StringUtils.FromMemoryStream(value));

    public override void Write(string? name, IStructure? value)
    {
        if (value is not null)
        {
            var outer = _prefix;
            _prefix = outer + name + ".";
            value.Write(this);
            _prefix = outer;
        }
    }

    public override void WriteList<T>(string? name, string? member, List<T>? values, Element<T> element, bool isElement = false)
    {
        if (!IsSet(values, isElement))
        {
            return;
        }

        if (values!.Count == 0)
        {
            // An empty list is sent as such: it clears what the service has.
            Write(name, "");
            return;
        }

        var start = (member is null ? name : name + "." + member) + ".";
        for (var i = 0; i < values.Count; i++)
        {
            element(this, start + (i + 1).ToString(CultureInfo.InvariantCulture), values[i]);
        }
    }

    public override void WriteMap<T>(string? name, MapNames names, Dictionary<string, T>? values, Element<T> element, bool isElement = false)
    {
        if (!IsSet(values, isElement))
        {
            return;
        }

        var start = (names.Entry is null ? name : name + "." + names.Entry) + ".";
        var index = 1;
        foreach (var (key, value) in values!)
        {
            var entry = start + index++.ToString(CultureInfo.InvariantCulture) + ".";
            Write(entry + names.Key, key);
            element(this, entry + names.Value, value);
        }
    }
}
