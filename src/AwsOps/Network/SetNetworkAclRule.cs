using System.Globalization;
using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.Network;
using Entry = AwsOps.Engine.Network.NetworkAclEntry;

namespace AwsOps.Network;

/// <summary>Sets a rule of a network ACL, moves it to another number, or numbers all rules anew.</summary>
/// <remarks>
/// <para>Rules are tried in ascending order of their numbers, and the first that matches decides. A rule that is as given already is left alone.</para>
/// <para>A network ACL is stateless: where a rule lets requests through whose replies are stopped, a warning says what else to allow. Replies go to the port that the client chose: up to 1024-65535.</para>
/// <para>While rules get other numbers, the ACL does what it did at every moment. For that each is made anew before the old one goes, which needs room for one more rule; the default quota is 20 of a direction.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $acl = New-NetworkAcl; $acl | Set-NetworkAclRule -RuleNumber 100 -Action Allow -Port 443 -Cidr 0.0.0.0/0 -WarningAction Ignore; $acl | Set-NetworkAclRule -RuleNumber 100 -Action Allow -Port 1024-65535 -Cidr 0.0.0.0/0 -Egress</code>
/// <para>Lets HTTPS in, and its replies out.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $acl = Get-NetworkAcl; $acl | Set-NetworkAclRule -RuleNumber 90 -Action Deny -Protocol all -Cidr 198.51.100.0/24</code>
/// <para>Shuts a range out, before the rule that allows all.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $acl = New-NetworkAcl; 1, 2, 3 | ForEach-Object { $acl | Set-NetworkAclRule -RuleNumber $_ -Action Deny -Protocol all -Cidr "198.51.$_.0/24" }; $acl | Set-NetworkAclRule -Renumber</code>
/// <para>Makes room between rules: 1, 2, 3 become 100, 200, 300.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html">Network ACL rules</seealso>
[Cmdlet(VerbsCommon.Set, "NetworkAclRule", SupportsShouldProcess = true, DefaultParameterSetName = "Rule")]
[OutputType(typeof(NetworkAclRule))]
[IamAction("ec2:CreateNetworkAclEntry", "ec2:DeleteNetworkAclEntry", "ec2:DescribeNetworkAcls", "ec2:ReplaceNetworkAclEntry")]
public sealed class SetNetworkAclRuleCommand : AwsCmdlet
{
    private const int LastNumber = 32766;

    /// <summary>The network ACL.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NetworkAclIdCompleter))]
    [ValidateFormat("^acl-[0-9a-f]{8,17}$", "-NetworkAclId '{0}' is not the id of a network ACL; it looks like acl-0123456789abcdef0.")]
    public string NetworkAclId { get; set; } = null!;

    /// <summary>Number of the rule. Without it: that of an equal rule, else the next hundred after the last.</summary>
    [Parameter(ParameterSetName = "Rule", Position = 1)]
    [Parameter(ParameterSetName = "Move", Mandatory = true, Position = 1)]
    [ValidateRange(1, LastNumber)]
    public int RuleNumber { get; set; }

    /// <summary>Allow or Deny.</summary>
    [Parameter(ParameterSetName = "Rule", Mandatory = true)]
    [ValidateSet("Allow", "Deny")]
    public string Action { get; set; } = null!;

    /// <summary>The range, IPv4 or IPv6, that traffic comes from; with -Egress: goes to.</summary>
    [Parameter(ParameterSetName = "Rule", Mandatory = true)]
    [Alias("From", "To")]
    [ValidateNotNullOrEmpty]
    public string Cidr { get; set; } = null!;

    /// <summary>tcp, udp, icmp, icmpv6, a protocol number, or all.</summary>
    [Parameter(ParameterSetName = "Rule")]
    [ArgumentCompleter(typeof(ProtocolCompleter))]
    [ValidateNotNullOrEmpty]
    public string Protocol { get; set; } = "tcp";

    /// <summary>A port, a range such as 8000-8100, or all. For tcp and udp.</summary>
    [Parameter(ParameterSetName = "Rule")]
    [ValidateNotNullOrEmpty]
    public string? Port { get; set; }

    /// <summary>ICMP type, e.g. 8 for an echo request. Without it: all types.</summary>
    [Parameter(ParameterSetName = "Rule")]
    [ValidateRange(0, 255)]
    public int? IcmpType { get; set; }

    /// <summary>ICMP code of the type. Without it: all codes.</summary>
    [Parameter(ParameterSetName = "Rule")]
    [ValidateRange(0, 255)]
    public int? IcmpCode { get; set; }

    /// <summary>Gives the rule this number.</summary>
    [Parameter(ParameterSetName = "Move", Mandatory = true)]
    [ValidateRange(1, LastNumber)]
    public int NewRuleNumber { get; set; }

    /// <summary>Numbers all rules anew, in their order.</summary>
    [Parameter(ParameterSetName = "Renumber", Mandatory = true)]
    public SwitchParameter Renumber { get; set; }

    /// <summary>First number, and the distance between two.</summary>
    [Parameter(ParameterSetName = "Renumber")]
    [ValidateRange(1, 1600)]
    public int Step { get; set; } = 100;

    /// <summary>Outbound rules instead of inbound ones. With -Renumber: only them; without it both.</summary>
    [Parameter]
    public SwitchParameter Egress { get; set; }

    /// <inheritdoc/>
    private protected override object? ErrorTarget => NetworkAclId;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var acls = new NetworkAcls(aws, Changes, StopToken);
        var wanted = ParameterSetName == "Rule" ? Wanted() : null;
        var acl = await acls.RequireAsync(NetworkAclId);
        if (wanted is null)
        {
            await MoveAsync(acls, acl);
            return;
        }

        if (RuleNumber == 0)
        {
            wanted = wanted with { RuleNumber = Same(acl, wanted)?.RuleNumber ?? Next(acl) };
        }

        var after = acl.Semantics with { Entries = [.. acl.Semantics.Entries.Where(entry => entry.RuleNumber != wanted.RuleNumber || entry.Egress != wanted.Egress), wanted] };
        if (NetworkAcls.Existing(acl, wanted.RuleNumber, wanted.Egress) is { } old && IsSame(old, wanted))
        {
            Changes.Verbose($"{acl.NetworkAclId} has that rule already.");
        }
        else
        {
            acls.WarnOfReplies(acl, after);
            if (!await acls.SetAsync(acl, wanted))
            {
                return;
            }
        }

        WriteObject(new NetworkAclRule(aws, acl.NetworkAclId, acl.AccountId, wanted));
    }

    private static bool IsSame(Entry one, Entry other) =>
        one.Allow == other.Allow && one.Block == other.Block && one.Services.Equals(other.Services) && IpProtocols.Parse(one.Protocol) == IpProtocols.Parse(other.Protocol);

    private static Entry? Same(NetworkAcl acl, Entry wanted) => acl.Semantics.Entries.FirstOrDefault(entry => entry.RuleNumber <= LastNumber && entry.Egress == wanted.Egress && IsSame(entry, wanted));

    private int Next(NetworkAcl acl)
    {
        var last = acl.Semantics.Entries.Where(entry => entry.Egress == Egress && entry.RuleNumber <= LastNumber).Select(static entry => entry.RuleNumber).DefaultIfEmpty(0).Max();
        return last / 100 * 100 + 100 is var next and <= LastNumber
            ? next
            : throw new AwsOpsException("NoRuleNumberLeft", ErrorCategory.LimitsExceeded, $"After rule {last} of {acl.NetworkAclId} there is no further hundred.", "Give -RuleNumber, or number the rules anew with -Renumber.");
    }

    private async Task MoveAsync(NetworkAcls acls, NetworkAcl acl)
    {
        List<(Entry Rule, int Number)> moves = [];
        if (Renumber)
        {
            foreach (var direction in acl.Semantics.Entries.Where(entry => entry.RuleNumber <= LastNumber && (!Egress || entry.Egress)).GroupBy(static entry => entry.Egress))
            {
                moves.AddRange(direction.OrderBy(static entry => entry.RuleNumber).Select((entry, index) => (entry, (index + 1) * Step)));
            }

            if (moves.Exists(static move => move.Number > LastNumber))
            {
                throw AwsOpsException.BadArgument(nameof(Step), Step, $"the last of the rules would have a number beyond {LastNumber};", "give a smaller one.");
            }

            moves.RemoveAll(static move => move.Number == move.Rule.RuleNumber);
        }
        else
        {
            var rule = NetworkAcls.Existing(acl, RuleNumber, Egress) ?? throw acls.RuleNotFound(acl, RuleNumber, Egress);
            if (NewRuleNumber != RuleNumber)
            {
                if (NetworkAcls.Existing(acl, NewRuleNumber, Egress) is { } taken)
                {
                    throw AwsOpsException.BadArgument(nameof(NewRuleNumber), NewRuleNumber, $"{acl.NetworkAclId} has a rule of that number: {taken};", "choose a free one, or number all anew with -Renumber.");
                }

                moves.Add((rule, NewRuleNumber));
                acls.WarnOfReplies(acl, acl.Semantics with { Entries = [.. acl.Semantics.Entries.Where(entry => entry != rule), rule with { RuleNumber = NewRuleNumber }] });
            }
        }

        if (moves.Count == 0 || await acls.RenumberAsync(acl.NetworkAclId, moves))
        {
            foreach (var rule in (await acls.RequireAsync(acl.NetworkAclId)).Rule.Where(rule => Renumber ? !Egress || rule.Egress : rule.RuleNumber == NewRuleNumber && rule.Egress == Egress))
            {
                if (rule.RuleNumber <= LastNumber)
                {
                    WriteObject(rule);
                }
            }
        }
    }

    /// <summary>The rule that the parameters describe; errors name the value and what would be right.</summary>
    private Entry Wanted()
    {
        if (!Engine.Network.Cidr.TryParse(Cidr, out var block, out var error))
        {
            throw new AwsOpsException("InvalidCidr", ErrorCategory.InvalidArgument, $"-Cidr: {error}") { Target = Cidr };
        }

        int number;
        try
        {
            number = IpProtocols.Parse(Protocol);
        }
        catch (FormatException exception)
        {
            throw new AwsOpsException("InvalidProtocol", ErrorCategory.InvalidArgument, $"-Protocol: {exception.Message}") { Target = Protocol };
        }

        if (Port is not null && !IpProtocols.HasPorts(number))
        {
            throw AwsOpsException.BadArgument(nameof(Port), Port, $"-Protocol {Protocol} has no ports;", IpProtocols.HasTypes(number) ? "give -IcmpType, or neither for all types." : "leave -Port out.");
        }

        if ((IcmpType is not null || IcmpCode is not null) && !IpProtocols.HasTypes(number))
        {
            throw new AwsOpsException("InvalidIcmpType", ErrorCategory.InvalidArgument, $"-IcmpType and -IcmpCode have no meaning for -Protocol {Protocol}.", "Give -Port, or -Protocol icmp.");
        }

        if (IcmpCode is not null && IcmpType is null)
        {
            throw AwsOpsException.BadArgument(nameof(IcmpCode), IcmpCode, "a code belongs to a type;", "give -IcmpType too.");
        }

        var ports = IpProtocols.HasPorts(number) ? Ports() : default((int First, int Last)?);
        return new()
        {
            RuleNumber = RuleNumber,
            Egress = Egress,
            Allow = Action.Equals("Allow", StringComparison.OrdinalIgnoreCase),
            Protocol = number.ToString(CultureInfo.InvariantCulture),
            CidrBlock = block.Family == IpFamily.IPv4 ? block.ToString() : null,
            Ipv6CidrBlock = block.Family == IpFamily.IPv6 ? block.ToString() : null,
            PortFrom = ports?.First,
            PortTo = ports?.Last,
            IcmpType = IpProtocols.HasTypes(number) ? IcmpType ?? -1 : null,
            IcmpCode = IpProtocols.HasTypes(number) ? IcmpCode ?? -1 : null,
        };
    }

    private (int First, int Last) Ports()
    {
        if (Port is null)
        {
            throw new AwsOpsException("PortMissing", ErrorCategory.InvalidArgument, $"-Protocol {Protocol} needs -Port.", "Give a port such as -Port 443 or -Port 8000-8100, or -Port all.");
        }

        try
        {
            return PortSet.Parse(Port.Equals("all", StringComparison.OrdinalIgnoreCase) ? "*" : Port).Intervals is [var only]
                ? only
                : throw AwsOpsException.BadArgument(nameof(Port), Port, "a rule of a network ACL has one range of ports;", "set one rule for each.");
        }
        catch (FormatException exception)
        {
            throw new AwsOpsException("InvalidPort", ErrorCategory.InvalidArgument, $"-Port: {exception.Message}") { Target = Port };
        }
    }
}
