namespace AwsOps.Engine.Network;

/// <summary>
/// The result of looking something up in an inventory: the thing, or that there is none, or which answer is missing.
/// </summary>
internal readonly record struct Lookup<T>(T? Value, string? Missing)
    where T : class
{
    public static Lookup<T> None => default;
}
