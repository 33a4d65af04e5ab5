using System.Security.Cryptography;
using System.Text;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Key pairs.</summary>
internal static class KeyPairOperations
{
    private static readonly Filters<KeyPair> Filters = new()
    {
        { "key-pair-id", static k => k.Id },
        { "key-name", static k => k.KeyName },
        { "fingerprint", static k => k.Fingerprint },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateKeyPair", Create);
        simulator.Op("ImportKeyPair", Import);
        simulator.Op("DescribeKeyPairs", List);
        simulator.Op("DeleteKeyPair", Delete);
    }

    private static Struct Create(Call call, Ec2State ec2, Struct request)
    {
        var name = CheckName(ec2, request);
        if (request.String("KeyType") is { } type && type != "rsa")
        {
            throw new AwsError("UnsupportedOperation", $"The sandbox makes RSA key pairs only, not '{type}'; ImportKeyPair takes any public key.");
        }

        if (request.String("KeyFormat") is { } format && format != "pem")
        {
            throw new AwsError("UnsupportedOperation", $"The sandbox makes keys in PEM form only, not '{format}'.");
        }

        // A true key, as nobody would accept another. It is the one thing that a seed does not repeat.
        // Fingerprint of a key AWS makes: SHA-1 of the DER-encoded private key.
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/verify-keys.html
        var tags = TagSpecifications.ForOne(request, "key-pair");
        using var rsa = RSA.Create(2048);
        var pair = ec2.KeyPairs.Add(new KeyPair(call.Ids.Ec2("key"), name, Colons(SHA1.HashData(rsa.ExportPkcs8PrivateKey())), "rsa", call.Now));
        TagSpecifications.Set(pair, tags);
        return new Struct
        {
            { "KeyPairId", pair.Id },
            { "KeyName", name },
            { "KeyFingerprint", pair.Fingerprint },
            { "KeyMaterial", rsa.ExportRSAPrivateKeyPem() },
            { "Tags", Render.Tags(pair) },
        };
    }

    private static Struct Import(Call call, Ec2State ec2, Struct request)
    {
        var name = CheckName(ec2, request);
        var text = Encoding.UTF8.GetString((byte[])request["PublicKeyMaterial"]!).Trim();
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var blob = new byte[text.Length];
        if (parts.Length < 2 || parts[0] is not ("ssh-rsa" or "ssh-ed25519") || !Convert.TryFromBase64String(parts[1], blob, out var length))
        {
            throw new AwsError("InvalidKey.Format", "Key is not in valid OpenSSH public key format");
        }

        var tags = TagSpecifications.ForOne(request, "key-pair");
        var type = parts[0] == "ssh-rsa" ? "rsa" : "ed25519";
        var fingerprint = type == "rsa" ? Colons(MD5.HashData(blob.AsSpan(0, length))) : Convert.ToBase64String(SHA256.HashData(blob.AsSpan(0, length))).TrimEnd('=');
        var pair = ec2.KeyPairs.Add(new KeyPair(call.Ids.Ec2("key"), name, fingerprint, type, call.Now) { PublicKey = text });
        TagSpecifications.Set(pair, tags);
        return new Struct
        {
            { "KeyPairId", pair.Id },
            { "KeyName", name },
            { "KeyFingerprint", fingerprint },
            { "Tags", Render.Tags(pair) },
        };
    }

    private static Struct List(Call call, Ec2State ec2, Struct request)
    {
        var names = request.Strings("KeyNames");
        if (names.FirstOrDefault(n => ec2.KeyPairs.All(k => k.KeyName != n)) is { } unknown)
        {
            throw ec2.KeyPairs.NotFound(unknown);
        }

        var chosen = Describe.Select(request, ec2.KeyPairs, "KeyPairIds", Filters).Where(k => names.Count == 0 || names.Contains(k.KeyName));
        return new Struct
        {
            {
                "KeyPairs", chosen.Select(k => new Struct
                {
                    { "KeyPairId", k.Id },
                    { "KeyName", k.KeyName },
                    { "KeyFingerprint", k.Fingerprint },
                    { "KeyType", k.KeyType },
                    { "CreateTime", k.CreateTime },
                    { "PublicKey", request.Bool("IncludePublicKey") == true ? k.PublicKey : null },
                    { "Tags", Render.Tags(k) },
                }).ToList()
            },
        };
    }

    /// <summary>Deleting a key that is not there succeeds. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteKeyPair.html</summary>
    private static Struct Delete(Call call, Ec2State ec2, Struct request)
    {
        var (id, name) = (request.String("KeyPairId"), request.String("KeyName"));
        if (ec2.KeyPairs.FirstOrDefault(k => k.Id == id || k.KeyName == name) is { } pair)
        {
            ec2.KeyPairs.Remove(pair);
            id = pair.Id;
        }

        return new Struct { { "Return", true }, { "KeyPairId", id } };
    }

    private static string CheckName(Ec2State ec2, Struct request)
    {
        var name = Check.Required(request, "KeyName");
        return ec2.KeyPairs.Any(k => k.KeyName == name)
            ? throw new AwsError("InvalidKeyPair.Duplicate", $"The keypair '{name}' already exists.")
            : name;
    }

    private static string Colons(byte[] bytes) => string.Join(':', bytes.Select(static b => b.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
}
