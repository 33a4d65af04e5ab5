namespace AwsOps.Engine.Policy;

/// <summary>Who makes a request.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html"/>
public sealed class RequestPrincipal
{
    private bool _isIssuerKnown;

    private RequestPrincipal(PrincipalKind kind, string name, string accountId = "", string? arn = null)
    {
        Kind = kind;
        Name = name;
        AccountId = accountId;
        Arn = arn;
    }

    /// <summary>Nobody: an unsigned request.</summary>
    public static RequestPrincipal Anonymous { get; } = new(PrincipalKind.Anonymous, "anonymous");

    /// <summary>What sort of principal it is.</summary>
    public PrincipalKind Kind { get; }

    /// <summary>The user's, role's or federated user's name without its path, the service's host name, or the identity provider.</summary>
    public string Name { get; }

    /// <summary>The account the principal belongs to; empty for services, identity providers and nobody.</summary>
    public string AccountId { get; }

    /// <summary>The principal's ARN, for a principal that has one.</summary>
    public string? Arn { get; }

    /// <summary>For a session, the role assumed or the user federated, where known.</summary>
    public RequestPrincipal? Issuer { get; private init; }

    /// <summary>The canonical user id that S3 knows the account by, where known.</summary>
    public string? CanonicalUserId { get; init; }

    /// <summary>Whether this is a service-linked role: no SCP or RCP limits one, and none has a boundary.</summary>
    /// <seealso href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html"/>
    public bool IsServiceLinkedRole => Kind switch
    {
        PrincipalKind.Role => Arn!.Contains(":role/aws-service-role/", StringComparison.Ordinal),
        PrincipalKind.RoleSession => _isIssuerKnown ? Issuer!.IsServiceLinkedRole : Name.StartsWith("AWSServiceRoleFor", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>Reads a user's, role's, session's or account's ARN, or a twelve-digit account id for its root user.</summary>
    /// <param name="arn">The ARN.</param>
    /// <param name="issuerArn">For a session, the ARN of the role assumed (it has the path that a session's ARN lacks) or of the user federated.</param>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static RequestPrincipal Parse(string arn, string? issuerArn = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(arn);
        if (IsAccountId(arn))
        {
            return new(PrincipalKind.Root, "root", arn, $"arn:aws:iam::{arn}:root");
        }

        if (!Policy.Arn.TryParse(arn, out Arn? parsed) || !IsAccountId(parsed.AccountId))
        {
            throw Invalid(arn);
        }

        string[] path = parsed.Resource.Split('/');
        return (parsed.Service, path) switch
        {
            ("iam", ["root"]) => new(PrincipalKind.Root, "root", parsed.AccountId, arn),
            ("iam", ["user", .., string name]) => new(PrincipalKind.User, name, parsed.AccountId, arn),
            ("iam", ["role", .., string name]) => new(PrincipalKind.Role, name, parsed.AccountId, arn),
            ("sts", ["assumed-role", string role, _]) => new(PrincipalKind.RoleSession, role, parsed.AccountId, arn)
            {
                _isIssuerKnown = issuerArn is not null,
                Issuer = Parse(issuerArn ?? $"arn:{parsed.Partition}:iam::{parsed.AccountId}:role/{role}"),
            },
            ("sts", ["federated-user", string name]) => new(PrincipalKind.FederatedUser, name, parsed.AccountId, arn)
            {
                Issuer = issuerArn is null ? null : Parse(issuerArn),
            },
            _ => throw Invalid(arn),
        };
    }

    /// <summary>An AWS service that acts on its own behalf.</summary>
    /// <param name="name">The service principal, such as <c>sns.amazonaws.com</c>.</param>
    public static RequestPrincipal Service(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(PrincipalKind.Service, name);
    }

    /// <summary>Somebody whom an identity provider vouches for, at the moment of assuming a role.</summary>
    /// <param name="provider">The provider's ARN, or for the built-in ones its domain, such as <c>cognito-identity.amazonaws.com</c>.</param>
    public static RequestPrincipal Federated(string provider)
    {
        ArgumentException.ThrowIfNullOrEmpty(provider);
        return new(PrincipalKind.Federated, provider);
    }

    /// <inheritdoc/>
    public override string ToString() => Arn ?? Name;

    internal static bool IsAccountId(string text) => text.Length == 12 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static FormatException Invalid(string arn) => new(
        $"'{arn}' is no principal. Right would be the ARN of a user, role, assumed-role session, federated user or account root, or a 12-digit account id.");
}
