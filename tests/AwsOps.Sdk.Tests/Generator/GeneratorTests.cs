using AwsOps.SdkGenerator;

namespace AwsOps.Sdk.Tests.Generator;

/// <summary>The generator's naming rules, and what it says of models that it cannot do justice to.</summary>
public sealed class GeneratorTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("awsops-generator-");

    [Theory]
    [InlineData("t2.micro", "T2Micro")]
    [InlineData("Count/Second", "CountSecond")]
    [InlineData("SYMMETRIC_DEFAULT", "SYMMETRIC_DEFAULT")]
    [InlineData("autoscaling:EC2_INSTANCE_LAUNCH", "AutoscalingEC2_INSTANCE_LAUNCH")]
    [InlineData("instance-terminated", "InstanceTerminated")]
    [InlineData("1.0", "_10")]
    public void Constants_are_named_as_in_the_official_clients(string value, string name) => Assert.Equal(name, Naming.Constant(value));

    [Theory]
    [InlineData("DBInstanceNotFoundFault", "DBInstanceNotFoundException")]
    [InlineData("DryRunOperation", "DryRunOperationException")]
    [InlineData("NoSuchEntityException", "NoSuchEntityException")]
    public void Exceptions_are_named_as_in_the_official_clients(string shape, string name) => Assert.Equal(name, Naming.Exception(shape));

    [Fact]
    public void A_good_model_becomes_a_file()
    {
        Generate(Model());

        var text = File.ReadAllText(Path.Combine(_folder.FullName, "out", "things.g.cs"));
        Assert.Contains("public partial class AmazonThingsClient", text, StringComparison.Ordinal);
        Assert.Contains("GetThingAsync(Model.GetThingRequest request", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"endpoint\": {\"hostPrefix\":\"data.\"}", "", "endpoint")]
    [InlineData("\"httpChecksumRequired\": true", "", "httpChecksumRequired")]
    [InlineData("", "\"Doc\": {\"type\":\"structure\",\"document\":true,\"members\":{}}", "Doc")]
    [InlineData("", "\"Doc\": {\"type\":\"structure\",\"members\":{\"doc\":{\"shape\":\"Text\"}}}", "Doc.doc")]
    [InlineData("", "\"Doc\": {\"type\":\"structure\",\"members\":{\"v\":{\"shape\":\"Text\",\"jsonvalue\":true}}}", "Doc.v")]
    [InlineData("", "\"Doc\": {\"type\":\"structure\",\"members\":{\"v\":{\"shape\":\"Big\"}}}, \"Big\": {\"type\":\"bigDecimal\"}", "bigDecimal")]
    public void What_the_generator_does_not_know_is_named(string trait, string shape, string named)
    {
        var member = shape.Length == 0 ? "" : ",\"Doc\":{\"shape\":\"Doc\"}";

        var error = Assert.Throws<ModelException>(() => Generate(Model(trait, shape, member)));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_service_is_named_with_those_that_there_are()
    {
        Generate(Model());

        var error = Assert.Throws<ModelException>(() => SdkGenerator.Generator.Run(Path.Combine(_folder.FullName, "services.json"), _folder.FullName, ["thinks"]));

        Assert.Contains("thinks", error.Message, StringComparison.Ordinal);
        Assert.Contains("things", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Trimming_keeps_what_is_asked_for_and_drops_documentation()
    {
        var source = _folder.CreateSubdirectory("data/things/2020-01-01").FullName;
        File.WriteAllText(
            Path.Combine(source, "service-2.json"),
            """
            {"metadata": {"protocols":["json"],"protocol":"json"}, "documentation": "<p>long</p>",
             "operations": {"GetThing": {"name":"GetThing","documentation":"<p>long</p>","input":{"shape":"In"}}, "DropThing": {"name":"DropThing","input":{"shape":"Other"}}},
             "shapes": {"In": {"type":"structure","members":{"Name":{"shape":"Text"}}}, "Text": {"type":"string"}, "Other": {"type":"structure","members":{}}}}
            """);
        File.WriteAllText(Path.Combine(source, "endpoint-rule-set-1.json"), """{"rules":[]}""");
        Services("\"GetThing\"");

        Trimmer.Run(Path.Combine(_folder.FullName, "services.json"), Path.Combine(_folder.FullName, "data"), only: null);

        var text = File.ReadAllText(Path.Combine(_folder.FullName, "Models", "things.json"));
        Assert.DoesNotContain("long", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Other", text, StringComparison.Ordinal);
        Assert.DoesNotContain("DropThing", text, StringComparison.Ordinal);
        Assert.Contains("\"Text\":{\"type\":\"string\"}", text, StringComparison.Ordinal);

        Services("\"GetThing\", \"GetThink\"");
        var error = Assert.Throws<ModelException>(() => Trimmer.Run(Path.Combine(_folder.FullName, "services.json"), Path.Combine(_folder.FullName, "data"), only: null));
        Assert.Contains("GetThink", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Model(string trait = "", string shape = "", string member = "") =>
        """
        {"metadata": {"apiVersion":"2020-01-01","endpointPrefix":"things","serviceId":"Things","jsonVersion":"1.1","targetPrefix":"Things","protocol":"json"},
         "operations": {"GetThing": {"name":"GetThing","http":{"method":"POST","requestUri":"/"},"input":{"shape":"In"}@trait}},
         "shapes": {"In": {"type":"structure","members":{"Name":{"shape":"Text"}@member}}, "Text": {"type":"string"}@shape},
         "pagination": {},
         "endpointRules": {"parameters":{"Region":{"type":"String"}},"rules":[{"conditions":[],"endpoint":{"url":"https://things.{Region}.example.com"},"type":"endpoint"}]}}
        """
        .Replace("@trait", trait.Length == 0 ? "" : "," + trait, StringComparison.Ordinal)
        .Replace("@shape", shape.Length == 0 ? "" : "," + shape, StringComparison.Ordinal)
        .Replace("@member", member, StringComparison.Ordinal);

    private void Services(string operations) => File.WriteAllText(
        Path.Combine(_folder.FullName, "services.json"),
        """
        {"services": [{"model":"things","botocore":"things","client":"generated","namespace":"Amazon.Things","prefix":"AmazonThings","package":"AWSSDK.Things",
          "iamPrefix":"things","eventSource":"things.amazonaws.com","protocol":"json","operations":[@operations]}]}
        """.Replace("@operations", operations, StringComparison.Ordinal));

    private void Generate(string model)
    {
        Services("\"GetThing\"");
        File.WriteAllText(Path.Combine(_folder.CreateSubdirectory("Models").FullName, "things.json"), model);
        SdkGenerator.Generator.Run(Path.Combine(_folder.FullName, "services.json"), Path.Combine(_folder.FullName, "out"), ["things"]);
    }
}
