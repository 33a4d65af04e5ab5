using AwsOps.Common;

namespace AwsOps;

/// <summary>A user's credentials, or the root user's, as IAM's credential report has them.</summary>
public sealed class CredentialReport : AwsResource
{
    /// <summary>The name that the report gives to the root user.</summary>
    internal const string Root = "<root_account>";

    internal CredentialReport(AwsConnection aws, Func<string, string?> field, DateTime reportTime)
        : base(aws, Arns.Account(field("arn")))
    {
        UserName = field("user")!;
        Arn = field("arn")!;
        CreatedTime = Time(field("user_creation_time"));
        PasswordEnabled = Flag(field("password_enabled"));
        PasswordLastUsedTime = Time(field("password_last_used"));
        PasswordChangedTime = Time(field("password_last_changed"));
        PasswordNextRotationTime = Time(field("password_next_rotation"));
        MfaActive = Flag(field("mfa_active")) == true;
        AccessKey = (CredentialReportKey[])[.. new[] { 1, 2 }.Select(number => Key(number, field, reportTime)).OfType<CredentialReportKey>()];
        CertificateActive = Flag(field("cert_1_active")) == true || Flag(field("cert_2_active")) == true;
        ReportTime = reportTime;
    }

    /// <summary>Name of the user; &lt;root_account&gt; for the root user.</summary>
    public string UserName { get; }

    /// <summary>ARN of the user.</summary>
    public string Arn { get; }

    /// <summary>True for the root user.</summary>
    public bool IsRoot => UserName == Root;

    /// <summary>When the user was made, UTC.</summary>
    public DateTime? CreatedTime { get; }

    /// <summary>Whether it can sign in to the console; null where the report does not say, as for the root user, who always can.</summary>
    public bool? PasswordEnabled { get; }

    /// <summary>When somebody last signed in with the password, UTC; null when AWS knows of no time.</summary>
    public DateTime? PasswordLastUsedTime { get; }

    /// <summary>When the password was last changed, UTC; null for none.</summary>
    public DateTime? PasswordChangedTime { get; }

    /// <summary>When the password policy demands a new one, UTC; null when it does not.</summary>
    public DateTime? PasswordNextRotationTime { get; }

    /// <summary>Whether an MFA device is enabled.</summary>
    public bool MfaActive { get; }

    /// <summary>Its access keys.</summary>
    public IReadOnlyList<CredentialReportKey> AccessKey { get; }

    /// <summary>When the oldest active key was made or changed, UTC; null for none.</summary>
    public DateTime? OldestKeyTime => AccessKey.Where(static key => key.Active).Min(static key => key.RotatedTime);

    /// <summary>Whether a signing certificate is active.</summary>
    public bool CertificateActive { get; }

    /// <summary>When AWS made the report, UTC. It makes one every four hours at most.</summary>
    public DateTime ReportTime { get; }

    /// <summary>Whether it can sign in to the console.</summary>
    internal bool HasConsole => IsRoot || PasswordEnabled == true;

    private static CredentialReportKey? Key(int number, Func<string, string?> field, DateTime reportTime)
    {
        var prefix = $"access_key_{number}_";
        var active = Flag(field(prefix + "active")) == true;
        var rotated = Time(field(prefix + "last_rotated"));
        return active || rotated is not null
            ? new CredentialReportKey(number, active, rotated, Time(field(prefix + "last_used_date")), Text(field(prefix + "last_used_region")), Text(field(prefix + "last_used_service")), reportTime)
            : null;
    }

    // N/A, no_information and not_supported stand for nothing.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html#id_credentials_understanding_the_report_format
    private static string? Text(string? value) => value is null or "" or "N/A" or "no_information" or "not_supported" ? null : value;

    private static bool? Flag(string? value) => bool.TryParse(value, out var flag) ? flag : null;

    private static DateTime? Time(string? value) => DateTimeOffset.TryParse(Text(value), System.Globalization.CultureInfo.InvariantCulture, out var time) ? time.UtcDateTime : null;
}

/// <summary>An access key as the credential report has it: without its id.</summary>
public sealed class CredentialReportKey
{
    internal CredentialReportKey(int number, bool active, DateTime? rotated, DateTime? lastUsed, string? region, string? service, DateTime reportTime)
    {
        Number = number;
        Active = active;
        RotatedTime = rotated;
        AgeDays = rotated is { } time ? Math.Max(0, (int)(reportTime - time).TotalDays) : null;
        LastUsedTime = lastUsed;
        LastUsedRegion = region;
        LastUsedService = service;
    }

    /// <summary>1 or 2.</summary>
    public int Number { get; }

    /// <summary>Whether it can be used.</summary>
    public bool Active { get; }

    /// <summary>When it was made or changed, UTC.</summary>
    public DateTime? RotatedTime { get; }

    /// <summary>Days since then.</summary>
    public int? AgeDays { get; }

    /// <summary>When it was last used, UTC; null when AWS knows of no use.</summary>
    public DateTime? LastUsedTime { get; }

    /// <summary>Region it was last used in; null when AWS knows of no use.</summary>
    public string? LastUsedRegion { get; }

    /// <summary>Service it was last used for; null when AWS knows of no use.</summary>
    public string? LastUsedService { get; }
}
