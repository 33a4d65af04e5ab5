namespace AwsOps.Engine.Policy.Containment;

/// <summary>Contexts of each class that some conditions tell apart.</summary>
internal static class ConditionContexts
{
    private const int Maximum = 4_096;

    internal static IEnumerable<RequestContext> Of(IReadOnlyList<ConditionTest> tests, RequestPrincipal principal)
    {
        RequestContext assumed = [];
        foreach (string name in tests.SelectMany(test => test.Variables).Select(variable => variable.Key.Name))
        {
            assumed[name] = ["x"];
        }

        AccessRequest request = new(principal, "service:Action", "*", assumed, principal.AccountId);
        string[] keys = [.. tests.Select(test => test.ContextKey).Concat(tests.SelectMany(test => test.Variables).Select(variable => variable.Key))
            .Where(key => key.Derived == Matching.DerivedKey.None).Select(key => key.Name).Distinct(StringComparer.OrdinalIgnoreCase)];
        return Product(keys, [.. keys.Select(key => KeyClasses.Of(
            key, [.. tests.Where(test => test.Key.Text.Equals(key, StringComparison.OrdinalIgnoreCase))], new(request), out _))]).Take(Maximum);
    }

    /// <summary>Every combination of values, one list of values for each key.</summary>
    internal static IEnumerable<RequestContext> Product(string[] keys, IReadOnlyList<string[]>[] classes)
    {
        int[] digits = new int[keys.Length];
        while (true)
        {
            RequestContext context = [];
            for (int i = 0; i < keys.Length; i++)
            {
                context[keys[i]] = classes[i][digits[i]];
            }

            yield return context;
            int at = 0;
            while (at < digits.Length && ++digits[at] == classes[at].Count)
            {
                digits[at++] = 0;
            }

            if (at == digits.Length)
            {
                yield break;
            }
        }
    }
}
