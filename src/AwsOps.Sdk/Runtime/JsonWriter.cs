using System.Text.Json;
using Amazon.Runtime.Internal.Util;

namespace AwsOps.Sdk.Runtime;

/// <summary>Writes members as JSON. https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html</summary>
internal sealed class JsonWriter(Utf8JsonWriter json) : StructureWriter
{
    public override void Write(string? name, string? value)
    {
        if (value is not null)
        {
            Name(name);
            json.WriteStringValue(value);
        }
    }

    public override void Write(string? name, bool? value)
    {
        if (value is { } set)
        {
            Name(name);
            json.WriteBooleanValue(set);
        }
    }

    public override void Write(string? name, int? value) => Write(name, (long?)value);

    public override void Write(string? name, long? value)
    {
        if (value is { } set)
        {
            Name(name);
            json.WriteNumberValue(set);
        }
    }

    public override void Write(string? name, double? value)
    {
        if (value is not { } set)
        {
            return;
        }

        Name(name);
        if (StringUtils.IsSpecialDoubleValue(set))
        {
            json.WriteStringValue(StringUtils.FromSpecialDoubleValue(set));
        }
        else
        {
            json.WriteNumberValue(set);
        }
    }

    public override void Write(string? name, DateTime? value, TimeFormat format)
    {
        if (value is not { } set)
        {
            return;
        }

        Name(name);
        switch (format)
        {
            case TimeFormat.Epoch:
                json.WriteNumberValue(EpochMilliseconds(set) / 1000d);
                break;
            case TimeFormat.EpochMilliseconds:
                json.WriteNumberValue(EpochMilliseconds(set));
                break;
            default:
                json.WriteStringValue(Text(set, format));
                break;
        }
    }

    public override void Write(string? name, MemoryStream? value)
    {
        if (value is not null)
        {
            Name(name);
            StringUtils.WriteBase64StringValue(json, value);
        }
    }

    public override void Write(string? name, IStructure? value)
    {
        if (value is not null)
        {
            Name(name);
            json.WriteStartObject();
            value.Write(this);
            json.WriteEndObject();
        }
    }

    public override void WriteList<T>(string? name, string? member, List<T>? values, Element<T> element, bool isElement = false)
    {
        if (IsSet(values, isElement))
        {
            Name(name);
            json.WriteStartArray();
            foreach (var value in values!)
            {
                element(this, null, value);
            }

            json.WriteEndArray();
        }
    }

    public override void WriteMap<T>(string? name, MapNames names, Dictionary<string, T>? values, Element<T> element, bool isElement = false)
    {
        if (IsSet(values, isElement))
        {
            Name(name);
            json.WriteStartObject();
            foreach (var (key, value) in values!)
            {
                element(this, key, value);
            }

            json.WriteEndObject();
        }
    }

    private void Name(string? name)
    {
        if (name is not null)
        {
            json.WritePropertyName(name);
        }
    }
}
