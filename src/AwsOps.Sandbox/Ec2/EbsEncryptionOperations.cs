using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>EBS encryption by default, per region. https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html</summary>
internal static class EbsEncryptionOperations
{
    private const string AwsKey = "alias/aws/ebs";

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("EnableEbsEncryptionByDefault", static (call, ec2, request) => Set(ec2, on: true));
        simulator.Op("DisableEbsEncryptionByDefault", static (call, ec2, request) => Set(ec2, on: false));
        simulator.Op("GetEbsEncryptionByDefault", static (call, ec2, request) => new Struct { { "EbsEncryptionByDefault", ec2.EncryptByDefault } });
        simulator.Op("GetEbsDefaultKmsKeyId", static (call, ec2, request) => Key(ec2));
        simulator.Op("ModifyEbsDefaultKmsKeyId", static (call, ec2, request) =>
        {
            ec2.DefaultKmsKeyId = Check.Required(request, "KmsKeyId");
            return Key(ec2);
        });
        simulator.Op("ResetEbsDefaultKmsKeyId", static (call, ec2, request) =>
        {
            ec2.DefaultKmsKeyId = AwsKey;
            return Key(ec2);
        });
    }

    private static Struct Set(Ec2State ec2, bool on)
    {
        ec2.EncryptByDefault = on;
        return new Struct { { "EbsEncryptionByDefault", on } };
    }

    private static Struct Key(Ec2State ec2) => new() { { "KmsKeyId", ec2.DefaultKmsKeyId == AwsKey ? AwsKey : ec2.KeyArn(ec2.DefaultKmsKeyId) } };
}
