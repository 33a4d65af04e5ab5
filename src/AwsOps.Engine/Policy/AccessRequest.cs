using AwsOps.Engine.Policy.Matching;

namespace AwsOps.Engine.Policy;

/// <summary>One question: may this principal do this to that? Immutable, and cheap to ask again.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-reqcontext.html"/>
public sealed class AccessRequest
{
    private static readonly string[] True = ["true"];
    private static readonly string[] False = ["false"];

    private readonly string[]?[] _derived = new string[]?[(int)DerivedKey.ResourceAccount + 1];

    /// <summary>Describes a request.</summary>
    /// <param name="principal">Who asks.</param>
    /// <param name="action">The action, such as <c>s3:GetObject</c>, in any case.</param>
    /// <param name="resource">The ARN of what it is done to, or <c>*</c> for an action without resources of its own.</param>
    /// <param name="context">The condition keys. Those of the principal that follow from its ARN need not be given.</param>
    /// <param name="resourceAccountId">The account that owns the resource; left out, the one in the ARN, else the principal's own.</param>
    /// <exception cref="FormatException">The action has no service prefix.</exception>
    public AccessRequest(RequestPrincipal principal, string action, string resource = "*", RequestContext? context = null, string? resourceAccountId = null)
    {
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentException.ThrowIfNullOrEmpty(action);
        ArgumentException.ThrowIfNullOrEmpty(resource);
        if (action.IndexOf(':') is < 1)
        {
            throw new FormatException($"'{action}' is no action. Right would be a service prefix, a colon and a name, such as s3:GetObject.");
        }

        Principal = principal;
        Action = action;
        ActionLower = action.ToLowerInvariant();
        Resource = resource;
        Context = context ?? RequestContext.Empty;
        ResourceAccountId = resourceAccountId ?? (AccountOf(resource) is { Length: > 0 } account ? account : principal.AccountId);
        Derive(principal);
    }

    /// <summary>Who asks.</summary>
    public RequestPrincipal Principal { get; }

    /// <summary>What is to be done.</summary>
    public string Action { get; }

    /// <summary>What it is to be done to.</summary>
    public string Resource { get; }

    /// <summary>The account that owns the resource.</summary>
    public string ResourceAccountId { get; }

    /// <summary>The condition keys of the request.</summary>
    public RequestContext Context { get; }

    /// <summary>What it means that <see cref="Context"/> lacks a key.</summary>
    public MissingKeys MissingKeys { get; init; }

    internal string ActionLower { get; }

    /// <summary>Whether the principal and the resource belong to the same account.</summary>
    internal bool IsSameAccount => Principal.AccountId.Length > 0 && Principal.AccountId == ResourceAccountId;

    internal string[]? Derive(DerivedKey key) => _derived[(int)key];

    // AWS's own resources ("arn:aws:iam::aws:policy/…") belong to no account that could be compared.
    private static string AccountOf(string resource) =>
        Arn.TryParse(resource, out Arn? arn) && RequestPrincipal.IsAccountId(arn.AccountId) ? arn.AccountId : "";

    private void Derive(RequestPrincipal principal)
    {
        // For a role session, aws:PrincipalArn is the role's ARN, not the session's; aws:username exists for IAM users alone.
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
        string? arn = principal.Kind == PrincipalKind.RoleSession ? principal.Issuer?.Arn : principal.Arn;
        _derived[(int)DerivedKey.PrincipalArn] = arn is null ? null : [arn];
        // aws:PrincipalAccount: "Anonymous requests return anonymous."
        _derived[(int)DerivedKey.PrincipalAccount] = principal.Kind == PrincipalKind.Anonymous ? ["anonymous"]
            : principal.AccountId.Length == 0 ? null : [principal.AccountId];
        _derived[(int)DerivedKey.UserName] = principal.Kind == PrincipalKind.User ? [principal.Name] : null;
        _derived[(int)DerivedKey.PrincipalIsAwsService] = principal.Kind == PrincipalKind.Service ? True : False;
        _derived[(int)DerivedKey.PrincipalServiceName] = principal.Kind == PrincipalKind.Service ? [principal.Name] : null;
        _derived[(int)DerivedKey.ResourceAccount] = ResourceAccountId.Length == 0 ? null : [ResourceAccountId];
        _derived[(int)DerivedKey.PrincipalType] = principal.Kind switch
        {
            PrincipalKind.Root => ["Account"],
            PrincipalKind.User => ["User"],
            PrincipalKind.Role or PrincipalKind.RoleSession => ["AssumedRole"],
            PrincipalKind.FederatedUser => ["FederatedUser"],
            PrincipalKind.Anonymous => ["Anonymous"],
            _ => null,
        };
    }
}
