using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Tests.Ec2;

namespace AwsOps.Sandbox.Tests.Ssm;

/// <summary>https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html</summary>
public class ParameterTests : Ec2Test
{
    private const string AmazonLinux = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

    [Fact]
    public void The_latest_image_is_a_public_parameter()
    {
        // https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-ami.html
        var parameter = Ssm("GetParameter", new() { ["Name"] = AmazonLinux }).Child("Parameter")!;
        Assert.Equal((Image(), "String", "aws:ec2:image"), (parameter.String("Value"), parameter.String("Type"), parameter.String("DataType")));
        Assert.Equal("arn:aws:ssm:eu-west-1::parameter" + AmazonLinux, parameter.String("ARN"));
        var found = Ssm("GetParametersByPath", new() { ["Path"] = "/aws/service/ami-amazon-linux-latest" }).Structs("Parameters");
        Assert.Contains(found, p => p.String("Value") == Image("arm64"));
    }

    [Fact]
    public void Several_at_once_name_those_that_are_not_there()
    {
        var answer = Ssm("GetParameters", new() { ["Names"] = new[] { AmazonLinux, "nope" } });
        Assert.Equal(["nope"], answer.Strings("InvalidParameters"));
        Assert.Single(answer.Structs("Parameters"));
        Assert.Equal("ParameterNotFound", Cloud.Fail("ssm", "GetParameter", new() { ["Name"] = "nope" }).Code);
    }

    [Fact]
    public void Own_parameters_have_versions_and_are_not_overwritten_by_accident()
    {
        Struct Put(string value, bool? overwrite = null) => new() { ["Name"] = "/shop/key", ["Value"] = value, ["Type"] = "SecureString", ["Overwrite"] = overwrite };
        Assert.Equal(1, Ssm("PutParameter", Put("one")).Int("Version"));
        Assert.Equal("ParameterAlreadyExists", Cloud.Fail("ssm", "PutParameter", Put("two")).Code);
        Assert.Equal(2, Ssm("PutParameter", Put("two", true)).Int("Version"));
        Assert.NotEqual("two", Ssm("GetParameter", new() { ["Name"] = "/shop/key" }).Child("Parameter")!.String("Value"));
        Assert.Equal("two", Ssm("GetParameter", new() { ["Name"] = "/shop/key", ["WithDecryption"] = true }).Child("Parameter")!.String("Value"));
        Assert.Equal("ParameterVersionNotFound", Cloud.Fail("ssm", "GetParameter", new() { ["Name"] = "/shop/key:1" }).Code);
        Assert.Equal("alias/aws/ssm", Ssm("DescribeParameters", new() { ["ParameterFilters"] = new[] { new Struct { ["Key"] = "Name", ["Option"] = "BeginsWith", ["Values"] = new[] { "/shop" } } } }).Structs("Parameters").Single().String("KeyId"));
        Assert.Equal("ValidationException", Cloud.Fail("ssm", "PutParameter", new() { ["Name"] = "/aws/x", ["Value"] = "y", ["Type"] = "String" }).Code);
        Ssm("DeleteParameter", new() { ["Name"] = "/shop/key" });
        Assert.Equal("ParameterNotFound", Cloud.Fail("ssm", "DeleteParameter", new() { ["Name"] = "/shop/key" }).Code);
    }

    [Fact]
    public void A_template_may_name_a_parameter_of_ones_own()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/create-launch-template.html#use-an-ssm-parameter-instead-of-an-ami-id
        Ssm("PutParameter", new() { ["Name"] = "golden", ["Value"] = Image(), ["Type"] = "String" });
        Assert.Equal(Image(), Instance(Running(static r => r["ImageId"] = "resolve:ssm:golden")).String("ImageId"));
        Fails("InvalidParameterValue", "RunInstances", Launch(static r => r["ImageId"] = "resolve:ssm:nope"));
    }

    private Struct Ssm(string operation, Struct input) => Cloud.Call("ssm", operation, input);
}
