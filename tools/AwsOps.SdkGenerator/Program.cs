using AwsOps.SdkGenerator;

if (args is not [var command, .. var rest] || !Options.TryParse(rest, out var options))
{
    return Usage();
}

try
{
    switch (command)
    {
        case "trim" when options is { Services: not null, Botocore: not null }:
            return Trimmer.Run(options.Services, options.Botocore, options.Only);
        case "generate" when options is { Services: not null, Output: not null }:
            return Generator.Run(options.Services, options.Output, options.Models);
        default:
            return Usage();
    }
}
catch (ModelException error)
{
    // The form MSBuild recognises as an error, so that it shows up in the build's own list.
    Console.Error.WriteLine($"{options.Services} : error SDK0001: {error.Message}");
    return 1;
}

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage:
          trim     --services <services.json> --botocore <data directory> [--only <model>]
                   copies the API models that services.json lists, trimmed to the operations it lists, into Models/ beside it
          generate --services <services.json> --output <directory> --models <model;model;…>
                   writes the clients of these services as C#
        """);
    return 2;
}
