namespace AwsOps.Engine.Policy.Actions;

/// <summary>An action of a service.</summary>
/// <param name="Service">The service prefix, such as <c>s3</c>.</param>
/// <param name="Name">The action's name, such as <c>GetObject</c>.</param>
/// <param name="Level">What it does.</param>
/// <param name="Resources">The resource types that a policy can name for it; none, if only <c>*</c> will do.</param>
/// <param name="ConditionKeys">The condition keys it answers to, beside the global ones.</param>
/// <param name="DependentActions">Further actions that its caller must be allowed.</param>
/// <seealso href="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html"/>
public sealed record ServiceAction(
    string Service, string Name, AccessLevel Level, IReadOnlyList<ActionResource> Resources,
    IReadOnlyList<ServiceConditionKey> ConditionKeys, IReadOnlyList<string> DependentActions)
{
    /// <summary>The action as policies write it.</summary>
    public string FullName => $"{Service}:{Name}";

    /// <summary>Whether a statement for it can name anything but <c>*</c>.</summary>
    public bool HasResources => Resources.Count > 0;

    /// <inheritdoc/>
    public override string ToString() => FullName;
}

/// <summary>A resource type that an action works on.</summary>
/// <param name="Type">The type.</param>
/// <param name="IsRequired">Whether a statement must cover one of this type for the action to succeed.</param>
public sealed record ActionResource(ServiceResource Type, bool IsRequired);

/// <summary>A type of resource of a service.</summary>
/// <param name="Name">The type's name, such as <c>bucket</c>.</param>
/// <param name="Arn">Its ARN with placeholders, such as <c>arn:${Partition}:s3:::${BucketName}</c>.</param>
/// <param name="ConditionKeys">The condition keys it answers to.</param>
public sealed record ServiceResource(string Name, string Arn, IReadOnlyList<ServiceConditionKey> ConditionKeys)
{
    private readonly string _pattern = Placeholders.ToPattern(Arn);

    /// <summary>The ARN with an asterisk for each placeholder.</summary>
    public string ArnPattern => _pattern;

    /// <summary>Whether a resource, or a pattern of a policy, can be of this type.</summary>
    /// <param name="arnOrPattern">An ARN, wildcards allowed.</param>
    public bool CanBe(string arnOrPattern)
    {
        ArgumentNullException.ThrowIfNull(arnOrPattern);
        // Names of buckets have no slash, unlike many other names: what has one is an object.
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
        return !(Arn.EndsWith(":${BucketName}", StringComparison.Ordinal) && arnOrPattern.Contains('/')) && ArnPatterns.Intersect(arnOrPattern, _pattern);
    }
}

/// <summary>A condition key.</summary>
/// <param name="Name">Its name; <c>${TagKey}</c> and the like stand for a part that varies.</param>
/// <param name="Type"><c>String</c>, <c>ARN</c>, <c>Bool</c>, <c>Numeric</c>, <c>Date</c>, <c>IPAddress</c>, or <c>ArrayOf…</c> one of these.</param>
public sealed record ServiceConditionKey(string Name, string Type)
{
    /// <summary>Whether a request can have several values for it.</summary>
    public bool IsMultivalued => Type.StartsWith("ArrayOf", StringComparison.Ordinal);

    /// <summary>Whether a key of a policy is this one. Names are not case-sensitive.</summary>
    /// <param name="key">The key as written.</param>
    public bool Is(string key)
    {
        int variable = Name.IndexOf("${", StringComparison.Ordinal);
        if (variable < 0)
        {
            return Name.Equals(key, StringComparison.OrdinalIgnoreCase);
        }

        string rest = Name[(Name.IndexOf('}', variable) + 1)..];
        // The rest of a key may have further placeholders, of which only its end is compared.
        int last = rest.LastIndexOf('}');
        return key.Length > variable && key.AsSpan(0, variable).Equals(Name.AsSpan(0, variable), StringComparison.OrdinalIgnoreCase)
            && key.EndsWith(rest[(last + 1)..], StringComparison.OrdinalIgnoreCase);
    }
}
