using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AccessAnalyzer;

/// <summary>IAM Access Analyzer for external access, and its policy checks.</summary>
/// <remarks>https://docs.aws.amazon.com/access-analyzer/latest/APIReference/Welcome.html</remarks>
internal sealed class AnalyzerSimulator : ServiceSimulator
{
    public AnalyzerSimulator()
        : base("accessanalyzer")
    {
        AnalyzerOperations.Register(this);
        FindingOperations.Register(this);
        PolicyCheckOperations.Register(this);
    }

    public static AnalyzerState State(Call call) => call.Scope.Get<AnalyzerState>();

    /// <summary>A page as this service's lists have it.</summary>
    public static Struct Page<T>(IReadOnlyList<T> items, Struct input, string member, Func<T, object?> render)
    {
        var (page, next) = Kernel.Page.Of(items, input.String("nextToken"), input.Int("maxResults") ?? 100, static () => AnalyzerErrors.Invalid("The nextToken is invalid."));
        return new Struct { [member] = page.Select(render).ToList(), ["nextToken"] = next };
    }
}
