using System.Text;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Kms;

/// <summary>
/// Encryption with symmetric keys. Nothing here is secret: a ciphertext is a marked text that names its key, so that what was
/// encrypted with one key or context is not decrypted with another.
/// </summary>
internal static class CryptoOperations
{
    private const string Mark = "awsops-sandbox-ciphertext";

    public static void Register(KmsSimulator simulator)
    {
        simulator.KeyOp("Encrypt", static (key, input, call) => new Struct
        {
            ["CiphertextBlob"] = Seal(Symmetric(key), (byte[])input["Plaintext"]!, input.Child("EncryptionContext")),
            ["KeyId"] = key.Arn,
            ["EncryptionAlgorithm"] = "SYMMETRIC_DEFAULT",
        });
        simulator.Op("Decrypt", static (kms, input, call) =>
        {
            var (key, text) = Open(kms, (byte[])input["CiphertextBlob"]!, input.Child("EncryptionContext"));
            if (input.String("KeyId") is { } id && kms.Find(id) != key)
            {
                throw new AwsError("IncorrectKeyException", "The key ID in the request does not identify a CMK that can perform this operation.");
            }

            Symmetric(key);
            return new Struct { ["Plaintext"] = text, ["KeyId"] = key.Arn, ["EncryptionAlgorithm"] = "SYMMETRIC_DEFAULT" };
        });
        simulator.KeyOp("GenerateDataKey", static (key, input, call) => DataKey(key, input, call, withText: true));
        simulator.KeyOp("GenerateDataKeyWithoutPlaintext", static (key, input, call) => DataKey(key, input, call, withText: false));
        simulator.Op("GenerateRandom", static (_, input, call) => new Struct { ["Plaintext"] = Random(call, input.Int("NumberOfBytes") ?? 32) });
        simulator.Op("ReEncrypt", static (kms, input, call) =>
        {
            var (source, text) = Open(kms, (byte[])input["CiphertextBlob"]!, input.Child("SourceEncryptionContext"));
            Symmetric(source);
            var target = Symmetric(KmsSimulator.Find(kms, input.String("DestinationKeyId")!));
            return new Struct
            {
                ["CiphertextBlob"] = Seal(target, text, input.Child("DestinationEncryptionContext")),
                ["SourceKeyId"] = source.Arn,
                ["KeyId"] = target.Arn,
                ["SourceEncryptionAlgorithm"] = "SYMMETRIC_DEFAULT",
                ["DestinationEncryptionAlgorithm"] = "SYMMETRIC_DEFAULT",
            };
        });
    }

    private static KmsKey Symmetric(KmsKey key)
    {
        if (!KmsSimulator.Usable(key).IsSymmetric || key.Usage != "ENCRYPT_DECRYPT")
        {
            throw new AwsError("NotSimulated", "The AwsOps sandbox encrypts with symmetric keys only.", 501);
        }

        return key;
    }

    private static Struct DataKey(KmsKey key, Struct input, Call call, bool withText)
    {
        var text = Random(call, input.Int("NumberOfBytes") ?? (input.String("KeySpec") == "AES_128" ? 16 : 32));
        return new Struct
        {
            ["CiphertextBlob"] = Seal(Symmetric(key), text, input.Child("EncryptionContext")),
            ["Plaintext"] = withText ? text : null,
            ["KeyId"] = key.Arn,
        };
    }

    private static byte[] Random(Call call, int count) => Convert.FromHexString(call.Ids.Hex(count * 2));

    private static byte[] Seal(KmsKey key, byte[] text, Struct? context) => Encoding.ASCII.GetBytes($"{Mark}\n{key.Arn}\n{Context(context)}\n{Convert.ToBase64String(text)}");

    private static (KmsKey Key, byte[] Text) Open(KmsState kms, byte[] blob, Struct? context) =>
        Encoding.ASCII.GetString(blob).Split('\n') is [Mark, var arn, var sealedWith, var text] && sealedWith == Context(context) && kms.Find(arn) is { } key
            ? (key, Convert.FromBase64String(text))
            : throw new AwsError("InvalidCiphertextException", "");

    private static string Context(Struct? context) => context is null ? "" : Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Join('&', context.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key}={pair.Value}"))));
}
