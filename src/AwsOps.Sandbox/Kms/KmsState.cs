using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Kms;

/// <summary>The keys of an account in a region.</summary>
internal sealed class KmsState(Scope scope)
{
    public SortedDictionary<string, KmsKey> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>Ids of keys by the names of their aliases.</summary>
    public SortedDictionary<string, KmsAlias> Aliases { get; } = new(StringComparer.Ordinal);

    public Scope Scope => scope;

    /// <summary>The key with an id, ARN, alias or alias ARN; null for none.</summary>
    public KmsKey? Find(string text)
    {
        var name = text.StartsWith("arn:", StringComparison.Ordinal) ? text.Split(':', 6)[5] : text;
        name = name.StartsWith("key/", StringComparison.Ordinal) ? name[4..] : name;
        var id = Aliases.TryGetValue(name, out var alias) ? alias.KeyId : name;
        var key = Keys.GetValueOrDefault(id);
        key?.Settle(scope.Clock.UtcNow);
        return key is { State: KmsKeyState.Deleted } ? null : key;
    }

    /// <summary>A key's id for ARNs, whatever a request calls it by.</summary>
    public static string IdOf(SandboxCloud cloud, string account, string region, string text) => cloud.Scope(account, region).Get<KmsState>().Find(text)?.Id ?? text;
}

/// <summary>Where a key is in its life: https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html</summary>
internal enum KmsKeyState
{
    Enabled,
    Disabled,
    PendingDeletion,
    Deleted,
}

/// <summary>Another name of a key.</summary>
internal sealed class KmsAlias(string name, string arn, DateTime created)
{
    public string Name { get; } = name;

    public string Arn { get; } = arn;

    public DateTime Created { get; } = created;

    public DateTime Updated { get; set; } = created;

    public required string KeyId { get; set; }
}

/// <summary>A key. Its material is never kept: what it encrypts names it and holds the text.</summary>
internal sealed class KmsKey(string id, string arn, string account, DateTime created, string policy)
{
    public string Id { get; } = id;

    public string Arn { get; } = arn;

    public string Account { get; } = account;

    public DateTime Created { get; } = created;

    public string Policy { get; set; } = policy;

    public string Description { get; set; } = "";

    public string Spec { get; init; } = "SYMMETRIC_DEFAULT";

    public string Usage { get; init; } = "ENCRYPT_DECRYPT";

    public bool IsMultiRegion { get; init; }

    public KmsKeyState State { get; set; }

    public DateTime? DeletionDate { get; set; }

    /// <summary>Days between rotations; null when they are off.</summary>
    public int? RotationPeriod { get; private set; }

    public DateTime? NextRotation { get; private set; }

    public List<(DateTime Time, bool OnDemand)> Rotations { get; } = [];

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    public bool IsSymmetric => Spec == "SYMMETRIC_DEFAULT";

    /// <summary>https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html: 90 to 2,560 days, 365 unless given.</summary>
    public void Rotate(int? days, DateTime now)
    {
        RotationPeriod = days;
        NextRotation = days is { } period ? now.AddDays(period) : null;
    }

    /// <summary>Brings it to a time: rotations that fell due, deletion.</summary>
    public void Settle(DateTime now)
    {
        if (State == KmsKeyState.PendingDeletion && DeletionDate <= now)
        {
            State = KmsKeyState.Deleted;
        }

        while (State == KmsKeyState.Enabled && NextRotation <= now)
        {
            Rotations.Add((NextRotation.Value, false));
            NextRotation = NextRotation.Value.AddDays(RotationPeriod!.Value);
        }
    }
}
