using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.Network;
using AwsOps.Network.Inventories;

namespace AwsOps.Network;

/// <summary>Says what security groups let in, from the internet or from given addresses, the most dangerous first.</summary>
/// <remarks>
/// <para>The rules of a group are taken together: 0.0.0.0/1 with 128.0.0.0/1 is the internet, a prefix list is what it holds, protocol -1 or 0-65535 is every port. What can't be decided is Unknown, with what is missing, and never Closed.</para>
/// <para>Without -Effective the answer is what the rules say. With it, network ACLs, route tables, gateways, VPC Block Public Access, public addresses and load balancers count too, and the instances and load balancers that are reached are named; a service that is reached and can't answer is ReplyBlocked.</para>
/// <para>With -Path nothing is asked of AWS: the answers of the AWS CLI are read from files. docs/network-model.md lists the calls.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-SecurityGroup web | Grant-SecurityGroupAccess -Port 22, 443 -From 0.0.0.0/0; Test-SecurityGroupExposure</code>
/// <para>Shows what every group of the region lets in from the internet.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-SecurityGroup web | Grant-SecurityGroupAccess -Port 22 -From 0.0.0.0/0; Get-SecurityGroup web | Test-SecurityGroupExposure -Port 22, 3389 -Effective</code>
/// <para>Shows whether somebody on the internet really reaches SSH or Remote Desktop through one group.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-SecurityGroup web | Grant-SecurityGroupAccess -Port 22 -From 10.0.0.0/8; Test-SecurityGroupExposure web -From 10.20.0.0/16</code>
/// <para>Shows what the addresses of an office network are let in to.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "SecurityGroupExposure")]
[OutputType(typeof(SecurityGroupExposure))]
[IamAction(Of = [typeof(LiveNetwork)])]
public sealed class TestSecurityGroupExposureCommand : NetworkAnalysisCmdlet
{
    private readonly List<(AwsConnection? Aws, HashSet<string>? Groups)> _asked = [];

    /// <summary>Groups, by id or name; objects of Get-SecurityGroup bring the id along. Without it: all of the region, or of the files.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SecurityGroupIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SecurityGroupId { get; set; } = [];

    /// <summary>Who asks to be let in: ranges or addresses, or the words internet, private, any.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] From { get; set; } = ["internet"];

    /// <summary>Only these ports: numbers, ranges such as 8000-8100. Without it: everything.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Port { get; set; } = [];

    /// <summary>Only this protocol: tcp, udp, icmp, icmpv6, a number, or all.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProtocolCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Protocol { get; set; }

    /// <summary>What is reachable and not only what a rule says: with network ACLs, routes, gateways, addresses and load balancers.</summary>
    [Parameter]
    public SwitchParameter Effective { get; set; }

    /// <inheritdoc/>
    private protected override Task ProcessAsync(AwsConnection aws)
    {
        Ask(aws);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    private protected override Task ProcessOfflineAsync()
    {
        Ask(null);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    private protected override async Task EndAsync()
    {
        var (from, services) = (AddressesOf(From, nameof(From)), ServicesOf(Port, Protocol));
        List<SecurityGroupExposure> found = [];
        foreach (var (aws, groups) in _asked)
        {
            found.AddRange(Judge(await InventoryAsync(aws, Effective || !from.IsSubsetOf(AddressRanges.Internet)), aws, groups, from, services));
        }

        // Within one verdict and severity in the order of the groups.
        foreach (var exposure in found.OrderByDescending(static e => e.Verdict != NetworkVerdict.Closed).ThenByDescending(static e => e.Severity).ThenByDescending(static e => e.Verdict))
        {
            WriteObject(exposure);
        }
    }

    /// <summary>Records of one place are answered together.</summary>
    private void Ask(AwsConnection? aws)
    {
        var at = _asked.FindIndex(asked => asked.Aws == aws);
        if (at < 0)
        {
            _asked.Add((aws, SecurityGroupId.Length == 0 ? null : new(SecurityGroupId, StringComparer.Ordinal)));
        }
        else
        {
            _asked[at].Groups?.UnionWith(SecurityGroupId);
        }
    }

    private IEnumerable<SecurityGroupExposure> Judge(NetworkInventory inventory, AwsConnection? aws, HashSet<string>? wanted, AddressSet from, ServiceSet services)
    {
        List<Engine.Network.SecurityGroup> groups = [.. GroupsOf(inventory).Where(group => wanted is null || wanted.Contains(group.GroupId) || wanted.Contains(group.GroupName))];
        var there = groups.SelectMany(static group => (string[])[group.GroupId, group.GroupName]).ToHashSet(StringComparer.Ordinal);
        foreach (var name in (wanted ?? []).Where(name => !there.Contains(name)))
        {
            WriteError(ErrorRecords.From(AwsOpsException.NotFound("Security group", name, aws?.Where ?? "the saved answers", "Get-SecurityGroup lists those that are."), name, this));
        }

        return Analyzed(() =>
        {
            var exposures = ExposureAnalyzer.Analyze(groups, new() { From = from, Services = services, Peers = RulePeers.Of(inventory) });
            if (!Effective)
            {
                return exposures.Select(exposure => new SecurityGroupExposure(exposure, null, aws?.Region, null)).ToList();
            }

            var effective = EffectiveExposures.Analyze(inventory, new() { From = from, Services = services });
            return [.. exposures.Select(exposure => new SecurityGroupExposure(exposure, effective.Judge(exposure), aws?.Region, inventory))];
        });
    }
}
