using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AwsOps.Tests;

/// <summary>What holds for every cmdlet, by reflection on the built module.</summary>
public sealed partial class EveryCmdletTests : ModuleTest
{
    private static readonly HashSet<string> MutatingVerbs = new(StringComparer.Ordinal)
    {
        "Add", "Clear", "Copy", "Disable", "Enable", "Grant", "Move", "New", "Protect", "Remove", "Rename", "Reset", "Resize", "Restart", "Restore",
        "Resume", "Revoke", "Set", "Start", "Stop", "Suspend", "Unprotect", "Update",
    };

    /// <summary>Verbs of the list that change nothing outside this process, each with its reason.</summary>
    private static readonly Dictionary<string, string> NotMutating = new(StringComparer.Ordinal)
    {
        ["Set-SandboxLoad"] = "changes the rehearsal only",
        ["New-LeastPrivilegePolicy"] = "writes a policy to look at; Set-LeastPrivilegePolicy gives it to somebody",
        ["Add-SandboxFault"] = "changes the rehearsal only",
        ["Remove-SandboxFault"] = "changes the rehearsal only",
    };

    public static TheoryData<string> Names => CmdletCatalog.Names;

    [Fact]
    public void The_manifest_exports_exactly_the_cmdlets_of_the_assembly()
    {
        var inAssembly = CmdletCatalog.Assembly.GetExportedTypes()
            .Select(static type => type.GetCustomAttribute<CmdletAttribute>())
            .Where(static attribute => attribute is not null)
            .Select(static attribute => $"{attribute!.VerbName}-{attribute.NounName}")
            .Order(StringComparer.Ordinal);
        var manifest = Ok($"Test-ModuleManifest '{Manifest}' | ForEach-Object {{ $_.ExportedCmdlets.Keys }}").Select(static name => name.ToString()).Order(StringComparer.Ordinal);
        Assert.Equal(inAssembly, manifest);
        Assert.Equal(inAssembly, CmdletCatalog.All.Select(static cmdlet => cmdlet.Name));
    }

    [Fact]
    public void Importing_again_keeps_the_cmdlets()
    {
        Ok($"Remove-Module AwsOps; Import-Module '{Manifest}'");
        Assert.Equal(CmdletCatalog.All.Count, Ok("Get-Command -Module AwsOps -CommandType Cmdlet").Count);
        Ok($"Import-Module '{Manifest}' -Force");
        Assert.Equal(CmdletCatalog.All.Count, Ok("Get-Command -Module AwsOps -CommandType Cmdlet").Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Verbs_are_approved(string name)
    {
        var approved = typeof(VerbsCommon).Assembly.GetExportedTypes()
            .Where(static type => type.Name.StartsWith("Verbs", StringComparison.Ordinal) && type.IsAbstract)
            .SelectMany(static type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(static field => field.Name);
        Assert.Contains(CmdletCatalog.Find(name).Verb, approved);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mutating_verb_supports_ShouldProcess(string name)
    {
        var cmdlet = CmdletCatalog.Find(name);
        if (MutatingVerbs.Contains(cmdlet.Verb) && !NotMutating.ContainsKey(name))
        {
            Assert.True(CmdletCatalog.IsMutating(cmdlet), $"{name} changes things and does not support -WhatIf.");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_cmdlet_is_one_file_named_as_it_in_its_area(string name)
    {
        var cmdlet = CmdletCatalog.Find(name);
        var area = cmdlet.ImplementingType.Namespace!.Split('.')[^1];
        Assert.True(File.Exists(Path.Combine(RepositoryRoot, "src", "AwsOps", area, cmdlet.Verb + cmdlet.Noun + ".cs")), $"src/AwsOps/{area}/{cmdlet.Verb}{cmdlet.Noun}.cs");
        Assert.Equal(cmdlet.Verb + cmdlet.Noun + "Command", cmdlet.ImplementingType.Name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_public_shows_a_type_of_the_SDK(string name)
    {
        var cmdlet = CmdletCatalog.Find(name);
        var types = CmdletCatalog.Parameters(cmdlet).Select(static property => property.PropertyType)
            .Concat(cmdlet.OutputType.Where(static output => output.Type is not null).SelectMany(static output => output.Type.GetProperties().Select(static property => property.PropertyType).Append(output.Type)));
        Assert.DoesNotContain(types, static type => type.FullName?.Contains("Amazon.", StringComparison.Ordinal) ?? false);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Cmdlets_that_talk_to_AWS_declare_their_IAM_actions_and_take_the_session_parameters(string name)
    {
        var cmdlet = CmdletCatalog.Find(name);
        if (CmdletCatalog.DeclaredActions(cmdlet) is { } actions && name != "Connect-AwsOps")
        {
            Assert.All(actions, static action => Assert.Matches(IamAction(), action));
            Assert.Equal(actions.Order(StringComparer.Ordinal), actions);
            foreach (var parameter in new[] { "ProfileName", "Region", "EndpointUrl", "AccountId" })
            {
                Assert.Contains(parameter, cmdlet.Parameters.Keys);
            }
        }
        else
        {
            Assert.DoesNotContain("ProfileName", cmdlet.Parameters.Keys.Where(_ => name != "Connect-AwsOps"));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_output_type_has_a_table_view_of_four_to_seven_columns(string name)
    {
        var views = Directory.GetFiles(Path.GetDirectoryName(Manifest)!, "*.Format.ps1xml").SelectMany(static file => XDocument.Load(file).Descendants("View")).ToList();
        foreach (var type in CmdletCatalog.Find(name).OutputType.Select(static output => output.Name).Where(static type => type.StartsWith("AwsOps.", StringComparison.Ordinal)))
        {
            var view = views.SingleOrDefault(view => view.Descendants("TypeName").Any(item => item.Value == type));
            Assert.True(view is not null, $"{type} has no view in module/*.Format.ps1xml");
            var columns = view.Descendants("TableColumnItem").Count();
            Assert.True(columns is >= 4 and <= 7, $"{type} has {columns} columns");
            Assert.Equal(columns, view.Descendants("TableColumnHeader").Count());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Lists_of_output_types_are_never_null(string name)
    {
        var nullability = new NullabilityInfoContext();
        foreach (var type in CmdletCatalog.Find(name).OutputType.Where(static output => output.Type?.Assembly == CmdletCatalog.Assembly).Select(static output => output.Type))
        {
            var collections = type.GetProperties().Where(static property => property.PropertyType != typeof(string) && typeof(System.Collections.IEnumerable).IsAssignableFrom(property.PropertyType));
            Assert.All(collections, property => Assert.True(nullability.Create(property).ReadState == NullabilityState.NotNull, $"{type.Name}.{property.Name} may be null"));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Help_has_a_synopsis_every_parameter_and_two_examples(string name)
    {
        var help = One($"Get-Help {name} -Full");
        Assert.NotEqual(name, help.Text("Synopsis"));
        Assert.False(string.IsNullOrWhiteSpace(help.Text("Synopsis")));
        var file = XDocument.Load(Path.Combine(Path.GetDirectoryName(Manifest)!, "en-US", "AwsOps.dll-Help.xml"));
        var command = file.Root!.Elements().Single(element => element.Descendants().First(static item => item.Name.LocalName == "name").Value == name);
        Assert.True(command.Descendants().Count(static item => item.Name.LocalName == "example") >= 2);
        var described = command.Elements().Single(static item => item.Name.LocalName == "parameters").Elements().Select(static item => item.Elements().Single(static part => part.Name.LocalName == "name").Value);
        Assert.Equal(CmdletCatalog.Parameters(CmdletCatalog.Find(name)).Select(static property => property.Name).Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
        Assert.Contains("IAM actions", command.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Help_examples_run(string name)
    {
        var file = XDocument.Load(Path.Combine(Path.GetDirectoryName(Manifest)!, "en-US", "AwsOps.dll-Help.xml"));
        var command = file.Root!.Elements().Single(element => element.Descendants().First(static item => item.Name.LocalName == "name").Value == name);
        foreach (var code in command.Descendants().Where(static item => item.Name.LocalName == "code").Select(static item => item.Value))
        {
            var outcome = Run(code);
            Assert.True(outcome.Errors.Count == 0, $"{code}{Environment.NewLine}{string.Join(Environment.NewLine, outcome.Errors.Select(static error => error.ToString()))}");
            Run("try { Stop-AwsOpsSandbox -ErrorAction Ignore } catch { }");
        }
    }

    [GeneratedRegex("^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex IamAction();
}
