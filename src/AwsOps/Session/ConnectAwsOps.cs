using System.Management.Automation;
using System.Security;
using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using AwsOps.Common;

namespace AwsOps.Session;

/// <summary>Connects this runspace to an AWS account, so that the cmdlets that follow need no profile or region.</summary>
/// <remarks>
/// <para>Credentials come from -ProfileName, from -AccessKeyId with -SecretAccessKey, or from the SDK's chain (environment, shared files, SSO, container and instance roles). -RoleArn then assumes a role with them; an MFA code is asked for through the host, or given with -MfaCode.</para>
/// <para>The identity is checked at once with sts:GetCallerIdentity: a session that can't work is an error here, not later. What is named and does not exist is an error, never a fall through to another account.</para>
/// <para>The session belongs to the runspace. To use it in ForEach-Object -Parallel, hand it over: $s = Get-AwsOpsSession; ... -Parallel { $using:s | Connect-AwsOps }.</para>
/// <para>In a sandbox, -RoleArn goes on as one of its roles, and -AccessKeyId with a key that it made as that key's user. Start-AwsOpsSandbox -EnforceAccess makes their policies count.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox -Region eu-west-1; Get-AwsOpsSession | Connect-AwsOps -Region us-east-1</code>
/// <para>Moves the session to another region, here in the sandbox.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox -Region eu-west-1; $session = Get-AwsOpsSession; $session | Connect-AwsOps</code>
/// <para>Connects with a session made elsewhere, as a parallel runspace would.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html">Credential providers</seealso>
[Cmdlet(VerbsCommunications.Connect, "AwsOps", DefaultParameterSetName = ProfileSet)]
[OutputType(typeof(AwsOpsSession))]
[IamAction("sts:AssumeRole")]
public sealed class ConnectAwsOpsCommand : AwsOpsCmdlet
{
    private const string ProfileSet = "Profile";
    private const string KeySet = "Key";
    private const string SessionSet = "Session";

    /// <summary>Name of a profile in the AWS config or credentials file.</summary>
    [Parameter(Position = 0, ParameterSetName = ProfileSet)]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ProfileName { get; set; }

    /// <summary>Access key id of a user or role session.</summary>
    [Parameter(Mandatory = true, ParameterSetName = KeySet)]
    [ValidateNotNullOrEmpty]
    public string AccessKeyId { get; set; } = null!;

    /// <summary>Secret access key that belongs to the access key id.</summary>
    [Parameter(Mandatory = true, ParameterSetName = KeySet)]
    public SecureString SecretAccessKey { get; set; } = null!;

    /// <summary>Session token, for temporary keys.</summary>
    [Parameter(ParameterSetName = KeySet)]
    public SecureString? SessionToken { get; set; }

    /// <summary>A session from Get-AwsOpsSession, of this or another runspace.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = SessionSet)]
    public AwsOpsSession InputObject { get; set; } = null!;

    /// <summary>Region to work in, e.g. eu-west-1. Without it: AWS_REGION, AWS_DEFAULT_REGION, the profile's region.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Region { get; set; }

    /// <summary>URL that answers instead of AWS's own endpoints, e.g. http://127.0.0.1:5000.</summary>
    [Parameter(ParameterSetName = ProfileSet)]
    [Parameter(ParameterSetName = KeySet)]
    [ValidateNotNullOrEmpty]
    public Uri? EndpointUrl { get; set; }

    /// <summary>ARN of a role to assume with these credentials.</summary>
    [Parameter]
    [ValidateFormat("^arn:aws[a-zA-Z-]*:iam::[0-9]{12}:role/.+$", "-RoleArn '{0}' is not the ARN of a role; it looks like arn:aws:iam::111122223333:role/name.")]
    public string? RoleArn { get; set; }

    /// <summary>Name of the role session, as CloudTrail shows it.</summary>
    [Parameter]
    [ValidateFormat("^[\\w+=,.@-]{2,64}$", "-RoleSessionName '{0}': 2 to 64 letters, digits and _+=,.@- are allowed.")]
    public string RoleSessionName { get; set; } = "AwsOps";

    /// <summary>External id that the role's trust policy asks for.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ExternalId { get; set; }

    /// <summary>Serial number or ARN of the MFA device that the role's trust policy asks for.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? MfaSerial { get; set; }

    /// <summary>The code that the MFA device shows. Without it the host asks.</summary>
    [Parameter]
    [ValidateFormat("^[0-9]{6}$", "An MFA code has 6 digits.")]
    public string? MfaCode { get; set; }

    /// <summary>How long the role session lasts, 15 minutes to 12 hours.</summary>
    [Parameter]
    [ValidateRange(900, 43200)]
    public int DurationSeconds { get; set; } = 3600;

    /// <inheritdoc/>
    private protected override object? ErrorTarget => RoleArn ?? ProfileName;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync()
    {
        var connection = Base();
        if (RoleArn is not null)
        {
            connection = Assume(connection);
        }

        ConnectionResolver.Tell(this, connection);
        var session = await DescribeAsync(connection, StopToken);
        SessionStore.Current = connection;
        WriteObject(session);
    }

    /// <summary>Asks who the credentials are.</summary>
    internal static async Task<AwsOpsSession> DescribeAsync(AwsConnection connection, CancellationToken stop)
    {
        try
        {
            var identity = await connection.Sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), stop);
            connection.Identify(identity.Account);
            return new AwsOpsSession(connection, identity.Account, identity.Arn);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            var cause = ErrorRecords.Translate(exception);
            throw new SessionException(cause.ErrorId, cause.Category, $"{connection.CredentialSource}: {cause.Message}", cause.RecommendedAction, exception);
        }
    }

    private AwsConnection Base()
    {
        if (ParameterSetName == SessionSet)
        {
            var own = InputObject.Connection;
            return Region is null ? own : own.In(Regions.Check(Region, "-Region", own.HasOwnEndpoint), "parameter -Region");
        }

        if (ParameterSetName == ProfileSet && ProfileName is null && EndpointUrl is null && RoleArn is not null && SessionStore.Current is { } session)
        {
            return Region is null ? session : session.In(Regions.Check(Region, "-Region", session.HasOwnEndpoint), "parameter -Region");
        }

        if (ParameterSetName == KeySet && EndpointUrl is null && SessionStore.Current is { Sandbox: { } sandbox } rehearsal && sandbox.Knows(AccessKeyId))
        {
            // A key that the sandbox made: the session goes on in it, as the key's user.
            var own = rehearsal.With(Keys(), $"access key {AccessKeyId} of the sandbox");
            return Region is null ? own : own.In(Regions.Check(Region, "-Region", customEndpoint: true), "parameter -Region");
        }

        if (SessionStore.Current?.Sandbox is not null)
        {
            throw new SessionException("SandboxIsActive", ErrorCategory.InvalidOperation, "This runspace works on the sandbox, and a rehearsal never reaches an account.", "End the rehearsal with Stop-AwsOpsSandbox first.");
        }

        if (ParameterSetName == KeySet)
        {
            var (region, source) = Regions.Find(Region, null, named: true, Endpoints.Check(EndpointUrl));
            return new AwsConnection(Keys(), region, "parameter -AccessKeyId", source, null, EndpointUrl);
        }

        // A new session does not build on the old one.
        var outer = SessionStore.Current;
        SessionStore.Current = null;
        try
        {
            return new ConnectionResolver().Resolve(ProfileName, Region, EndpointUrl, new CredentialSources(this));
        }
        finally
        {
            SessionStore.Current = outer;
        }
    }

    private AWSCredentials Keys()
    {
        var secret = Secrets.Plain(SecretAccessKey);
        return SessionToken is null ? new BasicAWSCredentials(AccessKeyId, secret) : new SessionAWSCredentials(AccessKeyId, secret, Secrets.Plain(SessionToken));
    }

    private AwsConnection Assume(AwsConnection connection)
    {
        var credentials = new RoleCredentials(
            connection,
            new AssumeRoleRequest
            {
                RoleArn = RoleArn,
                RoleSessionName = RoleSessionName,
                ExternalId = ExternalId,
                DurationSeconds = DurationSeconds,
                SerialNumber = MfaSerial,
                TokenCode = MfaSerial is null ? null : MfaCode ?? MfaPrompt.Ask(this, MfaSerial),
            });
        return connection.With(credentials, $"role {RoleArn}");
    }
}
