using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.Policy.Accounts;
using AwsOps.Engine.Policy.Actions;
using AwsOps.Engine.Policy.Analysis;
using AwsOps.Engine.Policy.Writing;

namespace AwsOps.Access;

/// <summary>Writes the smallest policy for what a user or role did, for a list of wishes, or for a script; with the proof. It changes nothing: Set-LeastPrivilegePolicy does.</summary>
/// <remarks>
/// <para>Events are mapped to the actions they need, with the ARNs they name and the roles they passed; conditions of the statements that allowed them are kept, and so are the Denies that matter. The proof replays everything recorded, looks for anything that could be left out, and compares with the present policies: what is allowed now and was not before, and what falls away.</para>
/// <para>The event history has 90 days of management events. For longer, or for data events, give the files of a trail, on disk or in S3; they are streamed, whatever their size.</para>
/// </remarks>
/// <example>
/// <code>New-LeastPrivilegePolicy -Action s3:GetObject, s3:ListBucket -Resource arn:aws:s3:::photos, arn:aws:s3:::photos/*</code>
/// <para>From a list of wishes: each action on those of the resources that it can have.</para>
/// </example>
/// <example>
/// <code>New-LeastPrivilegePolicy -ForScript "$((Get-Module AwsOps).ModuleBase)/examples/flash-sale.ps1" -AccountId 111122223333 -Region eu-west-1</code>
/// <para>What a runbook needs, by what its cmdlets declare. The script is read and not run.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessRole shop -PolicyArn AmazonS3ReadOnlyAccess; New-LeastPrivilegePolicy shop -Days 30</code>
/// <para>What a role did in the last 30 days.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege">Least privilege</seealso>
[Cmdlet(VerbsCommon.New, "LeastPrivilegePolicy", DefaultParameterSetName = HistorySet)]
[OutputType(typeof(LeastPrivilegePolicy))]
[IamAction(
    "cloudtrail:LookupEvents",
    "iam:GenerateServiceLastAccessedDetails",
    "iam:GetAccountAuthorizationDetails",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:GetServiceLastAccessedDetails",
    "s3:GetObject",
    "s3:ListBucket")]
public sealed class NewLeastPrivilegePolicyCommand : AccountCmdlet
{
    private const string HistorySet = "EventHistory";
    private const string FileSet = "TrailFile";
    private const string BucketSet = "TrailBucket";
    private const string LastAccessedSet = "LastAccessed";
    private const string WishSet = "WishList";
    private const string ScriptSet = "Script";

    /// <summary>The user or role it is for, by name or ARN: whose events count, and whose present policies it is compared with. For trails and lists it may be left out.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = HistorySet)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = LastAccessedSet)]
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = FileSet)]
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = BucketSet)]
    [Parameter(ParameterSetName = WishSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    [Alias("Arn")]
    [ArgumentCompleter(typeof(PrincipalCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Principal { get; set; }

    /// <summary>How many days of the event history to read, 90 at the most.</summary>
    [Parameter(ParameterSetName = HistorySet)]
    [ValidateRange(1, 90)]
    public int Days { get; set; } = 90;

    /// <summary>Trail files, plain or gzip, or folders with them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FileSet)]
    [ValidateNotNullOrEmpty]
    public string[] TrailPath { get; set; } = [];

    /// <summary>Trail files in S3: s3://bucket/prefix.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BucketSet)]
    [ValidateFormat("^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.*)?$", "-TrailS3Uri '{0}': it looks like s3://bucket/prefix.")]
    public string TrailS3Uri { get; set; } = null!;

    /// <summary>From IAM's last-accessed data instead of events: by service, and by action where IAM records that.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LastAccessedSet)]
    public SwitchParameter LastAccessed { get; set; }

    /// <summary>Actions that shall be allowed; patterns are written out.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WishSet)]
    [ArgumentCompleter(typeof(ActionCompleter))]
    [ValidateFormat(@"^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$", "-Action '{0}': an action looks like s3:GetObject.")]
    public string[] Action { get; set; } = [];

    /// <summary>ARNs of what the actions shall be allowed on, each action on those that it can have. Without it: on everything of their types.</summary>
    [Parameter(ParameterSetName = WishSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    [ValidateNotNullOrEmpty]
    public string[] Resource { get; set; } = [];

    /// <summary>PowerShell scripts, read and not run: the permissions that this module's cmdlets in them declare.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ScriptSet)]
    [ValidateNotNullOrEmpty]
    public string[] ForScript { get; set; } = [];

    /// <summary>How many resources of one folder or type are listed by name before * stands for all of them. Without it: all by name.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaximumNames { get; set; } = int.MaxValue;

    /// <summary>The most characters of one document, white space not counted: 6144 for a managed policy, less for inline ones.</summary>
    [Parameter]
    [ValidateRange(200, 10_240)]
    public int CharacterLimit { get; set; } = LeastPrivilegeBuilder.ManagedPolicyLimit;

    /// <summary>Counts the events too that were denied.</summary>
    [Parameter]
    public SwitchParameter IncludeDenied { get; set; }

    /// <inheritdoc/>
    private protected override bool IsOffline =>
        ParameterSetName is FileSet or WishSet or ScriptSet && (base.IsOffline || Principal is null);

    /// <inheritdoc/>
    private protected override object? ErrorTarget => Principal;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var account = Principal is null ? null : await LiveAsync(aws);
        await WriteAsync(account, aws, aws.Where);
    }

    /// <inheritdoc/>
    private protected override Task ProcessOfflineAsync() => WriteAsync(base.IsOffline ? Saved() : null, null, "the files of -Path");

    private async Task WriteAsync(AccountSnapshot? account, AwsConnection? aws, string where)
    {
        var entity = Principal is null ? null : Find(account!, where);
        var present = entity is null ? null : new CurrentPolicies(entity.Policies.Identity, entity.Principal);
        var source = new LeastPrivilegeSource(ParameterSetName == BucketSet ? FileSet : ParameterSetName, entity, present, arn => account?.RoleOf(arn), IncludeDenied);
        await GatherAsync(source, entity, present, aws);
        var policy = LeastPrivilegeBuilder.Build(source.WithConditions(), CharacterLimit, MaximumNames, entity?.Principal);
        if (entity is not null && policy.Documents.Count > 0)
        {
            policy = policy.WithDeniesOf(entity.Policies.Identity);
        }

        WriteObject(new LeastPrivilegePolicy(policy, policy.Prove(entity?.Policies.Identity), source, entity?.Arn));
    }

    private AccountEntity Find(AccountSnapshot account, string where) => account.Find(Principal!) switch
    {
        [] => throw NotFound(Principal!, where),
        [var one] => one,
        var several => throw AwsOpsException.BadArgument(nameof(Principal), Principal, "a user and a role have this name.", $"Give the ARN: {string.Join(" or ", several.Select(static entity => entity.Arn))}."),
    };

    private async Task GatherAsync(LeastPrivilegeSource source, AccountEntity? entity, CurrentPolicies? present, AwsConnection? aws)
    {
        var trails = new TrailSources(Changes);
        string[] mentioning = entity is null ? [] : [entity.Principal.Name];
        switch (ParameterSetName)
        {
            case HistorySet:
                await trails.LookUpAsync(aws!, entity!.Principal, Days, source, StopToken);
                break;
            case FileSet:
                await trails.ReadFilesAsync(TrailPath.Select(path => PolicyFiles.Resolve(this, path, nameof(TrailPath))), mentioning, source, StopToken);
                break;
            case BucketSet:
                var parts = TrailS3Uri["s3://".Length..].Split('/', 2);
                await trails.ReadBucketAsync(aws!, parts[0], parts.Length > 1 ? parts[1] : string.Empty, mentioning, source, StopToken);
                break;
            case LastAccessedSet:
                await LastAccess.ReadAsync(aws!, entity!, present!, source, StopToken);
                break;
            case WishSet:
                Wish(source, Action.SelectMany(Expand), entity);
                break;
            default:
                Wish(source, ForScript.SelectMany(path => RunbookActions.Read(PolicyFiles.Resolve(this, path, nameof(ForScript)), path, source.Note)), entity);
                break;
        }
    }

    private void Wish(LeastPrivilegeSource source, IEnumerable<string> actions, AccountEntity? entity)
    {
        foreach (var action in actions)
        {
            source.Add(new ObservedAccess(action, Resource) { AccountId = entity?.Principal.AccountId ?? AccountId, Region = Region });
            if (action == "iam:PassRole" && !Array.Exists(Resource, static arn => arn.Contains(":role/", StringComparison.Ordinal)))
            {
                source.Note("iam:PassRole is needed, and nobody said for which role: it is allowed for every one. Give the role's ARN with -Resource.");
            }

            if (ActionTable.Default.TryGetAction(action, out var known) && known.DependentActions.Count > 0)
            {
                source.Note($"{action} may need {string.Join(", ", known.DependentActions)} too.");
            }
        }
    }

    private static IEnumerable<string> Expand(string action)
    {
        if (!action.AsSpan().ContainsAny('*', '?'))
        {
            return [action];
        }

        string[] actions = [.. ActionTable.Default.Expand(action).Select(static known => known.FullName)];
        return actions.Length > 0 ? actions : throw AwsOpsException.BadArgument(nameof(Action), action, "no action of AWS matches it.", "Correct the pattern.");
    }
}
