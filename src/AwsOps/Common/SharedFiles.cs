using System.Reflection;
using Amazon.Runtime.CredentialManagement;

namespace AwsOps.Common;

/// <summary>
/// The AWS config and credentials files. The SDK reads AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE once a process; a
/// PowerShell session lives long, and its user changes them in the middle, so they are handed to the SDK before each look.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html</remarks>
internal static class SharedFiles
{
    private static readonly PropertyInfo CredentialsPath = Setting(nameof(SharedCredentialsFile.DefaultFilePath));
    private static readonly PropertyInfo ConfigPath = Setting(nameof(SharedCredentialsFile.DefaultConfigFilePath));

    /// <summary>Path of the config file.</summary>
    public static string Config => Variable(SharedCredentialsFile.SharedConfigFileEnvVar) ?? InHome("config");

    /// <summary>Path of the credentials file.</summary>
    public static string Credentials => Variable(SharedCredentialsFile.SharedCredentialsFileEnvVar) ?? InHome("credentials");

    /// <summary>The files as they are now.</summary>
    public static CredentialProfileStoreChain Open()
    {
        CredentialsPath.SetValue(null, Credentials);
        ConfigPath.SetValue(null, Config);
        return new CredentialProfileStoreChain();
    }

    // The setter is private; AWSSDK.Core is pinned, and SourceTests would notice.
    private static PropertyInfo Setting(string name) => typeof(SharedCredentialsFile).GetProperty(name, BindingFlags.Public | BindingFlags.Static)!;

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } path ? path : null;

    private static string InHome(string file) => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aws", file);
}
