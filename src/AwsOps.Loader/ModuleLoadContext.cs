using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace AwsOps.Loader;

/// <summary>
/// Loads the module and everything it stands on (the AWS SDK among it) apart from what other modules loaded. Two versions
/// of AWSSDK.Core can so live in one PowerShell session. What the module's folder does not hold, above all
/// System.Management.Automation, comes from the default context and stays shared.
/// See https://learn.microsoft.com/powershell/scripting/dev-cross-plat/resolving-dependency-conflicts.
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private static readonly ConcurrentDictionary<string, ModuleLoadContext> Contexts = new(StringComparer.Ordinal);
    private readonly string _folder;

    private ModuleLoadContext(string folder)
        : base("AwsOps", isCollectible: false) => _folder = folder;

    /// <summary>
    /// Loads an assembly of the module, once a process: assemblies can't be unloaded, so a second import gets the same one.
    /// </summary>
    /// <param name="folder">Folder with the assemblies.</param>
    /// <param name="assembly">Name of the assembly to load from it, without extension.</param>
    /// <returns>
    /// The assembly, and whether it was loaded before. Both in one call: each expression of a script costs an import
    /// several milliseconds.
    /// </returns>
    public static object[] LoadModule(string folder, string assembly)
    {
        var again = true;
        var context = Contexts.GetOrAdd(
            Path.GetFullPath(folder),
            path =>
            {
                again = false;
                return new ModuleLoadContext(path);
            });
        return [context.LoadFromAssemblyName(new AssemblyName(assembly)), again];
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(_folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
