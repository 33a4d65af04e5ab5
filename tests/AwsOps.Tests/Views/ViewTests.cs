namespace AwsOps.Tests.Views;

/// <summary>
/// What a user sees of each output type, character by character: <c>X.ps1</c> beside this file makes objects of type AwsOps.X
/// on a sandbox of fixed time and seed, <c>X.txt</c> is how they are shown, 120 columns wide.
/// To add a type, write its script and run these tests with AWSOPS_WRITE_VIEWS=1; then read the text as a user would.
/// </summary>
public sealed class ViewTests : ModuleTest
{
    private const string Variable = "AWSOPS_WRITE_VIEWS";

    private static readonly string Folder = Path.Combine(RepositoryRoot, "tests", "AwsOps.Tests", "Views");

    public static TheoryData<string> Scripts => [.. Directory.GetFiles(Folder, "*.ps1").Select(static file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_type_is_shown_as_its_golden_text(string name)
    {
        Ok("$null = Start-AwsOpsSandbox -Region eu-west-1 -StartTime '2026-01-05T08:00:00Z' -Seed 1");
        var outcome = Run($"$global:shown = @(. {{ {File.ReadAllText(Path.Combine(Folder, name + ".ps1"))}\n }})");
        Assert.True(outcome.Errors.Count == 0, string.Join(Environment.NewLine, outcome.Errors));
        Assert.All(Ok("$global:shown"), item => Assert.Equal("AwsOps." + name, item.TypeNames[0]));

        var text = Show("$global:shown");
        Assert.NotEmpty(text);
        Assert.All(text.Split('\n'), static line => Assert.InRange(line.Length, 0, 120));
        var golden = Path.Combine(Folder, name + ".txt");
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            File.WriteAllText(golden, text + "\n");
        }

        Assert.True(File.Exists(golden), $"{golden} is missing: run these tests with {Variable}=1, and read what they write.");
        Assert.Equal(File.ReadAllText(golden).ReplaceLineEndings("\n").TrimEnd('\n'), text);
    }

    [Fact]
    public void Every_output_type_has_a_golden_text()
    {
        var types = CmdletCatalog.All
            .SelectMany(static cmdlet => cmdlet.OutputType)
            .Select(static output => output.Name)
            .Where(static type => type.StartsWith("AwsOps.", StringComparison.Ordinal))
            .Select(static type => type["AwsOps.".Length..])
            .Distinct(StringComparer.Ordinal);
        var missing = types.Where(static type => !File.Exists(Path.Combine(Folder, type + ".ps1")) || !File.Exists(Path.Combine(Folder, type + ".txt"))).Order(StringComparer.Ordinal).ToList();
        Assert.True(missing.Count == 0, $"No golden text of: {string.Join(", ", missing)}. Write tests/AwsOps.Tests/Views/<type>.ps1, a script that returns a few such objects (see those beside it), and run ViewTests with {Variable}=1.");
    }

    [Fact]
    public void No_golden_text_is_left_over() =>
        Assert.All(Directory.GetFiles(Folder, "*.txt"), static file => Assert.True(File.Exists(Path.ChangeExtension(file, ".ps1")), file));
}
