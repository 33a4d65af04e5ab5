using System.Collections;
using System.Globalization;
using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.Network;

namespace AwsOps.Network;

/// <summary>Opens a security group for traffic. What is open already stays as it is.</summary>
/// <remarks>
/// <para>Each combination of port and source becomes a rule. A rule that is there already is returned and not made again; a different -Description is set, and -Tag.</para>
/// <para>Traffic in is answered without a rule for the way out: security groups are stateful.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-SecurityGroup web; Grant-SecurityGroupAccess web -Port 80, 443 -From 0.0.0.0/0, ::/0 -Description 'Web'</code>
/// <para>Opens two ports to the internet, IPv4 and IPv6.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-SecurityGroup web, app; Grant-SecurityGroupAccess app -Port 8000-8100 -FromSecurityGroupId web</code>
/// <para>Lets the members of one group reach those of another.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-SecurityGroup probe | Grant-SecurityGroupAccess -Protocol icmp -IcmpType 8 -From 10.0.0.0/8</code>
/// <para>Lets pings in from private addresses.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html">Security group rules</seealso>
[Cmdlet(VerbsSecurity.Grant, "SecurityGroupAccess", SupportsShouldProcess = true)]
[OutputType(typeof(SecurityGroupRule))]
[IamAction(
    "ec2:AuthorizeSecurityGroupEgress",
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:CreateTags",
    "ec2:DescribeSecurityGroupRules",
    "ec2:DescribeSecurityGroups",
    "ec2:UpdateSecurityGroupRuleDescriptionsEgress",
    "ec2:UpdateSecurityGroupRuleDescriptionsIngress")]
public sealed class GrantSecurityGroupAccessCommand : SecurityGroupAccessCmdlet
{
    private static readonly Dictionary<int, string> AdministrationPorts = new() { [22] = "SSH", [3389] = "RDP" };

    /// <summary>Groups to open, by id or name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SecurityGroupIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SecurityGroupId { get; set; } = [];

    /// <summary>What the rules are for.</summary>
    [Parameter]
    [ValidateFormat(@"^[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]{0,255}$", "-Description '{0}': up to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{{}}!$* are allowed.")]
    public string? Description { get; set; }

    /// <summary>Tags of the rules.</summary>
    [Parameter]
    public IDictionary? Tag { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var groups = new SecurityGroups(aws, Changes);
        var tags = Tags.Of(Tag).ToDictionary(static tag => tag.Key, static tag => tag.Value, StringComparer.Ordinal);
        foreach (var name in SecurityGroupId)
        {
            await ForItemAsync(name, async () =>
            {
                var group = await groups.RequireAsync(name, null, StopToken);
                await GrantAsync(groups, group, [.. (await RulesAsync(groups, group)).Select(rule => rule with { Tags = tags })], tags);
            });
        }
    }

    private async Task GrantAsync(SecurityGroups groups, SecurityGroup group, IReadOnlyList<AccessRule> wanted, IReadOnlyDictionary<string, string> tags)
    {
        List<SecurityGroupRule> present = [.. group.Rule.Where(rule => wanted.Any(one => one.Semantics.IsDuplicateOf(rule.Semantics)))];
        List<AccessRule> missing = [.. wanted.Where(one => !present.Exists(rule => one.Semantics.IsDuplicateOf(rule.Semantics)))];
        List<SecurityGroupRule> misnamed = [.. present.Where(rule => Description is not null && (rule.Description ?? string.Empty) != Description)];
        List<SecurityGroupRule> untagged = [.. present.Where(rule => tags.Any(tag => rule.Semantics.Tags.GetValueOrDefault(tag.Key) != tag.Value))];
        var changed = untagged.Count > 0 && await groups.TagAsync(untagged, tags);
        if (misnamed.Count > 0)
        {
            changed |= await groups.DescribeAsync(group, misnamed, Description!);
        }

        if (changed)
        {
            present = [.. await groups.GetRulesAsync([.. present.Select(static rule => rule.SecurityGroupRuleId)], static _ => { }, StopToken)];
        }

        foreach (var rule in present)
        {
            Changes.Verbose($"{group.SecurityGroupName} ({group.SecurityGroupId}) allows {rule} already.");
            WriteObject(rule);
        }

        if (missing.Count > 0 && await MakeAsync(groups, group, missing) is { } made)
        {
            foreach (var rule in made)
            {
                WriteObject(rule);
            }

            WarnOfOpenAdministration(group, missing);
        }
    }

    private async Task<IReadOnlyList<SecurityGroupRule>?> MakeAsync(SecurityGroups groups, SecurityGroup group, IReadOnlyList<AccessRule> missing)
    {
        try
        {
            return await groups.GrantAsync(group, missing, Description, StopToken);
        }
        catch (Exception exception) when (Changes.Translate(exception) is { AwsErrorCode: "InvalidPrefixListID.NotFound" } unknown)
        {
            throw new AwsOpsException("PrefixListNotFound", ErrorCategory.ObjectNotFound, $"-FromPrefixListId '{string.Join(", ", FromPrefixListId)}': {unknown.Message}", "Tab after -FromPrefixListId shows the prefix lists that are.", exception) { Target = FromPrefixListId, AwsErrorCode = unknown.AwsErrorCode, AwsRequestId = unknown.AwsRequestId };
        }
    }

    private void WarnOfOpenAdministration(SecurityGroup group, IReadOnlyList<AccessRule> rules)
    {
        foreach (var rule in rules.Where(static rule => rule is { Egress: false, Block.PrefixLength: 0 }))
        {
            foreach (var (port, name) in AdministrationPorts.Where(item => rule.Semantics.Services.Contains(IpProtocols.Tcp, item.Key)))
            {
                Changes.Warning(string.Create(CultureInfo.InvariantCulture, $"{group.SecurityGroupName} ({group.SecurityGroupId}) is now open for {name} (port {port}) to the whole internet ({rule.Block}). Narrow it to known ranges; Session Manager needs no open port at all."));
            }
        }
    }
}
