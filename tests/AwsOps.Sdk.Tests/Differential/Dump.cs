using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Amazon.Runtime;

namespace AwsOps.Sdk.Tests.Differential;

/// <summary>
/// Writes down what an object holds, so that objects of different types can be compared: the properties that the generated
/// class has, in order.
/// </summary>
internal static class Dump
{
    /// <summary>Writes down <paramref name="value"/> by the properties of <paramref name="shape"/>, the type that the generated side uses for it.</summary>
    public static string Of(object? value, Type shape)
    {
        var text = new StringBuilder();
        Append(text, value, shape, "");
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value, Type shape, string path)
    {
        switch (value)
        {
            case null:
                text.Append(CultureInfo.InvariantCulture, $"{path} null\n");
                break;
            case string or bool or int or long or double:
                text.Append(CultureInfo.InvariantCulture, $"{path} {value.GetType().Name} {value}\n");
                break;
            case DateTime time:
                text.Append(CultureInfo.InvariantCulture, $"{path} {time:O} {time.Kind}\n");
                break;
            case ConstantClass constant:
                text.Append(CultureInfo.InvariantCulture, $"{path} {constant.GetType().Name} {constant.Value}\n");
                break;
            case MemoryStream stream:
                text.Append(CultureInfo.InvariantCulture, $"{path} at {stream.Position} {Convert.ToHexString(stream.ToArray())}\n");
                break;
            case IDictionary map:
                text.Append(CultureInfo.InvariantCulture, $"{path} map of {map.Count}\n");
                foreach (DictionaryEntry entry in map)
                {
                    Append(text, entry.Value, shape.GetGenericArguments()[1], $"{path}[{entry.Key}]");
                }

                break;
            case IList list:
                text.Append(CultureInfo.InvariantCulture, $"{path} list of {list.Count}\n");
                for (var i = 0; i < list.Count; i++)
                {
                    Append(text, list[i], shape.GetGenericArguments()[0], $"{path}[{i}]");
                }

                break;
            default:
                text.Append(CultureInfo.InvariantCulture, $"{path} {value.GetType().Name}\n");
                foreach (var property in shape.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).OrderBy(static property => property.Name, StringComparer.Ordinal))
                {
                    // Members newer than the official package cannot be compared; the surface test lists them.
                    if (value.GetType().GetProperty(property.Name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly) is { } same)
                    {
                        Append(text, same.GetValue(value), property.PropertyType, $"{path}.{property.Name}");
                    }
                }

                break;
        }
    }
}
