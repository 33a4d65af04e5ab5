using AwsOps.Engine.Policy.Actions;
using AwsOps.Engine.Policy.Matching;
using CsCheck;

namespace AwsOps.Engine.Tests.Policy;

/// <summary>Intersection and inclusion of patterns, against every short text over a small alphabet.</summary>
public class PatternRelationTests
{
    private static readonly Gen<string> Pattern = Gen.OneOfConst('a', 'b', '*', '?').Array[0, 4].Select(letters => new string(letters));

    // Two letters that patterns have and one that none has are enough to tell patterns of four characters apart by texts of seven.
    private static readonly string[] Texts = [.. AllTexts(7)];

    [Fact]
    public void Intersect_finds_a_common_text() =>
        Gen.Select(Pattern, Pattern).Sample(
            (a, b) => Patterns.Intersect(a, b) == Texts.Any(text => Matches(a, text) && Matches(b, text)), iter: 600);

    [Fact]
    public void Covers_means_that_every_text_of_one_is_a_text_of_the_other() =>
        Gen.Select(Pattern, Pattern).Sample(
            (outer, inner) => Patterns.Covers(outer, inner) == !Texts.Any(text => Matches(inner, text) && !Matches(outer, text)), iter: 600);

    [Fact]
    public void FindCommon_finds_a_text_of_both_where_there_is_one() =>
        Gen.Select(Pattern, Pattern).Sample(
            (a, b) => Patterns.FindCommon(a, b) is { } text ? Matches(a, text) && Matches(b, text) : !Patterns.Intersect(a, b), iter: 5_000);

    [Theory]
    [InlineData("arn:aws:s3:::b/*", "arn:aws:s3:::b/logs/*", true)]
    [InlineData("arn:aws:s3:::b/logs/*", "arn:aws:s3:::b/*", false)]
    [InlineData("*a*", "*a*b*", true)]
    [InlineData("?*", "*?", true)]
    [InlineData("a*", "?*", false)]
    public void Covers_examples(string outer, string inner, bool covers) => Assert.Equal(covers, Patterns.Covers(outer, inner));

    private static bool Matches(string pattern, string text) => new Glob(pattern).IsMatch(text);

    private static IEnumerable<string> AllTexts(int length) =>
        length == 0 ? [""] : AllTexts(length - 1).SelectMany(text => text.Length == length - 1 ? ["a" + text, "b" + text, "c" + text, text] : new[] { text });
}
