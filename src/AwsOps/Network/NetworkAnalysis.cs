using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.Network;
using AwsOps.Network.Inventories;

namespace AwsOps.Network;

/// <summary>What the cmdlets share that reason about a network: where they know it from, and how ports are named.</summary>
public abstract class NetworkAnalysisCmdlet : AwsCmdlet
{
    private readonly Dictionary<(string Place, bool Whole), NetworkInventory> _known = [];
    private readonly HashSet<string> _gaps = new(StringComparer.Ordinal);
    private IReadOnlyList<string> _saved = [];

    private protected NetworkAnalysisCmdlet()
    {
    }

    /// <summary>Files with saved answers of the AWS CLI's describe calls (aws ec2 describe-security-groups and so on), or folders of such files; wildcards are allowed. No account is needed then.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <inheritdoc/>
    private protected override bool IsOffline => Path.Length > 0;

    /// <summary>The inventory of files, or of the region in hand; read once.</summary>
    /// <param name="aws">The connection; null for files.</param>
    /// <param name="whole">All that decides about reachability, or security groups only.</param>
    private protected async Task<NetworkInventory> InventoryAsync(AwsConnection? aws, bool whole)
    {
        // Files hold what they hold.
        var key = aws is null ? (string.Empty, true) : ($"{aws.ProfileName} {aws.Endpoint} {aws.Region}", whole);
        if (!_known.TryGetValue(key, out var inventory))
        {
            var answers = aws is null ? SavedNetwork.Read(Files()) : await AnswersAsync(new LiveNetwork(aws, Gap, StopToken), whole);
            _saved = answers.Saved;
            _known.Add(key, inventory = answers.ToInventory());
        }

        return inventory;
    }

    /// <summary>The security groups of an inventory; an error when the files have none, which says what they have.</summary>
    private protected IReadOnlyList<Engine.Network.SecurityGroup> GroupsOf(NetworkInventory inventory) => inventory.SecurityGroups ?? throw new AwsOpsException(
        "AnswerMissing",
        ErrorCategory.ObjectNotFound,
        $"-Path '{string.Join(", ", Path)}': there are no security groups, but the answer(s) of {(_saved.Count == 0 ? "no list call" : string.Join(", ", _saved))}.",
        "Save them too: aws ec2 describe-security-groups > describe-security-groups.json")
    { Target = Path };

    /// <summary>Asks for what is needed.</summary>
    private protected virtual Task<NetworkAnswers> AnswersAsync(LiveNetwork network, bool whole) => whole ? network.AllAsync() : network.GroupsAsync();

    /// <summary>Warns once of a call that is not allowed.</summary>
    private protected void Gap(string text)
    {
        lock (_gaps)
        {
            if (!_gaps.Add(text))
            {
                return;
            }
        }

        Changes.Warning(text);
    }

    /// <summary>The services that ports and a protocol name.</summary>
    /// <param name="ports">Ports and ranges; empty for all.</param>
    /// <param name="protocol">The protocol; null or <c>all</c> for all, with ports those that have ports.</param>
    private protected static ServiceSet ServicesOf(string[] ports, string? protocol)
    {
        int number;
        try
        {
            number = protocol is null ? IpProtocols.All : IpProtocols.Parse(protocol);
        }
        catch (FormatException exception)
        {
            throw new AwsOpsException("InvalidProtocol", ErrorCategory.InvalidArgument, $"-Protocol: {exception.Message}") { Target = protocol };
        }

        if (ports.Length == 0)
        {
            return number == IpProtocols.All ? ServiceSet.All : ServiceSet.Of(number);
        }

        if (number != IpProtocols.All && !IpProtocols.HasPorts(number))
        {
            throw AwsOpsException.BadArgument("Port", string.Join(", ", ports), $"-Protocol {protocol} has no ports;", "leave -Port out.");
        }

        try
        {
            var set = PortSet.Parse(string.Join(',', ports.Select(static text => text.Equals("all", StringComparison.OrdinalIgnoreCase) ? "*" : text)));
            return number == IpProtocols.All ? ServiceSet.Of(IpProtocols.Tcp, set).Union(ServiceSet.Of(IpProtocols.Udp, set)) : ServiceSet.Of(number, set);
        }
        catch (FormatException exception)
        {
            throw new AwsOpsException("InvalidPort", ErrorCategory.InvalidArgument, $"-Port: {exception.Message}") { Target = string.Join(", ", ports) };
        }
    }

    /// <summary>The addresses that a parameter names.</summary>
    private protected static AddressSet AddressesOf(string[] texts, string parameter)
    {
        try
        {
            return AddressSet.Parse(string.Join(',', texts));
        }
        catch (FormatException exception)
        {
            throw new AwsOpsException("Invalid" + parameter, ErrorCategory.InvalidArgument, $"-{parameter}: {exception.Message}") { Target = string.Join(", ", texts) };
        }
    }

    /// <summary>Runs an analysis; a rule that can't be is an error that names it.</summary>
    private protected static T Analyzed<T>(Func<T> analysis)
    {
        try
        {
            return analysis();
        }
        catch (FormatException exception)
        {
            throw new AwsOpsException("InvalidConfiguration", ErrorCategory.InvalidData, exception.Message, null, exception);
        }
    }

    private List<string> Files()
    {
        List<string> files = [];
        foreach (var path in Path)
        {
            List<string> found;
            try
            {
                found = [.. GetResolvedProviderPathFromPSPath(path, out _)];
            }
            catch (ItemNotFoundException exception)
            {
                throw new AwsOpsException("PathNotFound", ErrorCategory.ObjectNotFound, $"-Path '{path}': there is no such file or folder.", "Save answers there: aws ec2 describe-security-groups > describe-security-groups.json, and so on.", exception) { Target = path };
            }

            foreach (var item in found)
            {
                files.AddRange(Directory.Exists(item) ? Directory.EnumerateFiles(item, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [item]);
            }
        }

        return files.Count > 0
            ? files
            : throw new AwsOpsException("NoAnswers", ErrorCategory.ObjectNotFound, $"-Path '{string.Join(", ", Path)}': there are no .json files.", "Save answers there: aws ec2 describe-security-groups > describe-security-groups.json, and so on.") { Target = Path };
    }
}
