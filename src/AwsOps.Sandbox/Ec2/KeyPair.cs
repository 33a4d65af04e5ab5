namespace AwsOps.Sandbox.Ec2;

/// <summary>The public half of a key pair.</summary>
internal sealed class KeyPair(string id, string name, string fingerprint, string type, DateTime created) : Ec2Resource(id)
{
    public override string ResourceType => "key-pair";

    public string KeyName { get; } = name;

    public string Fingerprint { get; } = fingerprint;

    public string KeyType { get; } = type;

    public DateTime CreateTime { get; } = created;

    public string? PublicKey { get; init; }
}
