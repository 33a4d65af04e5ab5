namespace AwsOps.Engine.Policy.Evaluation;

/// <summary>Kleene's three values. And is the minimum, or the maximum.</summary>
internal enum Truth : byte
{
    False = 0,
    Unknown = 1,
    True = 2,
}

internal static class Truths
{
    internal static Truth And(Truth a, Truth b) => a < b ? a : b;

    internal static Truth Or(Truth a, Truth b) => a > b ? a : b;

    internal static Truth Not(Truth a) => (Truth)(2 - (int)a);

    internal static Truth From(bool value) => value ? Truth.True : Truth.False;
}
