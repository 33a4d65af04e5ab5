using System.Management.Automation;
using AwsOps.Engine.FlowLogs;

namespace AwsOps.Network;

/// <summary>Reads the flows that flow log files show.</summary>
internal static class FlowsOf
{
    /// <summary>The flows in files, plain or gzip, or folders of them.</summary>
    public static FlowsSeen Files(PSCmdlet cmdlet, IEnumerable<string> paths, CancellationToken stop)
    {
        var flows = new FlowsSeen();
        foreach (var path in paths)
        {
            List<string> found;
            try
            {
                found = [.. cmdlet.GetResolvedProviderPathFromPSPath(path, out _)];
            }
            catch (ItemNotFoundException exception)
            {
                throw new AwsOpsException("PathNotFound", ErrorCategory.ObjectNotFound, $"-FlowLogPath '{path}': there is no such file or folder.", "Give flow log files, as they lie in the bucket.", exception) { Target = path };
            }

            foreach (var file in found.SelectMany(static item => Directory.Exists(item) ? Directory.EnumerateFiles(item, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : (IEnumerable<string>)[item]))
            {
                using var stream = File.OpenRead(file);
                flows.Read(stream, source: file, stop: stop);
            }
        }

        return flows;
    }
}
