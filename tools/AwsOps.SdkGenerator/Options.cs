namespace AwsOps.SdkGenerator;

/// <summary>The command line.</summary>
internal sealed class Options
{
    public string? Services { get; private set; }

    public string? Botocore { get; private set; }

    public string? Only { get; private set; }

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
                default:
                    return false;
            }
        }

        return true;
    }
}
