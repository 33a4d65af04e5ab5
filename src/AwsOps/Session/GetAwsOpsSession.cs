using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Session;

/// <summary>Shows where cmdlets work: account, principal, region, and where credentials came from.</summary>
/// <remarks><para>With the session of Connect-AwsOps, or, when there is none, what the parameters and the SDK's chain would give. It asks sts:GetCallerIdentity, which needs no permission.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox -Region eu-west-1; Get-AwsOpsSession</code>
/// <para>Shows the sandbox's account and region.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; (Get-AwsOpsSession).IsSandbox</code>
/// <para>Tells a rehearsal from an account.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "AwsOpsSession")]
[OutputType(typeof(AwsOpsSession))]
[IamAction]
public sealed class GetAwsOpsSessionCommand : AwsCmdlet
{
    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws) => WriteObject(await ConnectAwsOpsCommand.DescribeAsync(aws, StopToken));
}
