namespace AwsOps;

/// <summary>What a lack of MFA means for a user, the worst last.</summary>
public enum MfaRisk
{
    /// <summary>MFA is on, or there is nothing to protect.</summary>
    None,

    /// <summary>Access keys without MFA: policies can demand MFA of them.</summary>
    KeysWithoutMfa,

    /// <summary>Whoever learns the password is in.</summary>
    ConsoleWithoutMfa,

    /// <summary>The root user has no MFA.</summary>
    RootWithoutMfa,
}

/// <summary>A user's protection by MFA.</summary>
public sealed class MfaStatus : AwsResource
{
    internal MfaStatus(Common.AwsConnection aws, CredentialReport report, bool mfaActive, IEnumerable<MfaDevice> devices)
        : base(aws, report.AccountId)
    {
        UserName = report.UserName;
        Arn = report.Arn;
        IsRoot = report.IsRoot;
        PasswordEnabled = report.HasConsole;
        PasswordLastUsedTime = report.PasswordLastUsedTime;
        MfaActive = mfaActive;
        MfaDevice = (MfaDevice[])[.. devices];
        ActiveKeys = report.AccessKey.Count(static key => key.Active);
        OldestKeyDays = report.AccessKey.Where(static key => key.Active).Max(static key => key.AgeDays);
        ReportTime = report.ReportTime;
        Risk = MfaActive ? MfaRisk.None
            : IsRoot ? MfaRisk.RootWithoutMfa
            : PasswordEnabled ? MfaRisk.ConsoleWithoutMfa
            : ActiveKeys > 0 ? MfaRisk.KeysWithoutMfa
            : MfaRisk.None;
    }

    /// <summary>Name of the user; &lt;root_account&gt; for the root user.</summary>
    public string UserName { get; }

    /// <summary>ARN of the user.</summary>
    public string Arn { get; }

    /// <summary>True for the root user.</summary>
    public bool IsRoot { get; }

    /// <summary>What the lack of MFA means.</summary>
    public MfaRisk Risk { get; }

    /// <summary>Whether it can sign in to the console.</summary>
    public bool PasswordEnabled { get; }

    /// <summary>When somebody last signed in with the password, UTC; null when AWS knows of no time.</summary>
    public DateTime? PasswordLastUsedTime { get; }

    /// <summary>Whether an MFA device is enabled.</summary>
    public bool MfaActive { get; }

    /// <summary>The enabled devices. Of the root user only a virtual one can be seen.</summary>
    public IReadOnlyList<MfaDevice> MfaDevice { get; }

    /// <summary>How many access keys are active.</summary>
    public int ActiveKeys { get; }

    /// <summary>Age of the oldest active key in days; null for none.</summary>
    public int? OldestKeyDays { get; }

    /// <summary>When AWS made the credential report that passwords and keys are from, UTC.</summary>
    public DateTime ReportTime { get; }
}
