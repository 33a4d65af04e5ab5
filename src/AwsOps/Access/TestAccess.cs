using System.Collections;
using System.Globalization;
using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Accounts;
using AwsOps.Engine.Policy.Actions;
using AwsOps.Engine.Policy.Analysis;

namespace AwsOps.Access;

/// <summary>Tells whether somebody may do something, which statement decides it, and what each kind of policies says.</summary>
/// <remarks>
/// <para>All policies count: those of the user, its groups or the role, the permissions boundary, the trust policy of a role that is to be assumed, and, from files, policies of resources, sessions and organizations. The account is read once, in pages, however many questions the pipeline brings.</para>
/// <para>A condition key that -Context does not give is unknown; where it matters the decision is Unknown and names it. Give it an empty array to say that requests don't have it.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessRole shop -PolicyArn AmazonS3ReadOnlyAccess; Test-Access shop s3:GetObject, s3:PutObject arn:aws:s3:::photos/cat.jpg</code>
/// <para>Asks two questions about a role.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessRole shop -PolicyArn ReadOnlyAccess; Test-Access shop 's3:Put*' -Expand | Where-Object IsAllowed</code>
/// <para>Asks about every action that a pattern covers.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessRole shop; [pscustomobject]@{ Principal = 'shop'; Action = 'ec2:RunInstances'; Context = @{ 'aws:RequestedRegion' = 'eu-west-1' } } | Test-Access</code>
/// <para>Takes questions from the pipeline, thousands if need be.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">Policy evaluation logic</seealso>
[Cmdlet(VerbsDiagnostic.Test, "Access")]
[OutputType(typeof(AccessDecision))]
[IamAction("iam:GetAccountAuthorizationDetails", "iam:GetPolicy", "iam:GetPolicyVersion")]
public sealed class TestAccessCommand : AccountCmdlet
{
    private IReadOnlyList<PolicyDocument>? _resource;
    private IReadOnlyList<PolicyDocument>? _session;
    private PolicyDocument? _boundary;

    /// <summary>Who asks: the name or ARN of a user or role, the ARN of a role's session, an account id for its root user, a service such as ec2.amazonaws.com, or anonymous. With policy files it may be left out.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Arn")]
    [ArgumentCompleter(typeof(PrincipalCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Principal { get; set; }

    /// <summary>What is to be done, e.g. s3:GetObject. With -Expand also patterns.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ActionCompleter))]
    [ValidateFormat(@"^(\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$", "-Action '{0}': an action looks like s3:GetObject.")]
    public string[] Action { get; set; } = [];

    /// <summary>ARNs of what it is to be done to. Without it: *, for actions that have no resources of their own.</summary>
    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Resource { get; set; } = ["*"];

    /// <summary>Condition keys of the request: a hashtable, e.g. @{ 'aws:SourceIp' = '192.0.2.1' }; an array for several values, an empty one for a key that the request does not have.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public IDictionary? Context { get; set; }

    /// <summary>Asks about each action that the patterns of -Action cover.</summary>
    [Parameter]
    public SwitchParameter Expand { get; set; }

    /// <summary>Keys that -Context does not give are absent from the request, so that every question has an answer.</summary>
    [Parameter]
    public SwitchParameter ContextIsComplete { get; set; }

    /// <summary>Files with the policy of the resource: a bucket's, key's, queue's, topic's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] ResourcePolicyPath { get; set; } = [];

    /// <summary>File with a permissions boundary, in place of the principal's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BoundaryPath { get; set; }

    /// <summary>Files with the policies given when the session was made.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] SessionPolicyPath { get; set; } = [];

    /// <inheritdoc/>
    private protected override object? ErrorTarget => Principal;

    /// <inheritdoc/>
    private protected override Task BeginAsync()
    {
        _resource = ResourcePolicyPath.Length == 0 ? null : PolicyFiles.ParseAll(this, ResourcePolicyPath, nameof(ResourcePolicyPath));
        _session = SessionPolicyPath.Length == 0 ? null : PolicyFiles.ParseAll(this, SessionPolicyPath, nameof(SessionPolicyPath));
        _boundary = BoundaryPath is null ? null : PolicyFiles.ParseAll(this, [BoundaryPath], nameof(BoundaryPath))[0];
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        if (Principal is null)
        {
            throw new AwsOpsException("PrincipalMissing", ErrorCategory.InvalidArgument, "Without -Principal nobody asks.", "Give the name or ARN of a user or role; it may be left out only with -Path and policies.");
        }

        Decide(await LiveAsync(aws), aws.Where);
    }

    /// <inheritdoc/>
    private protected override Task ProcessOfflineAsync()
    {
        Decide(Saved(), "the files of -Path");
        return Task.CompletedTask;
    }

    private void Decide(AccountSnapshot account, string where)
    {
        var (principal, entity) = Find(account, where);
        var context = ContextOf(entity);
        foreach (var action in Action.SelectMany(Actions))
        {
            foreach (var resource in Resource)
            {
                var request = new AccessRequest(principal, action, resource, context) { MissingKeys = ContextIsComplete ? MissingKeys.Absent : MissingKeys.Unknown };
                WriteObject(new AccessDecision(AccessEvaluator.Explain(request, PoliciesFor(request, entity, account)), principal.ToString(), entity?.MissingPolicies ?? []));
            }
        }
    }

    private (RequestPrincipal Principal, AccountEntity? Entity) Find(AccountSnapshot account, string where)
    {
        var name = Principal ?? "arn:aws:iam::000000000000:user/policy-owner";
        var found = account.Find(name);
        if (found.Count > 1)
        {
            throw AwsOpsException.BadArgument(nameof(Principal), name, "a user and a role have this name.", $"Give the ARN: {string.Join(" or ", found.Select(static entity => entity.Arn))}.");
        }

        if (found.Count == 1)
        {
            return (name.StartsWith("arn:aws:sts:", StringComparison.Ordinal) ? RequestPrincipal.Parse(name, found[0].Arn) : found[0].Principal, found[0]);
        }

        if (name.Equals("anonymous", StringComparison.OrdinalIgnoreCase) || name == "*")
        {
            return (RequestPrincipal.Anonymous, null);
        }

        if (name.EndsWith(".amazonaws.com", StringComparison.Ordinal))
        {
            return (RequestPrincipal.Service(name), null);
        }

        var principal = name.StartsWith("arn:", StringComparison.Ordinal) || name.All(char.IsAsciiDigit) ? Parse(name) : null;
        return principal is { Kind: PrincipalKind.Root } || (principal is not null && SavedPolicies.Count > 0)
            ? (principal!, null)
            : throw NotFound(name, where);
    }

    private static RequestPrincipal Parse(string arn)
    {
        try
        {
            return RequestPrincipal.Parse(arn);
        }
        catch (FormatException exception)
        {
            throw new AwsOpsException("InvalidPrincipal", ErrorCategory.InvalidArgument, $"-Principal: {exception.Message}", null, exception) { Target = arn };
        }
    }

    private PolicySet PoliciesFor(AccessRequest request, AccountEntity? entity, AccountSnapshot account) => new()
    {
        Identity = [.. entity?.Policies.Identity ?? [], .. SavedPolicies],
        Boundary = _boundary ?? entity?.Policies.Boundary,
        Session = _session,
        ServiceControl = account.ServiceControl,
        // The policy of a role is its trust, which the account tells.
        Resource = _resource
            ?? (request.Action.StartsWith("sts:AssumeRole", StringComparison.OrdinalIgnoreCase) && account.Find(request.Resource) is [{ Trust: { } trust }] ? [trust] : null),
    };

    private RequestContext ContextOf(AccountEntity? entity)
    {
        RequestContext context = [];
        foreach (var tag in entity?.Tags ?? new Dictionary<string, string>())
        {
            context[$"aws:PrincipalTag/{tag.Key}"] = [tag.Value];
        }

        foreach (DictionaryEntry entry in Context ?? new Hashtable())
        {
            context[Text(entry.Key)] = Values(entry.Value);
        }

        return context;
    }

    private static string[] Values(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => [],
        string text => [text],
        IEnumerable several => [.. several.Cast<object>().Select(Text)],
        var single => [Text(single)],
    };

    /// <summary>Values as AWS writes them: true, not True; times in UTC.</summary>
    private static string Text(object value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        bool truth => truth ? "true" : "false",
        DateTime time => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture),
        var other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
    };

    private IEnumerable<string> Actions(string pattern)
    {
        if (!pattern.AsSpan().ContainsAny('*', '?'))
        {
            return [pattern];
        }

        if (!Expand)
        {
            throw AwsOpsException.BadArgument(nameof(Action), pattern, "a question is about one action.", "Give -Expand to ask about each that the pattern covers.");
        }

        string[] actions = [.. ActionTable.Default.Expand(pattern).Select(static action => action.FullName)];
        return actions.Length > 0 ? actions : throw AwsOpsException.BadArgument(nameof(Action), pattern, "no action of AWS matches it.", "Correct the pattern.");
    }
}
