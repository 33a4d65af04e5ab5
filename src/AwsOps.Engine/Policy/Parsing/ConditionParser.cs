namespace AwsOps.Engine.Policy.Parsing;

/// <summary>Reads a <c>Condition</c>: operators, each with keys, each with values.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html"/>
internal sealed class ConditionParser(PolicyParser parser, bool hasVariables)
{
    internal IReadOnlyList<ConditionTest> Read(JsonValue value)
    {
        if (value.Kind != JsonKind.Object)
        {
            parser.Add(value.Position, $"Condition is an object of operators, found {value.Describe()}.");
        }

        List<ConditionTest> tests = [];
        foreach (JsonMember member in value.Members)
        {
            if (!ConditionOperator.TryParse(member.Name, out ConditionOperator @operator))
            {
                parser.Add(member.Position, $"'{member.Name}' is no condition operator.", $"Invalid Condition type : {member.Name}.");
            }
            else if (member.Value.Kind != JsonKind.Object)
            {
                parser.Add(member.Value.Position, $"{member.Name} is an object of condition keys, found {member.Value.Describe()}.");
            }
            else
            {
                Read(member, @operator, tests);
            }
        }

        // An array, so that evaluation need not go through the list's interface.
        return tests.ToArray();
    }

    private void Read(JsonMember member, ConditionOperator @operator, List<ConditionTest> tests)
    {
        foreach (JsonMember entry in member.Value.Members)
        {
            if (!entry.Name.Contains(':'))
            {
                parser.Add(entry.Position, $"The condition key '{entry.Name}' has no prefix. Right would be one such as aws: or s3:.", "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
            }

            tests.Add(new(new(member.Name, member.Position), @operator, new(entry.Name, entry.Position), ReadValues(entry), hasVariables));
        }
    }

    /// <summary>"Quotation marks are optional for numeric and Boolean values."</summary>
    private List<PolicyText> ReadValues(JsonMember entry)
    {
        List<PolicyText> result = [];
        foreach (JsonValue value in entry.Value.Kind == JsonKind.Array ? entry.Value.Items : [entry.Value])
        {
            if (value.Kind is JsonKind.Number or JsonKind.True or JsonKind.False)
            {
                result.Add(new(value.Text, value.Position));
            }
            else if (parser.ReadString(value, $"A value of {entry.Name}") is { } text)
            {
                result.Add(text);
            }
        }

        return result;
    }
}
