using AwsOps.Engine.Policy.Parsing;

namespace AwsOps.Engine.Policy.Accounts;

/// <summary>Reads what <c>aws iam get-account-authorization-details</c> writes.</summary>
/// <seealso href="https://docs.aws.amazon.com/cli/latest/reference/iam/get-account-authorization-details.html"/>
public static class AuthorizationDetails
{
    /// <summary>Whether a text looks like one: an object with a list of users, groups, roles or policies.</summary>
    /// <param name="text">Any text.</param>
    public static bool IsMeant(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Contains("\"UserDetailList\"", StringComparison.Ordinal) || text.Contains("\"RoleDetailList\"", StringComparison.Ordinal)
            || text.Contains("\"GroupDetailList\"", StringComparison.Ordinal);
    }

    /// <summary>Reads the answer, with the documents as objects (as the AWS CLI writes them) or as text (as the API does).</summary>
    /// <param name="text">The JSON text.</param>
    /// <exception cref="PolicyFormatException">It is no such answer; the exception says where and why.</exception>
    public static AccountInventory Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        AccountInventory details = new();
        Reader reader = new(text);
        JsonValue root = JsonParser.Parse(text);
        foreach (JsonValue user in reader.Objects(root, "UserDetailList"))
        {
            details.Users.Add(new(reader.Principal(user), reader.Text(user, "UserName"))
            {
                Inline = reader.Inline(user, "UserPolicyList"),
                Attached = reader.Attached(user),
                Groups = reader.Strings(user, "GroupList"),
                Boundary = reader.Boundary(user),
                Tags = reader.Tags(user),
            });
        }

        foreach (JsonValue group in reader.Objects(root, "GroupDetailList"))
        {
            details.Groups.Add(new(reader.Text(group, "Arn"), reader.Text(group, "GroupName"))
            {
                Inline = reader.Inline(group, "GroupPolicyList"),
                Attached = reader.Attached(group),
            });
        }

        foreach (JsonValue role in reader.Objects(root, "RoleDetailList"))
        {
            details.Roles.Add(new(reader.Principal(role), reader.Text(role, "RoleName"), reader.Document(role, "AssumeRolePolicyDocument"))
            {
                Inline = reader.Inline(role, "RolePolicyList"),
                Attached = reader.Attached(role),
                Boundary = reader.Boundary(role),
                Tags = reader.Tags(role),
                InstanceProfiles = [.. reader.Objects(role, "InstanceProfileList").Select(profile => reader.Text(profile, "Arn"))],
            });
        }

        foreach (JsonValue policy in reader.Objects(root, "Policies"))
        {
            string arn = reader.Text(policy, "Arn");
            JsonValue[] versions = [.. reader.Objects(policy, "PolicyVersionList")];
            JsonValue? current = versions.FirstOrDefault(version => Reader.Find(version, "IsDefaultVersion")?.Kind == JsonKind.True) ?? versions.FirstOrDefault();
            if (current is not null)
            {
                details.Policies.Add(new(arn, reader.Document(current, "Document")));
            }
        }

        return details;
    }

    private sealed class Reader(string text)
    {
        internal static JsonValue? Find(JsonValue value, string name) => value.Members.FirstOrDefault(member => member.Name == name)?.Value;

        internal IEnumerable<JsonValue> Objects(JsonValue value, string name)
        {
            if (value.Kind != JsonKind.Object)
            {
                throw Wrong(value, "An object");
            }

            return Items(value, name).Select(item => item.Kind == JsonKind.Object ? item : throw Wrong(item, $"Each of {name}"));
        }

        internal string Text(JsonValue value, string name) => Find(value, name) is { Kind: JsonKind.String } text
            ? text.Text
            : throw new PolicyFormatException(new PolicyError((Find(value, name) ?? value).Position, $"{name} must be here, and be a string."));

        internal string Principal(JsonValue value)
        {
            string arn = Text(value, "Arn");
            try
            {
                return RequestPrincipal.Parse(arn).Arn!;
            }
            catch (Exception exception) when (exception is FormatException or ArgumentException)
            {
                throw new PolicyFormatException(new PolicyError(Find(value, "Arn")!.Position, $"'{arn}' is no ARN of a user or role."));
            }
        }

        internal IReadOnlyList<string> Strings(JsonValue value, string name) =>
            [.. Items(value, name).Select(item => item.Kind == JsonKind.String ? item.Text : throw Wrong(item, $"Each of {name}"))];

        internal IReadOnlyList<NamedPolicy> Inline(JsonValue value, string name) =>
            [.. Objects(value, name).Select(policy => new NamedPolicy(Text(policy, "PolicyName"), Document(policy, "PolicyDocument")))];

        internal IReadOnlyList<string> Attached(JsonValue value) => [.. Objects(value, "AttachedManagedPolicies").Select(policy => Text(policy, "PolicyArn"))];

        internal string? Boundary(JsonValue value) =>
            Find(value, "PermissionsBoundary") is { Kind: JsonKind.Object } boundary ? Text(boundary, "PermissionsBoundaryArn") : null;

        internal IReadOnlyDictionary<string, string> Tags(JsonValue value)
        {
            Dictionary<string, string> tags = [];
            foreach (JsonValue tag in Objects(value, "Tags"))
            {
                tags[Text(tag, "Key")] = Text(tag, "Value");
            }

            return tags;
        }

        /// <summary>A document: an object, whose text is cut out as it stands, or text, which the API writes percent-encoded.</summary>
        internal string Document(JsonValue value, string name) => Find(value, name) switch
        {
            { Kind: JsonKind.Object } document => text[document.Start..document.End],
            { Kind: JsonKind.String } document => document.Text.StartsWith('%') ? Uri.UnescapeDataString(document.Text) : document.Text,
            { } other => throw Wrong(other, name),
            null => throw new PolicyFormatException(new PolicyError(value.Position, $"{name} must be here, and be a policy.")),
        };

        private static IReadOnlyList<JsonValue> Items(JsonValue value, string name) => Find(value, name) switch
        {
            null or { Kind: JsonKind.Null } => [],
            { Kind: JsonKind.Array } list => list.Items,
            { } other => throw Wrong(other, name),
        };

        private static PolicyFormatException Wrong(JsonValue value, string what) =>
            new(new PolicyError(value.Position, $"{what} is not what get-account-authorization-details writes here: found {value.Describe()}."));
    }
}
