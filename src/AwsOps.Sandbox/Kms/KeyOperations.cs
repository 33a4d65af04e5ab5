using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Kms;

/// <summary>Keys and their policies.</summary>
internal static class KeyOperations
{
    public static void Register(KmsSimulator simulator)
    {
        simulator.Op("CreateKey", Create);
        simulator.KeyOp("DescribeKey", static (key, _, _) => new Struct { ["KeyMetadata"] = Render(key) });
        simulator.Op("ListKeys", static (kms, input, _) => Page(Living(kms), input, "Keys", static key => new Struct { ["KeyId"] = key.Id, ["KeyArn"] = key.Arn }));
        simulator.KeyOp("UpdateKeyDescription", static (key, input, _) =>
        {
            KmsSimulator.NotPending(key).Description = input.String("Description") ?? "";
            return null;
        });
        simulator.KeyOp("EnableKey", static (key, _, _) =>
        {
            KmsSimulator.NotPending(key).State = KmsKeyState.Enabled;
            return null;
        });
        simulator.KeyOp("DisableKey", static (key, _, _) =>
        {
            KmsSimulator.NotPending(key).State = KmsKeyState.Disabled;
            return null;
        });
        simulator.KeyOp("ScheduleKeyDeletion", static (key, input, call) =>
        {
            KmsSimulator.NotPending(key).State = KmsKeyState.PendingDeletion;
            var days = input.Int("PendingWindowInDays") ?? 30;
            key.DeletionDate = days is >= 7 and <= 30 ? call.Now.AddDays(days) : throw new AwsError("ValidationException", "PendingWindowInDays is 7 to 30.");
            return new Struct { ["KeyId"] = key.Arn, ["DeletionDate"] = key.DeletionDate, ["KeyState"] = "PendingDeletion", ["PendingWindowInDays"] = (long)days };
        });
        simulator.KeyOp("CancelKeyDeletion", static (key, _, _) =>
        {
            if (key.State != KmsKeyState.PendingDeletion)
            {
                throw new AwsError("KMSInvalidStateException", $"{key.Arn} is not pending deletion.");
            }

            (key.State, key.DeletionDate) = (KmsKeyState.Disabled, null);
            return new Struct { ["KeyId"] = key.Arn };
        });
        simulator.KeyOp("GetKeyPolicy", static (key, input, _) => CheckName(input) ? new Struct { ["Policy"] = key.Policy, ["PolicyName"] = "default" } : null);
        simulator.KeyOp("PutKeyPolicy", static (key, input, call) =>
        {
            CheckName(input);
            KmsSimulator.NotPending(key).Policy = KmsSimulator.CheckPolicy(input.String("Policy")!, call, input.Bool("BypassPolicyLockoutSafetyCheck") == true);
            return null;
        });
        simulator.KeyOp("ListKeyPolicies", static (_, _, _) => new Struct { ["PolicyNames"] = new List<object?> { "default" }, ["Truncated"] = false });
        simulator.KeyOp("TagResource", static (key, input, _) =>
        {
            foreach (var tag in input.Structs("Tags"))
            {
                KmsSimulator.NotPending(key).Tags[tag.String("TagKey")!] = tag.String("TagValue") ?? "";
            }

            return null;
        });
        simulator.KeyOp("UntagResource", static (key, input, _) =>
        {
            foreach (var name in input.Strings("TagKeys"))
            {
                key.Tags.Remove(name);
            }

            return null;
        });
        simulator.KeyOp("ListResourceTags", static (key, input, _) => Page([.. key.Tags], input, "Tags", static tag => new Struct { ["TagKey"] = tag.Key, ["TagValue"] = tag.Value }));
    }

    public static Struct Page<T>(IReadOnlyList<T> items, Struct input, string member, Func<T, object?> render)
    {
        var (page, next) = Kernel.Page.Of(items, input.String("Marker"), input.Int("Limit") ?? 100, static () => new AwsError("InvalidMarkerException", "The marker is invalid."));
        return new Struct { [member] = page.Select(render).ToList(), ["NextMarker"] = next, ["Truncated"] = next is not null };
    }

    public static List<KmsKey> Living(KmsState kms) => [.. kms.Keys.Keys.Select(kms.Find).OfType<KmsKey>()];

    /// <summary>https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html</summary>
    private static string DefaultPolicy(string account) =>
        $$"""
        {
          "Version" : "2012-10-17",
          "Id" : "key-default-1",
          "Statement" : [ {
            "Sid" : "Enable IAM User Permissions",
            "Effect" : "Allow",
            "Principal" : {
              "AWS" : "arn:aws:iam::{{account}}:root"
            },
            "Action" : "kms:*",
            "Resource" : "*"
          } ]
        }
        """;

    private static bool CheckName(Struct input) => input.String("PolicyName") is null or "default" ? true : throw new AwsError("NotFoundException", $"No such policy exists: {input.String("PolicyName")}");

    private static Struct Create(KmsState kms, Struct input, Call call)
    {
        var policy = input.String("Policy") is { } given
            ? KmsSimulator.CheckPolicy(given, call, input.Bool("BypassPolicyLockoutSafetyCheck") == true)
            : DefaultPolicy(call.Account);
        var isMultiRegion = input.Bool("MultiRegion") == true;
        var id = isMultiRegion ? "mrk-" + call.Ids.Hex(32) : call.Ids.Uuid();
        var spec = input.String("KeySpec") ?? input.String("CustomerMasterKeySpec") ?? "SYMMETRIC_DEFAULT";
        var usage = input.String("KeyUsage") ?? "ENCRYPT_DECRYPT";
        if (spec != "SYMMETRIC_DEFAULT" && !input.Has("KeyUsage"))
        {
            throw new AwsError("ValidationException", "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.");
        }

        var key = new KmsKey(id, call.Arn("kms", $"key/{id}"), call.Account, call.Now, policy) { Description = input.String("Description") ?? "", Spec = spec, Usage = usage, IsMultiRegion = isMultiRegion };
        foreach (var tag in input.Structs("Tags"))
        {
            key.Tags[tag.String("TagKey")!] = tag.String("TagValue") ?? "";
        }

        kms.Keys.Add(id, key);
        return new Struct { ["KeyMetadata"] = Render(key) };
    }

    private static Struct Render(KmsKey key) => new()
    {
        ["AWSAccountId"] = key.Account,
        ["KeyId"] = key.Id,
        ["Arn"] = key.Arn,
        ["CreationDate"] = key.Created,
        ["Enabled"] = key.State == KmsKeyState.Enabled,
        ["Description"] = key.Description,
        ["KeyUsage"] = key.Usage,
        ["KeyState"] = key.State.ToString(),
        ["DeletionDate"] = key.DeletionDate,
        ["Origin"] = "AWS_KMS",
        ["KeyManager"] = "CUSTOMER",
        ["CustomerMasterKeySpec"] = key.Spec,
        ["KeySpec"] = key.Spec,
        ["EncryptionAlgorithms"] = key.IsSymmetric ? new List<object?> { "SYMMETRIC_DEFAULT" } : null,
        ["MultiRegion"] = key.IsMultiRegion,
    };
}
