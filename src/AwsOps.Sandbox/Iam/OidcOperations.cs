using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>An OpenID Connect provider whose tokens roles may trust.</summary>
internal sealed class OidcProvider(string arn, string url, DateTime created)
{
    public string Arn { get; } = arn;

    /// <summary>The issuer without its scheme.</summary>
    public string Url { get; } = url;

    public DateTime Created { get; } = created;

    public List<string> ClientIds { get; } = [];

    public List<string> Thumbprints { get; set; } = [];

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);
}

/// <summary>Identity providers: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html</summary>
internal static class OidcOperations
{
    public static void Register(IamSimulator simulator)
    {
        simulator.Op("CreateOpenIDConnectProvider", Create);
        simulator.Op("GetOpenIDConnectProvider", static (iam, input) =>
        {
            var provider = Find(iam, input);
            return new Struct
            {
                ["Url"] = provider.Url,
                ["ClientIDList"] = provider.ClientIds.ToList<object?>(),
                ["ThumbprintList"] = provider.Thumbprints.ToList<object?>(),
                ["CreateDate"] = provider.Created,
                ["Tags"] = IamText.Tags(provider.Tags),
            };
        });
        simulator.Op("ListOpenIDConnectProviders", static (iam, _) =>
            new Struct { ["OpenIDConnectProviderList"] = iam.OidcProviders.Keys.Select(static arn => new Struct { ["Arn"] = arn }).ToList<object?>() });

        // "Deleting an OIDC provider that does not exist" is the error; roles that trust it stay.
        simulator.Op("DeleteOpenIDConnectProvider", static (iam, input) =>
        {
            iam.OidcProviders.Remove(Find(iam, input).Arn);
            return null;
        });
        simulator.Op("AddClientIDToOpenIDConnectProvider", static (iam, input) =>
        {
            AddClient(Find(iam, input), input.String("ClientID")!);
            return null;
        });
        simulator.Op("RemoveClientIDFromOpenIDConnectProvider", static (iam, input) =>
        {
            Find(iam, input).ClientIds.Remove(input.String("ClientID")!);
            return null;
        });
        simulator.Op("UpdateOpenIDConnectProviderThumbprint", static (iam, input) =>
        {
            Find(iam, input).Thumbprints = CheckThumbprints(input);
            return null;
        });
        simulator.Op("TagOpenIDConnectProvider", static (iam, input) =>
        {
            IamText.SetTags(Find(iam, input).Tags, input);
            return null;
        });
        simulator.Op("UntagOpenIDConnectProvider", static (iam, input) => IamText.RemoveTags(Find(iam, input).Tags, input));
        simulator.Op("ListOpenIDConnectProviderTags", static (iam, input) => IamText.PageTags(Find(iam, input).Tags, input));
    }

    private static OidcProvider Find(IamState iam, Struct input)
    {
        var arn = input.String("OpenIDConnectProviderArn")!;
        return iam.OidcProviders.GetValueOrDefault(arn) ?? throw IamErrors.NoEntity($"OpenIDConnect Provider not found for arn {arn}");
    }

    private static Struct Create(IamState iam, Struct input)
    {
        const string Scheme = "https://";
        var url = input.String("Url")!;
        if (!url.StartsWith(Scheme, StringComparison.Ordinal) || !Uri.TryCreate(url, UriKind.Absolute, out _))
        {
            throw IamErrors.Validation("Invalid Open ID Connect Provider URL");
        }

        var issuer = url[Scheme.Length..].TrimEnd('/');
        var arn = $"arn:aws:iam::{iam.Account}:oidc-provider/{issuer}";
        if (iam.OidcProviders.ContainsKey(arn))
        {
            throw IamErrors.Exists($"Provider with url {url} already exists.");
        }

        if (iam.OidcProviders.Count >= Quotas.OidcProviders)
        {
            throw IamErrors.Quota("OpenIdConnectProvidersPerAccount", Quotas.OidcProviders);
        }

        var provider = new OidcProvider(arn, issuer, iam.Now) { Thumbprints = CheckThumbprints(input) };
        foreach (var client in input.Strings("ClientIDList"))
        {
            AddClient(provider, client);
        }

        IamText.SetTags(provider.Tags, input);
        iam.OidcProviders.Add(arn, provider);
        return new Struct { ["OpenIDConnectProviderArn"] = arn, ["Tags"] = IamText.Tags(provider.Tags) };
    }

    private static void AddClient(OidcProvider provider, string client)
    {
        if (provider.ClientIds.Contains(client, StringComparer.Ordinal))
        {
            return;
        }

        if (provider.ClientIds.Count >= Quotas.ClientIds)
        {
            throw IamErrors.Quota("ClientIdsPerOpenIdConnectProvider", Quotas.ClientIds);
        }

        provider.ClientIds.Add(client);
    }

    private static List<string> CheckThumbprints(Struct input) => input.Strings("ThumbprintList") is { Count: <= Quotas.Thumbprints } list
        ? [.. list]
        : throw IamErrors.Invalid("Thumbprint list must contain fewer than 5 entries.");
}
