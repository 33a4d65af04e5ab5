using System.Globalization;
using System.Text;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>The credential report: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html</summary>
internal static class CredentialReport
{
    private const string Columns = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,"
        + "access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
        + "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,"
        + "cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

    private const string None = "N/A";

    private static readonly TimeSpan MakingTime = TimeSpan.FromSeconds(2);

    /// <summary>"You can generate a credential report as often as once every four hours."</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(4);

    public static void Register(IamSimulator simulator)
    {
        simulator.Op("GenerateCredentialReport", Generate);
        simulator.Op("GetCredentialReport", Get);
    }

    private static Struct Generate(IamState iam, Struct input)
    {
        if (iam.Report is { } report && iam.Now < report.Time + Lifetime)
        {
            return new Struct { ["State"] = iam.Now < report.Time + MakingTime ? "INPROGRESS" : "COMPLETE" };
        }

        iam.Report = (iam.Now, Write(iam));
        return new Struct { ["State"] = "STARTED", ["Description"] = "No report exists. Starting a new report generation task" };
    }

    private static Struct Get(IamState iam, Struct input)
    {
        if (iam.Report is not { } report)
        {
            throw new AwsError("ReportNotPresent", "No report exists. Use GenerateCredentialReport to make one.", 410);
        }

        return iam.Now < report.Time + MakingTime ? throw new AwsError("ReportInProgress", "The report is being generated.", 404)
            : iam.Now >= report.Time + Lifetime ? throw new AwsError("ReportExpired", "The report has expired. Use GenerateCredentialReport to make a new one.", 410)
            : new Struct { ["Content"] = Encoding.UTF8.GetBytes(report.Text), ["ReportFormat"] = "text/csv", ["GeneratedTime"] = report.Time };
    }

    private static string Write(IamState iam) => string.Join('\n', [Columns, Root(iam), .. iam.Users.Values.OrderBy(static user => user.Name, StringComparer.Ordinal).Select(user => Row(iam, user))]);

    private static string Root(IamState iam) => string.Join(
        ',',
        ["<root_account>", $"arn:aws:iam::{iam.Account}:root", Time(iam.Cloud.Options.Start), "not_supported", "no_information", "not_supported", "not_supported", "false", .. Key(null), .. Key(null), "false", None, "false", None]);

    /// <summary>Root's and users' certificates have no simulated life; nobody signs in with a password.</summary>
    private static string Row(IamState iam, User user)
    {
        var login = user.Login;
        var rotation = login is not null && iam.PasswordPolicy?.MaximumAge is { } age ? Time(login.Changed + age) : None;
        return string.Join(
            ',',
            [
                user.Name, user.Arn, Time(user.Created), Flag(login is not null), login is null ? None : "no_information", login is null ? None : Time(login.Changed), rotation, Flag(user.MfaDevices.Count > 0),
                .. Key(user.Keys.ElementAtOrDefault(0)), .. Key(user.Keys.ElementAtOrDefault(1)), "false", None, "false", None,
            ]);
    }

    private static string[] Key(AccessKey? key) =>
    [
        Flag(key?.IsActive == true),
        key is null ? None : Time(key.Changed),
        key?.LastUsed is { } used ? Time(used.Time) : None,
        key?.LastUsed?.Region ?? None,
        key?.LastUsed?.Service ?? None,
    ];

    private static string Flag(bool value) => value ? "true" : "false";

    private static string Time(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'", CultureInfo.InvariantCulture);
}
