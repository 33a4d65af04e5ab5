using System.Globalization;
using System.Net;
using AwsOps.Engine.Policy.Evaluation;
using AwsOps.Engine.Policy.Matching;

namespace AwsOps.Engine.Policy.Containment;

/// <summary>
/// Values of a condition key, at least one of each class that some conditions on it tell apart: absent, each constant and its
/// neighbours, the ends of address ranges, a text for each combination of patterns that it can match.
/// </summary>
internal static class KeyClasses
{
    private const int MaximumPairs = 12;

    internal static IReadOnlyList<string[]> Of(string key, IReadOnlyCollection<ConditionTest> tests, in EvaluationContext context, out bool isComplete)
    {
        isComplete = true;
        List<string> values = [.. tests.SelectMany(Constants).Distinct()];
        PatternPlace[][] patterns = Patterns(tests, context);
        if (patterns.Length > 0 || values.Count == 0)
        {
            values.AddRange(PatternClasses.Find(patterns, 0, out isComplete).Where(value => !values.Contains(value)));
        }

        List<string[]> lists = [[], .. values.Select(value => (string[])[value])];
        int quantified = tests.Count(test => test.Operator.Quantifier != ConditionQuantifier.None);
        if (quantified > 0)
        {
            lists.Add([""]);
            string[] paired = [.. values.Take(MaximumPairs)];
            lists.AddRange(paired.SelectMany((one, i) => paired.Skip(i + 1).Select(other => (string[])[one, other])));
            // Each test is settled by one value at the most: as many values as tests make every combination.
            isComplete &= quantified <= 2 && values.Count <= MaximumPairs;
        }

        return lists;
    }

    private static PatternPlace[][] Patterns(IEnumerable<ConditionTest> tests, in EvaluationContext context)
    {
        List<PatternPlace[]> patterns = [];
        foreach (ConditionTest test in tests)
        {
            foreach (string text in test.Texts(context))
            {
                PatternPlace[]? pattern = test.Operator.Type switch
                {
                    ConditionType.String => PatternPlace.Text(text, anyCase: false),
                    ConditionType.StringIgnoreCase => PatternPlace.Text(text, anyCase: true),
                    ConditionType.StringLike => PatternPlace.Glob(text),
                    ConditionType.Arn => PatternPlace.ArnCondition(text),
                    _ => null,
                };
                if (pattern is not null)
                {
                    patterns.Add(pattern);
                }
            }
        }

        return [.. patterns];
    }

    private static IEnumerable<string> Constants(ConditionTest test)
    {
        string[] values = [.. test.Values.Select(value => value.Text)];
        return test.Operator.Type switch
        {
            ConditionType.Numeric => Around(values, TryNumber, 1m, (a, b) => (a + b) / 2).Select(number => number.ToString(CultureInfo.InvariantCulture)),
            ConditionType.Date => Around(values, ConditionValues.TryParseDate, TimeSpan.TicksPerSecond, (a, b) => a + ((b - a) / 2))
                .Where(ticks => ticks is > 0 and < 3_155_378_975_999_999_999)
                .Select(ticks => new DateTime(ticks, DateTimeKind.Utc).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture)),
            ConditionType.Bool => ["true", "false"],
            ConditionType.Binary => [.. values, "AA=="],
            ConditionType.IpAddress => values.SelectMany(Ends).Append("192.0.2.1").Append("2001:db8::1"),
            _ => [],
        };
    }

    // Whoever asks for 1e28 has its neighbours too far away to add one.
    private static bool TryNumber(string text, out decimal value) => ConditionValues.TryParseNumber(text, out value) && Math.Abs(value) < 1e20m;

    private static IEnumerable<T> Around<T>(string[] values, ConditionValues.Parser<T> parse, T step, Func<T, T, T> middle)
        where T : struct, System.Numerics.INumber<T>
    {
        T[] sorted = [.. values.Select(value => parse(value, out T parsed) ? parsed : (T?)null).OfType<T>().Distinct().Order()];
        return sorted.SelectMany(value => (T[])[value - step, value, value + step]).Concat(sorted.Zip(sorted.Skip(1), middle)).Distinct();
    }

    /// <summary>Ranges lie within one another or apart: the ends of each and their neighbours meet every class.</summary>
    private static IEnumerable<string> Ends(string text)
    {
        if (AddressRange.Parse(text) is not { } range)
        {
            yield break;
        }

        UInt128 last = range.IsV6 ? UInt128.MaxValue : uint.MaxValue;
        yield return Address(range.First, range.IsV6);
        yield return Address(range.Last, range.IsV6);
        if (range.First > 0)
        {
            yield return Address(range.First - 1, range.IsV6);
        }

        if (range.Last < last)
        {
            yield return Address(range.Last + 1, range.IsV6);
        }
    }

    private static string Address(UInt128 value, bool isV6)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return new IPAddress(isV6 ? bytes : bytes[12..]).ToString();
    }
}
