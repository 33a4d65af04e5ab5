using AwsOps.Engine.Policy;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Kms;

/// <summary>AWS KMS: keys, their policies, aliases, rotation and deletion, and encryption with symmetric keys.</summary>
/// <remarks>https://docs.aws.amazon.com/kms/latest/APIReference/Welcome.html</remarks>
internal sealed class KmsSimulator : ServiceSimulator
{
    public KmsSimulator()
        : base("kms")
    {
        KeyOperations.Register(this);
        AliasOperations.Register(this);
        RotationOperations.Register(this);
        CryptoOperations.Register(this);
    }

    /// <summary>Registers an operation on the region's keys.</summary>
    public void Op(string operation, Func<KmsState, Struct, Call, Struct?> handler) => On(operation, (call, input) => handler(call.Scope.Get<KmsState>(), input, call));

    /// <summary>Registers an operation on the key that KeyId names.</summary>
    public void KeyOp(string operation, Func<KmsKey, Struct, Call, Struct?> handler) => Op(operation, (kms, input, call) => handler(Find(kms, input.String("KeyId")!), input, call));

    public static KmsKey Find(KmsState kms, string id) => kms.Find(id) ?? throw NotFound(kms, id);

    public static AwsError NotFound(KmsState kms, string id)
    {
        var text = id.StartsWith("arn:", StringComparison.Ordinal) ? id
            : id.StartsWith("alias/", StringComparison.Ordinal) ? $"arn:aws:kms:{kms.Scope.Region}:{kms.Scope.Account}:{id}"
            : $"arn:aws:kms:{kms.Scope.Region}:{kms.Scope.Account}:key/{id}";
        return new AwsError("NotFoundException", id.Contains("alias/", StringComparison.Ordinal) ? $"Alias {text} is not found." : $"Key '{text}' does not exist");
    }

    /// <summary>A key in another state can't do this: https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html#key-state-table</summary>
    public static AwsError InvalidState(KmsKey key) => new("KMSInvalidStateException", $"{key.Arn} is {(key.State == KmsKeyState.PendingDeletion ? "pending deletion" : "disabled")}.");

    public static KmsKey Usable(KmsKey key) => key.State switch
    {
        KmsKeyState.Enabled => key,
        KmsKeyState.Disabled => throw new AwsError("DisabledException", $"{key.Arn} is disabled."),
        _ => throw InvalidState(key),
    };

    public static KmsKey NotPending(KmsKey key) => key.State == KmsKeyState.PendingDeletion ? throw InvalidState(key) : key;

    /// <summary>A policy that KMS takes: IAM's grammar, and the caller must be able to change it later unless told otherwise.</summary>
    public static string CheckPolicy(string text, Call call, bool bypass)
    {
        if (!PolicyDocument.TryParse(text, null, out var policy, out var errors) || PolicyGrammar.Check(policy, PolicyKind.Resource).Count > 0)
        {
            throw new AwsError("MalformedPolicyDocumentException", errors.Count > 0 ? errors[0].AwsMessage : "The policy is malformed.");
        }

        var principal = RequestPrincipal.Parse(call.Caller.Arn, call.Caller.Session is { } session && session.IssuerArn != call.Caller.Arn ? session.IssuerArn : null);
        var request = new AccessRequest(principal, "kms:PutKeyPolicy", $"arn:aws:kms:{call.Region}:{call.Account}:key/new", null, call.Account);
        var allow = Access.Rights.Parse("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""", "all");
        return bypass || AccessEvaluator.Evaluate(request, new PolicySet { Identity = [allow], Resource = [policy] }).IsAllowed
            ? text
            : throw new AwsError("MalformedPolicyDocumentException", "The new key policy will not allow you to update the key policy in the future.");
    }
}
