using System.Diagnostics;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;
using Amazon.SecurityToken.Model;
using AwsOps.Host;

namespace AwsOps.Loader.Tests;

/// <summary>
/// The module beside another one that brings its own AWS SDK. This process plays the other module: it stands on an older
/// AWSSDK.Core, which is loaded into the default context and used before the module is imported. A project of its own,
/// because an assembly can't be unloaded and the other tests must not meet this one.
/// </summary>
public sealed class LoadContextTests(OtherModule other) : IClassFixture<OtherModule>
{
    private static readonly string Manifest = typeof(LoadContextTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(static item => item.Key == "ModuleManifest").Value!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_versions_of_the_SDK_work_in_one_process()
    {
        var theirs = other.Core;
        using var output = new StringWriter();
        using var session = new ScriptSession(Manifest, output, output, input: null, width: 120);
        var sandbox = Assert.Single(Run(session, "Start-AwsOpsSandbox -Region eu-west-1 -Port 0"));
        using var client = other.Client((Uri)sandbox.Properties["EndpointUrl"].Value);

        // Both at work, in turns, each through its own SDK, on the same simulated account.
        Assert.Equal("111122223333", (await client.GetCallerIdentityAsync(new GetCallerIdentityRequest(), Stop)).Account);
        Assert.Equal("shop", Assert.Single(Run(session, "New-LaunchTemplate shop -InstanceType t3.small")).Properties["LaunchTemplateName"].Value);
        Assert.Equal("111122223333", (await client.GetCallerIdentityAsync(new GetCallerIdentityRequest(), Stop)).Account);
        Assert.Equal("111122223333", Assert.Single(Run(session, "Get-AwsOpsSession")).Properties["AccountId"].Value);

        var ours = Assert.Single(Cores(), core => core != theirs);
        Assert.Equal("AwsOps", AssemblyLoadContext.GetLoadContext(ours)!.Name);
        Assert.Same(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(theirs));
        Assert.StartsWith("4.0.3.3", FileVersion(theirs), StringComparison.Ordinal);
        Assert.StartsWith("4.1.0", FileVersion(ours), StringComparison.Ordinal);

        // The hard case: the runtime itself holds the two for the same assembly.
        Assert.Equal(theirs.FullName, ours.FullName);
        Run(session, "Stop-AwsOpsSandbox -Confirm:$false");
    }

    [Fact]
    public void What_the_module_does_not_bring_is_shared()
    {
        using var output = new StringWriter();
        using var session = new ScriptSession(Manifest, output, output, input: null, width: 120);
        var cmdlet = Run(session, "Get-Command Get-ScalingGroup").Select(static item => item.BaseObject).OfType<CmdletInfo>().Single();
        Assert.True(typeof(PSCmdlet).IsAssignableFrom(cmdlet.ImplementingType));
        Assert.Equal("AwsOps", AssemblyLoadContext.GetLoadContext(cmdlet.ImplementingType.Assembly)!.Name);
        Assert.All(
            AssemblyLoadContext.All.Single(static context => context.Name == "AwsOps").Assemblies,
            static assembly => Assert.Equal(Path.Combine(Path.GetDirectoryName(Manifest)!, "bin"), Path.GetDirectoryName(assembly.Location)));
    }

    [Fact]
    public void A_second_session_of_the_process_gets_the_same_assemblies()
    {
        using var output = new StringWriter();
        using var first = new ScriptSession(Manifest, output, output, input: null, width: 120);
        using var second = new ScriptSession(Manifest, output, output, input: null, width: 120);
        Assert.Equal(Type(first), Type(second));
        Assert.Single(AssemblyLoadContext.All, static context => context.Name == "AwsOps");

        static Type Type(ScriptSession session) => ((CmdletInfo)Assert.Single(Run(session, "Get-Command Get-ScalingGroup")).BaseObject).ImplementingType;
    }

    private static IEnumerable<Assembly> Cores() => OtherModule.Cores();

    private static string FileVersion(Assembly assembly) => FileVersionInfo.GetVersionInfo(assembly.Location).FileVersion!;

    private static IReadOnlyList<PSObject> Run(ScriptSession session, string script)
    {
        using var shell = PowerShell.Create(session.Runspace);
        var output = shell.AddScript(script).Invoke();
        Assert.True(shell.Streams.Error.Count == 0, string.Join(Environment.NewLine, shell.Streams.Error));
        return output;
    }
}
