using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.Policy;

namespace AwsOps.Access;

/// <summary>Reads files with policies, and says of those that are none which, where and why.</summary>
internal static class PolicyFiles
{
    private const string FullAccess = "FullAWSAccess";

    // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
    private static readonly PolicyDocument FullAccessPolicy =
        PolicyDocument.Parse("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""", FullAccess);

    /// <summary>The full path of a file that is there.</summary>
    public static string Resolve(AwsOpsCmdlet cmdlet, string path, string parameter)
    {
        var full = cmdlet.OnPipeline(() => cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path));
        return File.Exists(full) || Directory.Exists(full)
            ? full
            : throw new AwsOpsException("FileNotFound", ErrorCategory.ObjectNotFound, $"-{parameter} '{path}': there is no such file.", "Give the path of a file that is there.") { Target = path };
    }

    public static string Read(AwsOpsCmdlet cmdlet, string path, string parameter)
    {
        var full = Resolve(cmdlet, path, parameter);
        return Directory.Exists(full)
            ? throw AwsOpsException.BadArgument(parameter, path, "this is a folder.", "Give a file.")
            : File.ReadAllText(full);
    }

    public static PolicyDocument Parse(string text, string path, string parameter)
    {
        PolicyDocument? document = null;
        Guard(path, parameter, () => document = PolicyDocument.Parse(text, System.IO.Path.GetFileNameWithoutExtension(path)));
        return document!;
    }

    public static PolicyDocument[] ParseAll(AwsOpsCmdlet cmdlet, IEnumerable<string> paths, string parameter) =>
        [.. paths.Select(path => path == FullAccess ? FullAccessPolicy : Parse(Read(cmdlet, path, parameter), path, parameter))];

    /// <summary>Names the file in what is wrong with its text.</summary>
    public static void Guard(string path, string parameter, Action parse)
    {
        try
        {
            parse();
        }
        catch (PolicyFormatException exception)
        {
            throw new AwsOpsException("InvalidPolicy", ErrorCategory.InvalidData, $"-{parameter} '{path}', {exception.Errors[0]}", "Test-AccessPolicy -Path shows all that is wrong with a policy.", exception) { Target = path };
        }
    }
}
