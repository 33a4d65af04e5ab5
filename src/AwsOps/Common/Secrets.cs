using System.Net;
using System.Security;

namespace AwsOps.Common;

/// <summary>Secrets between PowerShell's SecureString and the strings that AWS's calls take.</summary>
internal static class Secrets
{
    /// <summary>The text, for the call that needs it and nothing else.</summary>
    public static string Plain(SecureString secure) => new NetworkCredential(string.Empty, secure).Password;

    /// <summary>A secret from AWS, sealed; null for none.</summary>
    public static SecureString? Secure(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var secure = new SecureString();
        foreach (var c in text)
        {
            secure.AppendChar(c);
        }

        secure.MakeReadOnly();
        return secure;
    }
}
