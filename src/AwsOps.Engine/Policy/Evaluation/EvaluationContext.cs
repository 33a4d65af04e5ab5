using AwsOps.Engine.Policy.Matching;

namespace AwsOps.Engine.Policy.Evaluation;

/// <summary>A request while it is evaluated; notes the missing keys that were asked for, where somebody wants to know.</summary>
internal readonly struct EvaluationContext(AccessRequest request, ISet<string>? missingKeys = null)
{
    internal AccessRequest Request => request;

    /// <summary>What a condition on a missing key comes to: nothing is known of it, or it is known to be absent.</summary>
    internal bool MissingIsUnknown => request.MissingKeys == MissingKeys.Unknown;

    /// <summary>Finds a key's values. Null where there are none; then <paramref name="isUnknown"/> says whether that is certain.</summary>
    internal string[]? Find(ContextKey key, out bool isUnknown)
    {
        isUnknown = false;
        if (request.Context.TryGet(key.Name, out string[]? values))
        {
            // "The key does not exist, or its value is null": an empty list is a caller's way to say absent.
            return values.Length == 0 ? null : values;
        }

        if (key.Derived != DerivedKey.None)
        {
            return request.Derive(key.Derived);
        }

        missingKeys?.Add(key.Name);
        isUnknown = MissingIsUnknown;
        return null;
    }

    /// <summary>A variable's value, or its default, or null.</summary>
    /// <remarks>"You can't use a multivalued context key as a policy variable": several values are no value.</remarks>
    internal string? Resolve(PolicyVariable variable)
    {
        string? value = Find(variable.Key, out _) is [string single] ? single : variable.Default;
        return value is null || value.AsSpan().IndexOfAny(Wildcards.Star, Wildcards.Question) >= 0 ? null : value;
    }

    /// <summary>Whether every variable has a value: if not, the statement does not apply.</summary>
    internal Truth HasValues(PolicyVariable[] variables)
    {
        Truth result = Truth.True;
        foreach (PolicyVariable variable in variables)
        {
            bool isUnknown = false;
            string[]? values = Find(variable.Key, out isUnknown);
            if (isUnknown)
            {
                result = Truths.And(result, Truth.Unknown);
            }
            else if (values is not [_] && variable.Default is null)
            {
                return Truth.False;
            }
        }

        return result;
    }
}
