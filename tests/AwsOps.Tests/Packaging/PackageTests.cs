using System.Diagnostics;
using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AwsOps.Tests.Packaging;

/// <summary>
/// The package, in the shape that Publish-PSResource makes and the PowerShell Gallery takes: the module's files at the
/// root, its commands as tags. https://learn.microsoft.com/powershell/gallery/concepts/package-manifest-affecting-ui
/// </summary>
public sealed class PackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("awsops-").FullName;

    [Fact]
    public async Task It_holds_the_module_at_its_root_and_names_its_commands()
    {
        // What is built already is packed; building it again here would get in the way of the tests that use it.
        var start = new ProcessStartInfo("dotnet", ["msbuild", Path.Combine(ModuleTest.RepositoryRoot, "src", "AwsOps"), "-t:Pack", "-p:NoBuild=true", $"-p:PackageOutputPath={_folder}/", "-v:q", "-nologo"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using (var process = Process.Start(start)!)
        {
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, output);
        }

        var version = Regex.Match(await File.ReadAllTextAsync(ModuleTest.Manifest, TestContext.Current.CancellationToken), @"ModuleVersion\s*=\s*'([0-9.]+)'").Groups[1].Value;
        var package = Path.Combine(_folder, $"AwsOps.{version}.nupkg");
        Assert.True(new FileInfo(package).Length < 8 * 1024 * 1024, "8 MB is the budget.");

        using var zip = ZipFile.OpenRead(package);
        var names = zip.Entries.Select(static entry => entry.FullName).ToList();
        var built = Directory.GetFiles(Path.GetDirectoryName(ModuleTest.Manifest)!, "*", SearchOption.AllDirectories)
            .Select(static file => Path.GetRelativePath(Path.GetDirectoryName(ModuleTest.Manifest)!, file).Replace('\\', '/'));
        Assert.Equal(built.Order(StringComparer.Ordinal), names.Where(static name => !IsOfNuGet(name)).Order(StringComparer.Ordinal));
        foreach (var name in new[] { "AwsOps.psd1", "AwsOps.psm1", "AwsOps.Loader.dll", "bin/AwsOps.dll", "bin/AWSSDK.Core.dll", "en-US/AwsOps.dll-Help.xml", "examples/flash-sale.ps1", "LICENSE", "NOTICE", "CHANGELOG.md" })
        {
            Assert.Contains(name, names);
        }

        // The engine is the user's own; symbols and documentation files are nobody's.
        Assert.DoesNotContain(names, static name => name.EndsWith("System.Management.Automation.dll", StringComparison.Ordinal) || name.EndsWith(".pdb", StringComparison.Ordinal) || (name.StartsWith("bin/", StringComparison.Ordinal) && name.EndsWith(".xml", StringComparison.Ordinal)));

        await using var stream = await zip.GetEntry("AwsOps.nuspec")!.OpenAsync(TestContext.Current.CancellationToken);
        var metadata = (await XDocument.LoadAsync(stream, LoadOptions.None, TestContext.Current.CancellationToken)).Root!.Elements().Single();
        string Text(string element) => metadata.Elements().Single(item => item.Name.LocalName == element).Value;
        Assert.Equal(("AwsOps", version), (Text("id"), Text("version")));
        Assert.False(string.IsNullOrWhiteSpace(Text("description")));
        Assert.False(string.IsNullOrWhiteSpace(Text("authors")));
        var tags = Text("tags").Split(' ');
        Assert.Contains("PSModule", tags);
        Assert.Contains("PSEdition_Core", tags);
        Assert.Equal(CmdletCatalog.All.Select(static cmdlet => cmdlet.Name), tags.Where(static tag => tag.StartsWith("PSCmdlet_", StringComparison.Ordinal)).Select(static tag => tag["PSCmdlet_".Length..]).Order(StringComparer.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static bool IsOfNuGet(string name) =>
        name is "AwsOps.nuspec" or "[Content_Types].xml" || name.StartsWith("_rels/", StringComparison.Ordinal) || name.StartsWith("package/", StringComparison.Ordinal);
}
