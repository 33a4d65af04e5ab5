using System.Collections;
using System.Reflection;
using Amazon.Runtime;

namespace AwsOps.Sdk.Tests.Differential;

/// <summary>
/// Sets properties at random, but the same in both clients: what is set follows from the seed and from the properties of the
/// generated class alone.
/// </summary>
internal sealed class Filler(ServicePair pair, int seed)
{
    private const int Deepest = 5;

    // What breaks encoders: reserved characters of URLs, JSON and XML, spaces, other scripts, a character outside the BMP.
    private static readonly string[] Strings =
        ["plain", "a b", "a&b=c+d/e?f#g%20", "\"quoted\" <tag> 'x' \\", "line\nbreak\ttab", "ünïcødé 日本語", "🙂", "arn:aws:kms:eu-west-1:111122223333:key/1234", "", "*~!()[]{}|"];

    private static readonly double[] Doubles = [0, -1.5, 0.1, 1e21, 1e-9, 123456789.125, double.NaN, double.PositiveInfinity];

    private readonly Random _random = new(seed);

    /// <summary>Two equal request objects, one of each side.</summary>
    public (object Generated, object Official) Request(string operation)
    {
        var generated = Activator.CreateInstance(pair.Type(official: false, $"Model.{operation}Request"))!;
        var official = Activator.CreateInstance(pair.Type(official: true, $"Model.{operation}Request"))!;
        Fill(generated, official, 0);
        return (generated, official);
    }

    private void Fill(object generated, object official, int depth)
    {
        foreach (var property in Properties(generated.GetType()))
        {
            var other = official.GetType().GetProperty(property.Name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);

            // Members newer than the official package cannot be compared; the surface test lists them.
            var set = depth >= Deepest ? 0 : _random.Next(4);
            if (set == 0 || other is null)
            {
                continue;
            }

            var (mine, theirs) = Value(property.PropertyType, other.PropertyType, depth);
            property.SetValue(generated, mine);
            other.SetValue(official, theirs);
        }
    }

    private (object? Generated, object? Official) Value(Type generated, Type official, int depth)
    {
        var plain = Nullable.GetUnderlyingType(generated) ?? generated;
        if (plain == typeof(string))
        {
            return Same(Pick(Strings));
        }

        if (plain == typeof(int))
        {
            return Same(_random.Next(-2, 100000));
        }

        if (plain == typeof(long))
        {
            return Same(_random.NextInt64(-2, 1L << 53));
        }

        if (plain == typeof(double))
        {
            return Same(Pick(Doubles));
        }

        if (plain == typeof(bool))
        {
            return Same(_random.Next(2) == 0);
        }

        if (plain == typeof(DateTime))
        {
            return Same(new DateTime(2026, 1, 5, 8, 0, 0, DateTimeKind.Utc).AddMilliseconds(_random.Next(2) == 0 ? 0 : _random.Next(1_000_000_000)));
        }

        if (plain == typeof(MemoryStream))
        {
            var bytes = new byte[_random.Next(40)];
            _random.NextBytes(bytes);
            return (new MemoryStream(bytes), new MemoryStream(bytes));
        }

        if (typeof(ConstantClass).IsAssignableFrom(plain))
        {
            // A value the client does not know must get through too.
            var constants = plain.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.FieldType == plain).Select(field => ((ConstantClass)field.GetValue(null)!).Value).Append("somethingNew").ToArray();
            var value = Pick(constants);
            return (Constant(plain, value), Constant(official, value));
        }

        if (plain.IsGenericType && plain.GetGenericTypeDefinition() == typeof(List<>))
        {
            return Lists(plain, official, depth);
        }

        if (plain.IsGenericType && plain.GetGenericTypeDefinition() == typeof(Dictionary<,>))
        {
            return Maps(plain, official, depth);
        }

        var mine = Activator.CreateInstance(generated)!;
        var theirs = Activator.CreateInstance(official)!;
        Fill(mine, theirs, depth + 1);
        return (mine, theirs);
    }

    private (object? Generated, object? Official) Lists(Type generated, Type official, int depth)
    {
        var mine = (IList)Activator.CreateInstance(generated)!;
        var theirs = (IList)Activator.CreateInstance(official)!;
        for (var count = _random.Next(3); count > 0; count--)
        {
            var (a, b) = Value(generated.GetGenericArguments()[0], official.GetGenericArguments()[0], depth);
            mine.Add(a);
            theirs.Add(b);
        }

        return (mine, theirs);
    }

    private (object? Generated, object? Official) Maps(Type generated, Type official, int depth)
    {
        var mine = (IDictionary)Activator.CreateInstance(generated)!;
        var theirs = (IDictionary)Activator.CreateInstance(official)!;
        for (var count = _random.Next(3); count > 0; count--)
        {
            var (a, b) = Value(generated.GetGenericArguments()[1], official.GetGenericArguments()[1], depth);
            mine["key " + count] = a;
            theirs["key " + count] = b;
        }

        return (mine, theirs);
    }

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(static property => property.CanWrite).OrderBy(static property => property.Name, StringComparer.Ordinal);

    private static object Constant(Type type, string value) => type.GetMethod("FindValue", [typeof(string)])!.Invoke(null, [value])!;

    private static (object?, object?) Same(object value) => (value, value);

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];
}
