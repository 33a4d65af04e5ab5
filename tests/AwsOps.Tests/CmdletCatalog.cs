using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace AwsOps.Tests;

/// <summary>The cmdlets of the built module, read once.</summary>
internal static class CmdletCatalog
{
    private static readonly Lazy<IReadOnlyList<CmdletInfo>> Cmdlets = new(Read);

    /// <summary>Every exported cmdlet.</summary>
    public static IReadOnlyList<CmdletInfo> All => Cmdlets.Value;

    /// <summary>The assembly behind them.</summary>
    public static Assembly Assembly => All[0].ImplementingType.Assembly;

    /// <summary>Names, for theories.</summary>
    public static TheoryData<string> Names => [.. All.Select(static cmdlet => cmdlet.Name)];

    /// <summary>Names of those that support ShouldProcess.</summary>
    public static TheoryData<string> Mutating => [.. All.Where(IsMutating).Select(static cmdlet => cmdlet.Name)];

    /// <summary>A cmdlet by name.</summary>
    public static CmdletInfo Find(string name) => All.Single(cmdlet => cmdlet.Name == name);

    /// <summary>True for a cmdlet that supports ShouldProcess.</summary>
    public static bool IsMutating(CmdletInfo cmdlet) => cmdlet.ImplementingType.GetCustomAttribute<CmdletAttribute>()!.SupportsShouldProcess;

    /// <summary>The IAM actions a cmdlet declares; null when it declares none at all.</summary>
    public static IReadOnlyList<string>? DeclaredActions(CmdletInfo cmdlet) =>
        cmdlet.ImplementingType.GetCustomAttributes(inherit: false).FirstOrDefault(static value => value.GetType().Name == "IamActionAttribute") is { } attribute
            ? (IReadOnlyList<string>?)attribute.GetType().GetProperty("Actions")!.GetValue(attribute)
            : null;

    /// <summary>The parameters a cmdlet declares itself or inherits, without PowerShell's common ones.</summary>
    public static IEnumerable<PropertyInfo> Parameters(CmdletInfo cmdlet) =>
        cmdlet.ImplementingType.GetProperties().Where(static property => property.GetCustomAttributes<ParameterAttribute>().Any());

    private static List<CmdletInfo> Read()
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([ModuleTest.Manifest]);
        using var runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        using var shell = PowerShell.Create(runspace);
        return [.. shell.AddScript("Get-Command -Module AwsOps -CommandType Cmdlet").Invoke<CmdletInfo>().OrderBy(static cmdlet => cmdlet.Name, StringComparer.Ordinal)];
    }
}
