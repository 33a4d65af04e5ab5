using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Accounts;
using AwsOps.Engine.Policy.Analysis;

namespace AwsOps.Access;

/// <summary>Reads policies for mistakes and for danger: each finding with its place, how bad it is, why, and what to do.</summary>
/// <remarks>
/// <para>Of a document: grammar, actions and condition keys that don't exist (with the nearest that does), resources that the actions can't have, wildcards, administrators in every disguise, public and cross-account access, confused deputies, the passing of roles, privilege escalation, ways for data to leave.</para>
/// <para>Of a user or role: the same over all its policies together, with its boundary, service control policies and denies honoured, and the shortest way to an administrator's rights.</para>
/// </remarks>
/// <example>
/// <code>Test-AccessPolicy -Document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObjct","Resource":"*"}]}'</code>
/// <para>Finds the misspelt action and says which one is near.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessRole shop -PolicyArn IAMFullAccess; Get-AccessRole | Test-AccessPolicy -MinimumSeverity High</code>
/// <para>Audits all roles of an account.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html">AWS's own policy checks</seealso>
[Cmdlet(VerbsDiagnostic.Test, "AccessPolicy", DefaultParameterSetName = PrincipalSet)]
[OutputType(typeof(PolicyFinding))]
[IamAction("iam:GetAccountAuthorizationDetails", "iam:GetPolicy", "iam:GetPolicyVersion")]
public sealed class TestAccessPolicyCommand : AccountCmdlet
{
    private const string PrincipalSet = "Principal";
    private const string DocumentSet = "Document";
    private const string InputSet = "InputObject";

    private readonly Dictionary<AccountSnapshot, EscalationFinder> _finders = [];
    private object? _input;

    /// <summary>Names or ARNs of users and roles to audit. Without it: all.</summary>
    [Parameter(Position = 0, ParameterSetName = PrincipalSet)]
    [ArgumentCompleter(typeof(PrincipalCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Principal { get; set; } = [];

    /// <summary>Text of a policy.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DocumentSet)]
    [ValidateNotNullOrEmpty]
    public string Document { get; set; } = null!;

    /// <summary>A role or user (its policies and trust are audited), a policy with a Document, or a file.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [ValidateNotNull]
    public object InputObject { get; set; } = null!;

    /// <summary>What the policy of -Document or -Path is attached to: Identity, Resource, Trust, ServiceControl or ResourceControl. Without it: judged by its elements.</summary>
    [Parameter]
    [ValidateSet("Identity", "Resource", "Trust", "ServiceControl", "ResourceControl")]
    public string? Kind { get; set; }

    /// <summary>Findings from this severity on: Information, Low, Medium, High, Critical or Error.</summary>
    [Parameter]
    [ValidateSet("Information", "Low", "Medium", "High", "Critical", "Error")]
    public string MinimumSeverity { get; set; } = nameof(FindingSeverity.Information);

    /// <summary>Names of rules to leave out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] ExcludeRule { get; set; } = [];

    /// <inheritdoc/>
    private protected override bool IsOffline
    {
        get
        {
            _input = ParameterSetName == InputSet ? (InputObject is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : InputObject) : null;
            return base.IsOffline || ParameterSetName == DocumentSet || _input is FileInfo || DocumentOf(_input) is not null;
        }
    }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var account = await LiveAsync(aws);
        var wanted = _input is null ? Principal
            : Property(_input, "Arn") is { } arn ? [arn]
            : throw new AwsOpsException("InvalidInputObject", ErrorCategory.InvalidArgument, $"-InputObject of type {_input.GetType().Name} has neither a Document nor the Arn of a user or role.", "Pipe roles, users, policies or files.");
        Audit(account, wanted, aws.Where);
    }

    /// <inheritdoc/>
    private protected override Task ProcessOfflineAsync()
    {
        if (ParameterSetName == DocumentSet)
        {
            Lint(Document, null);
        }
        else if (_input is FileInfo file)
        {
            LintFile(file.FullName);
        }
        else if (DocumentOf(_input) is { } document)
        {
            Lint(document, Property(_input!, "PolicyName") ?? Property(_input!, "Name"));
        }
        else
        {
            foreach (var path in Path)
            {
                LintFile(path);
            }
        }

        return Task.CompletedTask;
    }

    private void LintFile(string path)
    {
        var text = PolicyFiles.Read(this, path, nameof(Path));
        if (!AuthorizationDetails.IsMeant(text))
        {
            Lint(text, System.IO.Path.GetFileNameWithoutExtension(path));
            return;
        }

        AccountInventory? details = null;
        PolicyFiles.Guard(path, nameof(Path), () => details = AuthorizationDetails.Parse(text));
        Audit(new AccountSnapshot(details!, Levels()), Principal, path);
    }

    private void Lint(string text, string? name)
    {
        if (!PolicyDocument.TryParse(text, name, out var document, out _))
        {
            Write(PolicyLinter.Lint(text, PolicyKind.Identity, AccountId, name), name, null);
            return;
        }

        var kind = Kind is null ? PolicyLinter.KindOf(document) : Enum.Parse<PolicyKind>(Kind);
        Write(PolicyLinter.Lint(document, kind, AccountId), name, null);
    }

    private void Audit(AccountSnapshot account, string[] wanted, string where)
    {
        foreach (var name in wanted.Where(name => account.Find(name).Count == 0))
        {
            WriteError(ErrorRecords.From(NotFound(name, where), name, this));
        }

        if (!_finders.TryGetValue(account, out var finder))
        {
            finder = new EscalationFinder(account.Entities, account.Groups);
            _finders.Add(account, finder);
        }

        var entities = wanted.Length == 0 ? account.Entities.OrderBy(static entity => entity.Arn, StringComparer.Ordinal) : wanted.SelectMany(account.Find);
        foreach (var entity in entities)
        {
            StopToken.ThrowIfCancellationRequested();
            Write(PolicyLinter.Audit(entity, finder), null, entity.Arn);
        }
    }

    private void Write(IEnumerable<Engine.Policy.Analysis.PolicyFinding> findings, string? policyName, string? principal)
    {
        var minimum = Enum.Parse<FindingSeverity>(MinimumSeverity);
        foreach (var finding in findings.Where(finding => finding.Severity >= minimum && !ExcludeRule.Contains(finding.Id, StringComparer.OrdinalIgnoreCase)))
        {
            WriteObject(new PolicyFinding(finding, policyName, principal));
        }
    }

    private static string? DocumentOf(object? input) => input is null ? null : Property(input, "Document") ?? Property(input, "PolicyDocument");

    private static string? Property(object input, string name) =>
        PSObject.AsPSObject(input).Properties[name]?.Value is string { Length: > 0 } text ? text : null;
}
