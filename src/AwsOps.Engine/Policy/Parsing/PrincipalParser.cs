namespace AwsOps.Engine.Policy.Parsing;

/// <summary>Reads a <c>Principal</c> or <c>NotPrincipal</c>: a <c>*</c>, or a map from type to identifiers.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html"/>
internal sealed class PrincipalParser(PolicyParser parser)
{
    internal PrincipalElement Read(JsonMember member, bool isNegated)
    {
        List<PolicyPrincipal> principals = [];
        JsonValue value = member.Value;
        if (value is { Kind: JsonKind.String, Text: "*" })
        {
            principals.Add(new("*", "*", value.Position));
        }
        else if (value.Kind != JsonKind.Object)
        {
            parser.Add(value.Position, $"{member.Name} is \"*\" or an object such as {{\"AWS\": \"…\"}}, found {value.Describe()}.", "Invalid principal in policy.");
        }
        else if (value.Members.Count == 0)
        {
            parser.Add(value.Position, $"{member.Name} is empty. Right would be AWS, Service, Federated or CanonicalUser with at least one value.", "Invalid principal in policy.");
        }

        foreach (JsonMember entry in value.Members)
        {
            Read(entry, principals);
        }

        return new(principals, isNegated, member.Position);
    }

    private void Read(JsonMember entry, List<PolicyPrincipal> principals)
    {
        if (entry.Name is not ("AWS" or "Service" or "Federated" or "CanonicalUser"))
        {
            parser.Add(entry.Position, $"'{entry.Name}' is no type of principal. Right would be AWS, Service, Federated or CanonicalUser.", "Invalid principal in policy.");
            return;
        }

        foreach (PolicyText text in parser.ReadStrings(entry.Value, entry.Name, "Invalid principal in policy."))
        {
            // "You cannot use a wildcard to match part of a principal name or ARN."
            if (text.Text != "*" && text.Text.AsSpan().ContainsAny('*', '?'))
            {
                parser.Add(text.Position, $"The principal '{text.Text}' has a wildcard in it. Right would be a whole \"*\", narrowed by a condition on aws:PrincipalArn.", $"Invalid principal in policy: \"{entry.Name}\":\"{text.Text}\"");
            }

            principals.Add(new(entry.Name, text.Text, text.Position));
        }
    }
}
