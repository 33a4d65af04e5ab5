namespace AwsOps.Engine.Policy.Writing;

/// <summary>Writes the smallest policy that allows what was done.</summary>
public static class LeastPrivilegeBuilder
{
    /// <summary>The characters that a managed policy may have, white space aside.</summary>
    /// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"/>
    public const int ManagedPolicyLimit = 6144;

    /// <summary>Writes the policy, in as many documents as the limit asks for.</summary>
    /// <param name="accesses">What shall be allowed.</param>
    /// <param name="limit">The characters that one document may have.</param>
    /// <param name="maximumNames">How many resources of one folder or type are listed by name, for the same actions, before <c>*</c> stands for them all.</param>
    /// <param name="principal">Who shall have the policy, for conditions and variables that speak of him; null for anybody.</param>
    /// <exception cref="ArgumentException">A single resource does not fit into a document.</exception>
    public static LeastPrivilegePolicy Build(IEnumerable<ObservedAccess> accesses, int limit = ManagedPolicyLimit, int maximumNames = int.MaxValue, RequestPrincipal? principal = null)
    {
        ArgumentNullException.ThrowIfNull(accesses);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 200);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumNames, 1);
        RequirementFinder finder = new();
        HashSet<Requirement> requirements = [.. accesses.SelectMany(finder.Find)];
        List<AllowStatement> statements = Group(requirements, maximumNames);
        return new(Split(statements, [], limit), statements, requirements, finder.Notes, limit, principal);
    }

    /// <summary>
    /// Puts resources with the same actions and conditions into one statement. A statement allows its actions times its
    /// resources, which is then exactly what is required.
    /// </summary>
    private static List<AllowStatement> Group(IReadOnlyCollection<Requirement> requirements, int maximumNames)
    {
        ILookup<(string, string), Requirement> places = requirements.ToLookup(requirement => (requirement.Action, requirement.Resource));
        var byResource = requirements
            .Where(requirement => !places[(requirement.Action, requirement.Resource)].Concat(places[(requirement.Action, "*")])
                .Any(other => other != requirement && other.Implies(requirement)))
            .GroupBy(requirement => (requirement.Resource, requirement.Conditions))
            .Select(group => (group.Key.Resource, Sample: group.First(), Actions: group.Select(requirement => requirement.Action).Distinct().Order(StringComparer.Ordinal).ToArray()));
        return [.. byResource
            .GroupBy(row => (Actions: string.Join(',', row.Actions), row.Sample.Conditions))
            .Select(group => new AllowStatement(
                group.First().Actions,
                Shorten(group.Select(row => row.Resource), maximumNames),
                ConditionLine.Split(group.First().Sample.Conditions)))
            .OrderBy(statement => statement.Resources[0], StringComparer.Ordinal).ThenBy(statement => statement.Actions[0], StringComparer.Ordinal)];
    }

    private static string[] Shorten(IEnumerable<string> resources, int maximumNames) =>
        [.. resources
            .GroupBy(resource => resource[..(resource.LastIndexOfAny(['/', ':']) + 1)])
            .SelectMany(folder => folder.Count() > maximumNames ? (IEnumerable<string>)[folder.Key + "*"] : folder)
            .Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Writes as few documents as the limit allows; the denies, as they stand, come last.</summary>
    internal static List<string> Split(IReadOnlyList<AllowStatement> statements, IReadOnlyList<string> denies, int limit)
    {
        List<string> texts = [];
        List<AllowStatement> current = [];
        foreach (AllowStatement statement in statements.SelectMany(statement => Divide(statement, limit)))
        {
            if (current.Count > 0 && Size([.. current, statement]) > limit)
            {
                texts.Add(PolicyWriter.Write(current));
                current = [];
            }

            current.Add(statement);
        }

        List<string> last = [];
        foreach (string deny in denies)
        {
            if (current.Count + last.Count > 0 && Size(PolicyWriter.Write(current, [.. last, deny])) > limit)
            {
                texts.Add(PolicyWriter.Write(current, last));
                (current, last) = ([], []);
            }

            last.Add(deny);
        }

        if (current.Count + last.Count > 0)
        {
            texts.Add(PolicyWriter.Write(current, last));
        }

        return texts;
    }

    /// <summary>Halves a statement that is too long for any document: its resources, then its actions.</summary>
    private static IEnumerable<AllowStatement> Divide(AllowStatement statement, int limit)
    {
        if (Size([statement]) <= limit)
        {
            return [statement];
        }

        if (statement.Resources.Count > 1)
        {
            int half = statement.Resources.Count / 2;
            return Divide(statement with { Resources = [.. statement.Resources.Take(half)] }, limit)
                .Concat(Divide(statement with { Resources = [.. statement.Resources.Skip(half)] }, limit));
        }

        int middle = statement.Actions.Count / 2;
        return middle > 0
            ? Divide(statement with { Actions = [.. statement.Actions.Take(middle)] }, limit)
                .Concat(Divide(statement with { Actions = [.. statement.Actions.Skip(middle)] }, limit))
            : throw new ArgumentException($"{statement.Actions[0]} on {statement.Resources[0]} alone is longer than the {limit} characters of a policy.");
    }

    private static int Size(IEnumerable<AllowStatement> statements) => Size(PolicyWriter.Write(statements));

    private static int Size(string text) => text.Count(c => !char.IsWhiteSpace(c));
}
