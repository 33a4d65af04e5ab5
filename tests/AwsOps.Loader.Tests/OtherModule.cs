using System.Reflection;
using Amazon.Runtime;
using Amazon.SecurityToken;

namespace AwsOps.Loader.Tests;

/// <summary>The other module: its SDK is loaded, and has worked, before any test imports ours.</summary>
public sealed class OtherModule
{
    private readonly BasicAWSCredentials _keys = new("AKIAOTHERMODULE", "secret");

    /// <summary>Makes it the first.</summary>
    public OtherModule()
    {
        using var client = Client(new Uri("http://127.0.0.1:9"));
        Core = typeof(BasicAWSCredentials).Assembly;
        Assert.Same(Core, Assert.Single(Cores()));
    }

    /// <summary>Its AWSSDK.Core.</summary>
    public Assembly Core { get; }

    /// <summary>All that are loaded now.</summary>
    public static IEnumerable<Assembly> Cores() => AppDomain.CurrentDomain.GetAssemblies().Where(static assembly => assembly.GetName().Name == "AWSSDK.Core");

    /// <summary>A client of its own SDK.</summary>
    public AmazonSecurityTokenServiceClient Client(Uri endpoint) =>
        new(_keys, new AmazonSecurityTokenServiceConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = "eu-west-1" });
}
