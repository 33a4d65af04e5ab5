using System.Diagnostics;
using System.Text.Json.Nodes;
using AwsOps.SdkGenerator;

namespace AwsOps.Sdk.Tests.Generator;

/// <summary>services.json, the models beside it and the build's list of services say the same.</summary>
public sealed class ServiceListTests
{
    private static readonly string Root = FindRoot();

    /// <summary>Both lists of services.</summary>
    public static TheoryData<string> Lists => ["src/AwsOps.Sdk", "tests/AwsOps.Sdk.Differential"];

    [Theory]
    [MemberData(nameof(Lists))]
    public void Models_hold_the_operations_that_are_listed(string folder)
    {
        foreach (var service in ServiceList.Load(Path.Combine(Root, folder, "services.json")).Services)
        {
            using var stream = File.OpenRead(Path.Combine(Root, folder, "Models", service.Model + ".json"));
            var model = JsonNode.Parse(stream)!;

            // Where this fails: run the trim command, docs/sdk.md.
            Assert.Equal(service.Operations.Order(StringComparer.Ordinal), model["operations"]!.AsObject().Select(static pair => pair.Key));
            Assert.Equal(service.Protocol, (string?)model["metadata"]!["protocol"]);
            Assert.Equal(service.IamPrefix, (string?)model["metadata"]!["iamPrefix"]);
            Assert.Equal(service.EventSource, (string?)model["metadata"]!["eventSource"]);
            Assert.Equal(service.IsGenerated, model["endpointRules"] is not null);
        }
    }

    [Fact]
    public void Every_model_is_listed()
    {
        var listed = ServiceList.Load(Path.Combine(Root, "src/AwsOps.Sdk/services.json")).Services.Select(static service => service.Model + ".json");

        Assert.Equal(listed.Order(StringComparer.Ordinal), Directory.GetFiles(Path.Combine(Root, "src/AwsOps.Sdk/Models"), "*.json").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_build_takes_each_client_from_where_the_list_says()
    {
        var services = ServiceList.Load(Path.Combine(Root, "src/AwsOps.Sdk/services.json")).Services;

        var build = Evaluate("generated");

        Assert.Equal(
            services.Select(static service => $"{service.Model} {service.Package} {service.Client}").Order(StringComparer.Ordinal),
            build["AwsSdkService"]!.AsArray().Select(static item => $"{item!["Identity"]} {item["Package"]} {item["Client"]}").Order(StringComparer.Ordinal));
        Assert.Equal(
            services.Where(static service => !service.IsGenerated).Select(static service => service.Package).Append("AWSSDK.Core").Order(StringComparer.Ordinal),
            Packages(build));
    }

    [Fact]
    public void The_official_switch_takes_every_client_from_its_package()
    {
        var services = ServiceList.Load(Path.Combine(Root, "src/AwsOps.Sdk/services.json")).Services;

        var build = Evaluate("official");

        Assert.Equal(services.Select(static service => service.Package).Append("AWSSDK.Core").Order(StringComparer.Ordinal), Packages(build));
        Assert.Empty(build["AwsSdkGenerated"]!.AsArray());
        Assert.DoesNotContain(build["Compile"]!.AsArray(), static item => ((string)item!["Identity"]!).Contains("Runtime", StringComparison.Ordinal));

        // Versions are central: each package has one.
        var versions = build["PackageVersion"]!.AsArray().Select(static item => (string)item!["Identity"]!).ToHashSet();
        Assert.All(Packages(build), package => Assert.Contains(package, versions));
    }

    private static IEnumerable<string> Packages(JsonNode build) =>
        build["PackageReference"]!.AsArray().Select(static item => (string)item!["Identity"]!).Where(static name => name.StartsWith("AWSSDK.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static JsonNode Evaluate(string sdk)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "msbuild", Path.Combine(Root, "src/AwsOps.Sdk/AwsOps.Sdk.csproj"), "-nodeReuse:false", $"-p:AwsSdk={sdk}", "-getItem:AwsSdkService,AwsSdkGenerated,PackageReference,PackageVersion,Compile" },
            RedirectStandardOutput = true,
        };

        // The test host's own settings would send MSBuild to the wrong SDK.
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
        return JsonNode.Parse(output)!["Items"]!;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AwsOps.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"{AppContext.BaseDirectory} is not below the repository");
    }
}
