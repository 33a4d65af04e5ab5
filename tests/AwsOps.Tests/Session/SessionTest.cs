namespace AwsOps.Tests.Session;

/// <summary>Tests that set environment variables: those belong to the whole process, so these run one by one after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EnvironmentCollection
{
    public const string Name = "environment";
}

/// <summary>
/// A test of where credentials and regions come from: an environment without any AWS variable, shared files of its own,
/// an STS on loopback.
/// </summary>
[Collection(EnvironmentCollection.Name)]
public abstract class SessionTest : ModuleTest
{
    private readonly Dictionary<string, string?> _outer = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("awsops-").FullName;

    protected SessionTest(TextReader? input = null)
        : base(null, input)
    {
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(static name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
        {
            Set(name, null);
        }

        Set("AWS_SHARED_CREDENTIALS_FILE", Credentials);
        Set("AWS_CONFIG_FILE", Config);

        // A test machine may be an EC2 instance with a role.
        Set("AWS_EC2_METADATA_DISABLED", "true");
    }

    internal StsStub Sts { get; } = new();

    protected string Credentials => Path.Combine(_folder, "credentials");

    protected string Config => Path.Combine(_folder, "config");

    protected void Set(string name, string? value)
    {
        _outer.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    /// <summary>Keys of an account in the environment.</summary>
    protected void SetKeys(string account)
    {
        Set("AWS_ACCESS_KEY_ID", "AKIAENV" + account);
        Set("AWS_SECRET_ACCESS_KEY", "environmentSecret");
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Sts.Dispose();
        foreach (var (name, value) in _outer)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        Directory.Delete(_folder, recursive: true);
    }
}
