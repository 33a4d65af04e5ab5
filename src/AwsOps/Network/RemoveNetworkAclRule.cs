using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Network;

/// <summary>Takes rules away from a network ACL.</summary>
/// <remarks><para>Where a rule let replies through that are stopped without it, a warning says so: a network ACL is stateless.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $acl = Get-NetworkAcl; $null = $acl | Set-NetworkAclRule -RuleNumber 90 -Action Deny -Protocol all -Cidr 198.51.100.0/24; Remove-NetworkAclRule $acl.NetworkAclId 90</code>
/// <para>Takes an inbound rule away by its number.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $acl = Get-NetworkAcl; $null = $acl | Set-NetworkAclRule -RuleNumber 90 -Action Deny -Protocol all -Cidr 198.51.100.0/24; (Get-NetworkAcl).Rule | Where-Object Cidr -eq 198.51.100.0/24 | Remove-NetworkAclRule -PassThru</code>
/// <para>Takes away the rules that a condition chooses.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "NetworkAclRule", SupportsShouldProcess = true)]
[OutputType(typeof(NetworkAclRule))]
[IamAction("ec2:DeleteNetworkAclEntry", "ec2:DescribeNetworkAcls")]
public sealed class RemoveNetworkAclRuleCommand : AwsCmdlet
{
    /// <summary>The network ACL.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NetworkAclIdCompleter))]
    [ValidateFormat("^acl-[0-9a-f]{8,17}$", "-NetworkAclId '{0}' is not the id of a network ACL; it looks like acl-0123456789abcdef0.")]
    public string NetworkAclId { get; set; } = null!;

    /// <summary>Numbers of the rules.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    public int[] RuleNumber { get; set; } = [];

    /// <summary>Outbound rules instead of inbound ones.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter Egress { get; set; }

    /// <summary>Returns what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override object? ErrorTarget => NetworkAclId;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var acls = new NetworkAcls(aws, Changes, StopToken);
        var acl = await acls.RequireAsync(NetworkAclId);
        foreach (var number in RuleNumber)
        {
            await ForItemAsync(number, async () =>
            {
                // https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html: the closing denial stays.
                if (number >= Engine.Network.NetworkAcl.LastRuleNumber)
                {
                    throw AwsOpsException.BadArgument(nameof(RuleNumber), number, "the closing denial (*) can't be removed;", "numbers of rules are 1 to 32766.");
                }

                var entry = NetworkAcls.Existing(acl, number, Egress) ?? throw acls.RuleNotFound(acl, number, Egress);
                acls.WarnOfReplies(acl, acl.Semantics with { Entries = [.. acl.Semantics.Entries.Where(other => other != entry)] });
                if (await acls.RemoveAsync(acl.NetworkAclId, entry) && PassThru)
                {
                    WriteObject(new NetworkAclRule(aws, acl.NetworkAclId, acl.AccountId, entry));
                }
            });
        }
    }
}
