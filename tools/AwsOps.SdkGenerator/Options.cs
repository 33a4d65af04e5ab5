namespace AwsOps.SdkGenerator;

/// <summary>The command line.</summary>
internal sealed class Options
{
    public string? Services { get; private set; }

    public string? Botocore { get; private set; }

    public string? Only { get; private set; }

    public string? Output { get; private set; }

    public IReadOnlyList<string> Models { get; private set; } = [];

    public static bool TryParse(string[] args, out Options options)
    {
        options = new Options();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
            {
                return false;
            }

            var value = args[i + 1];
            switch (args[i])
            {
                case "--services":
                    options.Services = value;
                    break;
                case "--botocore":
                    options.Botocore = value;
                    break;
                case "--only":
                    options.Only = value;
                    break;
                case "--output":
                    options.Output = value;
                    break;
                case "--models":
                    options.Models = value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                    break;
                default:
                    return false;
            }
        }

        return true;
    }
}
