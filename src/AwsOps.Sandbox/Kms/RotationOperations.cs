using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Kms;

/// <summary>Rotation: https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html. It falls due on the sandbox's clock.</summary>
internal static class RotationOperations
{
    private const int DefaultDays = 365;

    public static void Register(KmsSimulator simulator)
    {
        simulator.KeyOp("EnableKeyRotation", static (key, input, call) =>
        {
            Rotatable(key).Rotate(input.Int("RotationPeriodInDays") ?? key.RotationPeriod ?? DefaultDays, call.Now);
            return null;
        });
        simulator.KeyOp("DisableKeyRotation", static (key, _, call) =>
        {
            Rotatable(key).Rotate(null, call.Now);
            return null;
        });
        simulator.KeyOp("GetKeyRotationStatus", static (key, _, _) => new Struct
        {
            ["KeyId"] = key.Arn,
            ["KeyRotationEnabled"] = key.RotationPeriod is not null,
            ["RotationPeriodInDays"] = (long?)key.RotationPeriod,
            ["NextRotationDate"] = key.NextRotation,
        });
        simulator.KeyOp("RotateKeyOnDemand", static (key, _, call) =>
        {
            Rotatable(key);
            if (key.Rotations.Count(static rotation => rotation.OnDemand) >= 25)
            {
                throw new AwsError("LimitExceededException", "A key can be rotated on demand 25 times.");
            }

            key.Rotations.Add((call.Now, true));
            return new Struct { ["KeyId"] = key.Arn };
        });
        simulator.KeyOp("ListKeyRotations", static (key, input, _) => KeyOperations.Page(key.Rotations, input, "Rotations", rotation => new Struct
        {
            ["KeyId"] = key.Arn,
            ["RotationDate"] = rotation.Time,
            ["RotationType"] = rotation.OnDemand ? "ON_DEMAND" : "AUTOMATIC",
        }));
    }

    private static KmsKey Rotatable(KmsKey key) => KmsSimulator.Usable(key).IsSymmetric
        ? key
        : throw new AwsError("UnsupportedOperationException", $"{key.Arn} key usage is {key.Usage} which is not valid for EnableKeyRotation.");
}
