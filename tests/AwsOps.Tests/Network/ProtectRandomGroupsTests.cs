using System.Management.Automation;
using System.Numerics;
using System.Text.RegularExpressions;

namespace AwsOps.Tests.Network;

/// <summary>
/// Protect-SecurityGroup on a thousand groups by chance, judged packet by packet on the rules that EC2's own client reads before and
/// after: what was asked to be closed is closed, nobody else loses anything, nothing is opened, an undo restores all of it, and a
/// group whose closing fails on the way is as it was.
/// </summary>
public sealed partial class ProtectRandomGroupsTests : CmdletTest
{
    private static readonly string[] Faults = ["AccessDenied", "InternalError", "Unavailable", "Throttle", "DropRequest", "DropResponse"];

    /// <summary>
    /// Whose packets a stranger can't send: private use (RFC 1918, 4193, 6598, 2544), and what the registries of RFC 6890 keep from
    /// the internet.
    /// </summary>
    private static readonly string[] Private = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15", "fc00::/7"];

    /// <summary>What no packet comes from; the closing need not spend rules on it.</summary>
    private static readonly string[] Pointless =
    [
        "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        "::/3", "4000::/2", "8000::/2", "c000::/3", "e000::/4", "f000::/5", "f800::/6", "fe00::/7", "2001:db8::/32", "3fff::/20",
    ];

    private static readonly string[] Everything = ["0.0.0.0/0", "::/0"];

    /// <summary>What is asked, of a quarter of the groups each.</summary>
    private static readonly Question[] Questions =
    [
        new("Test-SecurityGroupExposure", "Protect-SecurityGroup", null, [], static _ => true),
        new("Test-SecurityGroupExposure -Port 22,443,8000-8100", "Protect-SecurityGroup", null, [], static s => s.Protocol is 6 or 17 && s.Number is 22 or 443 or (>= 8000 and <= 8100)),
        new("Test-SecurityGroupExposure -Protocol tcp", "Protect-SecurityGroup -AllowFrom 52.1.2.0/24, 203.0.113.0/24, 2600:1::/32, $office", null, ["52.1.2.0/24", "203.0.113.0/24", "2600:1::/32", "office"], static s => s.Protocol == 6),
        new("Test-SecurityGroupExposure -From 52.0.0.0/9, 2600::/16, 10.1.0.0/16", "Protect-SecurityGroup", ["52.0.0.0/9", "2600::/16", "10.1.0.0/16"], [], static _ => true),
    ];

    private readonly SandboxGroups _sandbox;
    private readonly Dictionary<string, string[]> _entries = [];
    private readonly Dictionary<string, (bool Ipv6, int Maximum)> _lists = [];
    private readonly string _office;
    private string[] _groups = [];
    private ILookup<string, PlainRule> _before = null!;

    public ProtectRandomGroupsTests()
    {
        _sandbox = new SandboxGroups(One("Get-AwsOpsSession"));
        _office = List("office", "IPv4", 3, "198.18.5.0/24", "52.1.0.0/16");
        List("world", "IPv4", 2, "0.0.0.0/0");
        List("mixed", "IPv4", 10, "10.9.0.0/16", "8.8.0.0/15", "203.0.113.0/24");
        List("six", "IPv6", 5, "2600:1::/32", "fd00::/8");
    }

    [Fact]
    public void A_thousand_groups_are_closed_exactly_and_restored_exactly()
    {
        Make(1000, seed: 0);
        var problems = new List<string>();
        var refused = 0;
        for (var number = 0; number < Questions.Length; number++)
        {
            var outcome = Run($"$office = '{_office}'; $input | {Questions[number].Find} | {Questions[number].Close} -WarningAction Ignore -OutVariable +done", [.. Asked(number)]);
            foreach (var error in outcome.Errors)
            {
                refused++;
                var id = error.TargetObject?.ToString() ?? string.Empty;
                if (!error.FullyQualifiedErrorId.StartsWith("RulesPerSecurityGroupLimitExceeded", StringComparison.Ordinal) || !_before.Contains(id)
                    || !(Counted().Match(error.Exception.Message) is { Success: true } match && int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) > 60))
                {
                    problems.Add($"{error.FullyQualifiedErrorId}: {error}");
                }
            }
        }

        var after = _sandbox.Rules();
        Dictionary<string, PSObject> done = Ok("$done").ToDictionary(static item => item.Text("SecurityGroupId")!);
        var packets = 0L;
        for (var at = 0; at < _groups.Length; at++)
        {
            var id = _groups[at];
            if (done.TryGetValue(id, out var result) || Same(id, after))
            {
                packets += Judge(id, after[id], Questions[at % Questions.Length], result is null, problems);
            }
            else
            {
                problems.Add($"{id} was changed and not reported");
            }
        }

        Ok("$null = $done | ForEach-Object { Protect-SecurityGroup -Undo $_ }");
        var restored = _sandbox.Rules();
        problems.AddRange(_groups.Where(id => !Lines(_before[id]).SequenceEqual(Lines(restored[id]))).Select(id => $"{id} is not restored: {string.Join("; ", Lines(_before[id]).Except(Lines(restored[id])))} became {string.Join("; ", Lines(restored[id]).Except(Lines(_before[id])))}"));
        Assert.True(problems.Count == 0, $"{problems.Count} problems: {string.Join(Environment.NewLine, problems.Take(20))}");
        Assert.InRange(done.Count, 600, 999);
        Assert.InRange(refused, 50, 250);
        Assert.True(packets > 5_000_000, $"{packets} packets");
    }

    [Fact]
    public void A_group_whose_closing_fails_at_any_call_is_as_it_was_or_closed()
    {
        Make(150, seed: 5000);
        Ok("$open = @{}; Test-SecurityGroupExposure | ForEach-Object { $open[$_.SecurityGroupId] = @($open[$_.SecurityGroupId]) + $_ | Where-Object { $_ } }");
        var random = new Random(7);
        var problems = new List<string>();
        var (failed, unclean, closed) = (0, 0, 0);
        foreach (var id in _groups)
        {
            var fault = $"{Faults[random.Next(Faults.Length)]} -Mutating -After {random.Next(3)} -Count {(random.Next(2) == 0 ? 1 : 5)}";
            var outcome = Run($"Add-SandboxFault {fault}; if ($open['{id}']) {{ $open['{id}'] | Protect-SecurityGroup -WarningAction Ignore -OutVariable done }}; Remove-SandboxFault");
            var now = _sandbox.Rules(id);
            if (outcome.Errors.Count > 0)
            {
                failed++;
                if (!Same(id, now))
                {
                    // Where taking away was denied too, what is left of the new rules is told, and opens nothing.
                    var left = now[id].ExceptBy(_before[id].Select(static rule => rule.Id), static rule => rule.Id).ToList();
                    var told = outcome.Errors[0].Exception.Message;
                    problems.AddRange(told.Contains("could not be removed again: ", StringComparison.Ordinal) && told.Contains($"{left.Count} rule(s) of {id}", StringComparison.Ordinal) && left.TrueForAll(rule => told.Contains(rule.Peer, StringComparison.Ordinal))
                        ? []
                        : [$"{id} after {fault}: {string.Join("; ", left)} is left, and told was: {told}"]);
                    unclean++;
                    Judge(id, now[id], Questions[0], untouched: true, problems);
                }
            }
            else if (outcome.Output.Count > 0)
            {
                closed++;
                Judge(id, now[id], Questions[0], untouched: false, problems);
                Ok("$null = Protect-SecurityGroup -Undo $done");
                problems.AddRange(Lines(_before[id]).SequenceEqual(Lines(_sandbox.Rules(id)[id])) ? [] : [$"{id} after {fault} is not restored"]);
            }
        }

        Assert.True(problems.Count == 0, $"{problems.Count} problems: {string.Join(Environment.NewLine, problems.Take(20))}");
        Assert.InRange(failed, 20, 130);
        Assert.InRange(closed, 20, 130);
        Assert.InRange(unclean, 1, 20);
    }

    private string List(string name, string family, int maximum, params string[] entries)
    {
        var id = _sandbox.NewPrefixList(name, family, maximum, entries);
        _entries.Add(id, entries);
        _lists.Add(id, (family == "IPv6", maximum));
        return id;
    }

    private void Make(int count, int seed)
    {
        _groups = new string[count];
        for (var at = 0; at < _groups.Length; at++)
        {
            _groups[at] = _sandbox.New($"g{at}", "by chance");
        }

        for (var at = 0; at < _groups.Length; at++)
        {
            // A group refers to itself and to another one.
            var rules = new RandomRules(seed + at, _lists, [_groups[at], _groups[(at + 1) % count]]).Next();
            foreach (var call in rules.GroupBy(static rule => (rule.IsEgress, rule.Tags)))
            {
                _sandbox.Authorize(_groups[at], [.. call]);
            }
        }

        _before = _sandbox.Rules();
    }

    private IEnumerable<object> Asked(int question) => Enumerable.Range(0, _groups.Length).Where(at => at % Questions.Length == question).Select(at => new PSObject(new { SecurityGroupId = _groups[at] }));

    private bool Same(string id, ILookup<string, PlainRule> after) => _before[id].OrderBy(static rule => rule.Id, StringComparer.Ordinal).SequenceEqual(after[id].OrderBy(static rule => rule.Id, StringComparer.Ordinal));

    private static IEnumerable<string> Lines(IEnumerable<PlainRule> rules) => rules.Select(static rule => rule.ToString()).Order(StringComparer.Ordinal);

    /// <summary>Compares before and after packet by packet, and rule by rule.</summary>
    private int Judge(string id, IEnumerable<PlainRule> rules, Question question, bool untouched, List<string> problems)
    {
        List<PlainRule> before = [.. _before[id]], after = [.. rules];
        string[] trusted = [.. question.Trusted.SelectMany(text => text == "office" ? _entries[_office] : [text])];
        var oracle = new RuleOracle(before.Concat(after), [.. Everything, .. Private, .. Pointless, .. question.From ?? [], .. trusted], [22, 443, 8000, 8100], _entries);
        var (was, wasOfGroups) = oracle.Allowed(before);
        var (now, nowOfGroups) = oracle.Allowed(after);
        var asked = oracle.Bits(question.IsAsked);
        bool[][] kept = oracle.In([.. Private, .. Pointless]), pointless = oracle.In(Pointless), trust = oracle.In(trusted), from = oracle.In(question.From ?? Everything);
        for (var family = 0; family < 2; family++)
        {
            for (var at = 0; at < was[family].Length; at++)
            {
                // Who is asked about: strangers, or the ranges that were given whoever they are.
                var attacker = from[family][at] && (question.From is not null || !kept[family][at]) && !trust[family][at];
                var must = attacker ? was[family][at] & ~asked : was[family][at];
                var (opened, exposed, lost) = (now[family][at] & ~was[family][at], attacker ? now[family][at] & asked : BigInteger.Zero, must & ~now[family][at]);
                Tell(opened, "was opened");
                Tell(untouched ? BigInteger.Zero : exposed, "is still exposed");
                Tell(!attacker && pointless[family][at] && !trust[family][at] ? BigInteger.Zero : lost, "was lost");

                void Tell(BigInteger bits, string what)
                {
                    if (!bits.IsZero)
                    {
                        problems.Add($"{id}: {oracle.Name(family, at, bits)} {what}; {question.Find}");
                    }
                }
            }
        }

        if (!wasOfGroups.OrderBy(static one => one.Key).SequenceEqual(nowOfGroups.OrderBy(static one => one.Key)))
        {
            problems.Add($"{id}: what group references let in has changed");
        }

        // A rule that stays is the very rule; a new one is a part of one that went, and has what it had.
        var gone = before.Where(rule => untouched || !after.Exists(one => one.Id == rule.Id)).Select(rule => (Rule: rule, Extent: oracle.Extent(rule))).ToList();
        foreach (var rule in after)
        {
            if (before.Find(old => old.Id == rule.Id) is { } old)
            {
                if (old != rule)
                {
                    problems.Add($"{id}: {old} became {rule}");
                }
            }
            else if (oracle.Extent(rule) is var extent && !gone.Exists(part => !part.Rule.IsEgress && part.Rule.Description == rule.Description && part.Rule.Tags == rule.Tags && extent.IsWithin(part.Extent)))
            {
                problems.Add($"{id}: {rule} is no part of {string.Join("; ", gone.Select(static part => part.Rule))}");
            }
        }

        // Only rules with something to close in them are touched.
        var offender = oracle.In(question.From ?? Everything);
        problems.AddRange(gone.Where(part => !untouched && (part.Rule.IsEgress || !Offends(part.Extent))).Select(part => $"{id}: {part.Rule} went, and did not offend"));
        return oracle.Count;

        bool Offends(RuleExtent extent) => !(extent.Services & asked).IsZero && Enumerable.Range(0, 2).Any(family => Enumerable.Range(0, was[family].Length).Any(at =>
            !(((family == 0 ? extent.IPv4 : extent.IPv6) >> at) & BigInteger.One).IsZero && offender[family][at] && (question.From is not null || !kept[family][at]) && !trust[family][at]));
    }

    [GeneratedRegex("will count ([0-9]+) inbound rules of one family")]
    private static partial Regex Counted();

    private sealed record Question(string Find, string Close, string[]? From, string[] Trusted, Func<(int Protocol, int Number), bool> IsAsked);
}
