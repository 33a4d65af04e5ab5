using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace AwsOps.HelpBuilder;

/// <summary>Writes Get-Help's file (MAML) from a cmdlet assembly and its documentation comments, so that help and code can't drift apart.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is not [var assemblyPath, var helpPath])
        {
            Console.Error.WriteLine("usage: AwsOps.HelpBuilder <assembly.dll> <help.xml>");
            return 64;
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(assemblyPath))!;
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(folder, name.Name + ".dll") is var path && File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
        var assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.GetFullPath(assemblyPath));
        var comments = new Comments(Path.ChangeExtension(assemblyPath, ".xml"));
        var cmdlets = assembly.GetExportedTypes()
            .Where(static type => !type.IsAbstract && type.GetCustomAttribute<CmdletAttribute>() is not null)
            .OrderBy(static type => type.Name, StringComparer.Ordinal)
            .ToList();
        var missing = cmdlets.SelectMany(type => comments.Missing(type)).ToList();
        foreach (var complaint in missing)
        {
            Console.Error.WriteLine($"{assemblyPath}: error HELP001: {complaint}");
        }

        if (missing.Count > 0)
        {
            return 1;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(helpPath))!);
        new Maml(comments).Write(cmdlets).Save(helpPath);
        return 0;
    }
}
