using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>What passwords must be: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html</summary>
internal sealed class PasswordPolicy
{
    // The symbols that count, from the same page.
    private const string Symbols = "!@#$%^&*()_+-=[]{}|'";

    private static readonly string[] Flags = ["RequireSymbols", "RequireNumbers", "RequireUppercaseCharacters", "RequireLowercaseCharacters", "AllowUsersToChangePassword"];

    private readonly Struct _settings = [];

    /// <summary>A policy is set as a whole: what a request leaves out goes back to its default, 6 characters and no demands.</summary>
    public PasswordPolicy(Struct request)
    {
        _settings["MinimumPasswordLength"] = (long)(request.Int("MinimumPasswordLength") ?? 6);
        foreach (var flag in Flags)
        {
            _settings[flag] = request.Bool(flag) == true;
        }

        _settings["ExpirePasswords"] = request.Int("MaxPasswordAge") > 0;
        _settings["MaxPasswordAge"] = request.Int("MaxPasswordAge") is { } age and > 0 ? (long)age : null;
        _settings["PasswordReusePrevention"] = request.Int("PasswordReusePrevention") is { } count and > 0 ? (long)count : null;
        _settings["HardExpiry"] = request.Bool("HardExpiry");
    }

    public TimeSpan? MaximumAge => _settings.Int("MaxPasswordAge") is { } days ? TimeSpan.FromDays(days) : null;

    public int ReusePrevention => _settings.Int("PasswordReusePrevention") ?? 0;

    public bool UsersMayChange => _settings.Bool("AllowUsersToChangePassword") == true;

    public Struct Render() => _settings;

    /// <summary>
    /// What is wrong with a password; null for nothing. Without a policy of the account's own, the default asks for 8 characters
    /// with three of four kinds.
    /// </summary>
    public static string? Check(PasswordPolicy? policy, string password)
    {
        var upper = password.Any(char.IsAsciiLetterUpper);
        var lower = password.Any(char.IsAsciiLetterLower);
        var digit = password.Any(char.IsAsciiDigit);
        var symbol = password.Any(static c => Symbols.Contains(c, StringComparison.Ordinal));
        if (policy is null)
        {
            return password.Length < 8 ? "Password should have a minimum length of 8"
                : new[] { upper, lower, digit, symbol }.Count(static has => has) < 3 ? "Password should contain at least three of: uppercase letters, lowercase letters, numbers, symbols"
                : null;
        }

        var settings = policy._settings;
        return password.Length < settings.Int("MinimumPasswordLength") ? $"Password should have a minimum length of {settings.Int("MinimumPasswordLength")}"
            : settings.Bool("RequireUppercaseCharacters") == true && !upper ? "Password should have at least one uppercase letter"
            : settings.Bool("RequireLowercaseCharacters") == true && !lower ? "Password should have at least one lowercase letter"
            : settings.Bool("RequireNumbers") == true && !digit ? "Password should have at least one number"
            : settings.Bool("RequireSymbols") == true && !symbol ? "Password should have at least one symbol"
            : null;
    }
}
