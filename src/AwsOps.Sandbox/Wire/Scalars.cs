using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Wire;

/// <summary>Scalars as text, for query parameters, XML, headers and paths.</summary>
internal static class Scalars
{
    /// <summary>Reads a value of the shape's type; null when the text isn't one.</summary>
    public static object? Parse(Shape shape, string text) => shape.Type switch
    {
        ShapeType.String => text,
        ShapeType.Integer => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? (long)number : null,
        ShapeType.Long => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
        ShapeType.Float or ShapeType.Double => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
        ShapeType.Boolean => bool.TryParse(text, out var flag) ? flag : null,
        ShapeType.Timestamp => Timestamps.TryParse(text, out var time) ? time : null,
        ShapeType.Blob => FromBase64(text),
        _ => null,
    };

    public static string Format(Shape shape, object value, string timestampFormat) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        DateTime time => Timestamps.Format(time, shape.TimestampFormat ?? timestampFormat),
        byte[] bytes => Convert.ToBase64String(bytes),
        double number => Format(number),
        float number => Format(number),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"{shape.Name}: a {value.GetType().Name} has no text on the wire."),
    };

    public static byte[]? FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }

    private static string Format(double number) => number switch
    {
        double.PositiveInfinity => "Infinity",
        double.NegativeInfinity => "-Infinity",
        _ => number.ToString("R", CultureInfo.InvariantCulture),
    };
}
