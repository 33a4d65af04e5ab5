using System.Text.Json;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Sts;

/// <summary>The claims of an OpenID Connect token that AWS reads (RFC 7519).</summary>
/// <param name="Issuer">The provider's address without its scheme.</param>
/// <param name="Audience">For whom it was made: the authorized party where there is one.</param>
/// <param name="Subject">Whom it is about.</param>
/// <param name="Expiration">Until when it is good.</param>
internal sealed record WebToken(string Issuer, string Audience, string Subject, DateTime Expiration)
{
    public static WebToken Read(string token)
    {
        try
        {
            var parts = token.Split('.');
            using var claims = JsonDocument.Parse(Decode(parts[1]));
            var root = claims.RootElement;
            var audience = root.GetProperty("aud");
            var issuer = new Uri(root.GetProperty("iss").GetString()!);
            return new WebToken(
                (issuer.Authority + issuer.AbsolutePath).TrimEnd('/'),
                root.TryGetProperty("azp", out var party) ? party.GetString()! : audience.ValueKind == JsonValueKind.Array ? audience[0].GetString()! : audience.GetString()!,
                root.GetProperty("sub").GetString()!,
                DateTime.UnixEpoch.AddSeconds(root.GetProperty("exp").GetInt64()));
        }
        catch (Exception exception) when (exception is FormatException or JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or ArgumentException)
        {
            throw new AwsError("InvalidIdentityToken", "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)");
        }
    }

    private static byte[] Decode(string text)
    {
        var base64 = text.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='));
    }
}
