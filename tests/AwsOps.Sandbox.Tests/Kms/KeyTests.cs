using System.Text;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Tests.Iam;

namespace AwsOps.Sandbox.Tests.Kms;

/// <summary>https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html and its neighbours.</summary>
public class KeyTests : IamTest
{
    [Fact]
    public void A_key_goes_from_enabled_to_deleted()
    {
        // https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
        var key = Kms("CreateKey", ("Description", "shop")).Child("KeyMetadata")!;
        var id = key.String("KeyId");
        Assert.Equal(($"arn:aws:kms:eu-west-1:{Account}:key/{id}", "Enabled", "CUSTOMER"), (key.String("Arn"), key.String("KeyState"), key.String("KeyManager")));
        Kms("CreateAlias", ("AliasName", "alias/shop"), ("TargetKeyId", id));
        Assert.Equal(id, Kms("DescribeKey", ("KeyId", "alias/shop")).Child("KeyMetadata")!.String("KeyId"));
        Assert.Equal("AlreadyExistsException", Fail("CreateAlias", ("AliasName", "alias/shop"), ("TargetKeyId", id)));
        Assert.Equal("NotFoundException", Fail("DescribeKey", ("KeyId", "alias/none")));
        Kms("DisableKey", ("KeyId", id));
        Assert.Equal("DisabledException", Fail("Encrypt", ("KeyId", id), ("Plaintext", Encoding.UTF8.GetBytes("x"))));
        Kms("EnableKey", ("KeyId", id));
        Assert.Equal("PendingDeletion", Kms("ScheduleKeyDeletion", ("KeyId", id), ("PendingWindowInDays", 7L)).String("KeyState"));
        Assert.Equal("KMSInvalidStateException", Fail("EnableKey", ("KeyId", id)));
        Kms("CancelKeyDeletion", ("KeyId", id));
        Assert.Equal("Disabled", Kms("DescribeKey", ("KeyId", id)).Child("KeyMetadata")!.String("KeyState"));
        Kms("ScheduleKeyDeletion", ("KeyId", id), ("PendingWindowInDays", 7L));
        Cloud.Advance(TimeSpan.FromDays(8));
        Assert.Equal("NotFoundException", Fail("DescribeKey", ("KeyId", id)));
        Assert.Empty(Kms("ListKeys").Structs("Keys"));
    }

    [Fact]
    public void A_policy_must_leave_its_writer_in()
    {
        // https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
        var id = Kms("CreateKey").Child("KeyMetadata")!.String("KeyId");
        Assert.Contains($"arn:aws:iam::{Account}:root", Kms("GetKeyPolicy", ("KeyId", id)).String("Policy"), StringComparison.Ordinal);
        const string Locked = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/ana"},"Action":"kms:*","Resource":"*"}]}""";
        Assert.Equal("MalformedPolicyDocumentException", Fail("PutKeyPolicy", ("KeyId", id), ("Policy", Locked)));
        Kms("PutKeyPolicy", ("KeyId", id), ("Policy", Locked), ("BypassPolicyLockoutSafetyCheck", true));
        Assert.Equal(Locked, Kms("GetKeyPolicy", ("KeyId", id)).String("Policy"));
    }

    [Fact]
    public void Rotation_falls_due()
    {
        // https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
        var id = Kms("CreateKey").Child("KeyMetadata")!.String("KeyId");
        Assert.False(Kms("GetKeyRotationStatus", ("KeyId", id)).Bool("KeyRotationEnabled"));
        Kms("EnableKeyRotation", ("KeyId", id), ("RotationPeriodInDays", 90L));
        Assert.Equal(Cloud.UtcNow.AddDays(90), Kms("GetKeyRotationStatus", ("KeyId", id)).Time("NextRotationDate"));
        Cloud.Advance(TimeSpan.FromDays(91));
        Assert.Equal("AUTOMATIC", Kms("ListKeyRotations", ("KeyId", id)).Structs("Rotations").Single().String("RotationType"));
    }

    [Fact]
    public void What_one_context_sealed_another_does_not_open()
    {
        var id = Kms("CreateKey").Child("KeyMetadata")!.String("KeyId");
        var sealed_ = Kms("Encrypt", ("KeyId", id), ("Plaintext", Encoding.UTF8.GetBytes("secret")), ("EncryptionContext", Input(("a", "b"))))["CiphertextBlob"];
        Assert.Equal("secret", Encoding.UTF8.GetString((byte[])Kms("Decrypt", ("CiphertextBlob", sealed_), ("EncryptionContext", Input(("a", "b"))))["Plaintext"]!));
        Assert.Equal("InvalidCiphertextException", Fail("Decrypt", ("CiphertextBlob", sealed_)));
    }

    private Struct Kms(string operation, params (string, object?)[] members) => Cloud.Call("kms", operation, Input(members));

    private string Fail(string operation, params (string, object?)[] members) => Cloud.Fail("kms", operation, Input(members)).Code;
}
