using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Kms;

/// <summary>Aliases: https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html</summary>
internal static class AliasOperations
{
    public static void Register(KmsSimulator simulator)
    {
        simulator.Op("CreateAlias", static (kms, input, call) =>
        {
            var name = CheckName(input);
            if (kms.Aliases.ContainsKey(name))
            {
                throw new AwsError("AlreadyExistsException", $"An alias with the name {call.Arn("kms", name)} already exists");
            }

            var key = KmsSimulator.NotPending(KmsSimulator.Find(kms, Target(input)));
            kms.Aliases.Add(name, new KmsAlias(name, call.Arn("kms", name), call.Now) { KeyId = key.Id });
            return null;
        });
        simulator.Op("UpdateAlias", static (kms, input, call) =>
        {
            var alias = Find(kms, input);
            alias.KeyId = KmsSimulator.NotPending(KmsSimulator.Find(kms, Target(input))).Id;
            alias.Updated = call.Now;
            return null;
        });
        simulator.Op("DeleteAlias", static (kms, input, _) =>
        {
            kms.Aliases.Remove(Find(kms, input).Name);
            return null;
        });
        simulator.Op("ListAliases", static (kms, input, _) =>
        {
            var key = input.String("KeyId") is { } id ? KmsSimulator.Find(kms, id).Id : null;
            return KeyOperations.Page([.. kms.Aliases.Values.Where(alias => key is null || alias.KeyId == key)], input, "Aliases", static alias => new Struct
            {
                ["AliasName"] = alias.Name,
                ["AliasArn"] = alias.Arn,
                ["TargetKeyId"] = alias.KeyId,
                ["CreationDate"] = alias.Created,
                ["LastUpdatedDate"] = alias.Updated,
            });
        });
    }

    private static KmsAlias Find(KmsState kms, Struct input) => kms.Aliases.GetValueOrDefault(input.String("AliasName")!) ?? throw KmsSimulator.NotFound(kms, input.String("AliasName")!);

    private static string Target(Struct input) => input.String("TargetKeyId") is { } id && !id.Contains("alias/", StringComparison.Ordinal)
        ? id
        : throw new AwsError("ValidationException", "Aliases must refer to keys. Not aliases");

    private static string CheckName(Struct input)
    {
        var name = input.String("AliasName")!;
        return !name.StartsWith("alias/", StringComparison.Ordinal) ? throw new AwsError("ValidationException", "Invalid identifier")
            : name.StartsWith("alias/aws/", StringComparison.Ordinal) ? throw new AwsError("NotAuthorizedException", "")
            : name;
    }
}
