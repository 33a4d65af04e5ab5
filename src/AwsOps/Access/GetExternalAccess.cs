using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Shows who from outside the account can use its resources: the findings of IAM Access Analyzer, or the engine's where there is no analyzer.</summary>
/// <remarks>
/// <para>One region at a time, as analyzers work. The engine reads the policies of buckets, keys, queues, topics, functions and the trust policies of roles; AWS has no list of policies, so that each costs a call, eight at a time. It does not see ACLs, access points, grants of keys, versions of functions, nor the account's own block of public access. What could not be read is an error, and the rest is shown.</para>
/// <para>The property Source says which of the two it was. -CreateAnalyzer makes an analyzer of the account where there is none; its findings come within half an hour, and until then the engine answers.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessRole auditor -TrustedAccountId 444455556666 -ExternalId k7; Get-ExternalAccess</code>
/// <para>Shows external access in the region.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; Get-ExternalAccess -CreateAnalyzer -WhatIf | Where-Object IsPublic</code>
/// <para>Says that an analyzer would be made, and shows what anybody can use.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html">IAM Access Analyzer</seealso>
[Cmdlet(VerbsCommon.Get, "ExternalAccess", SupportsShouldProcess = true)]
[OutputType(typeof(ExternalAccess))]
[IamAction(
    "access-analyzer:CreateAnalyzer",
    "access-analyzer:ListAnalyzers",
    "access-analyzer:ListFindings",
    "iam:CreateServiceLinkedRole",
    "iam:GetAccountAuthorizationDetails",
    "kms:GetKeyPolicy",
    "kms:ListKeys",
    "lambda:GetPolicy",
    "lambda:ListFunctions",
    "s3:GetBucketPolicy",
    "s3:GetBucketPublicAccessBlock",
    "s3:ListAllMyBuckets",
    "sns:GetTopicAttributes",
    "sns:ListTopics",
    "sqs:GetQueueAttributes",
    "sqs:ListQueues")]
public sealed class GetExternalAccessCommand : AwsCmdlet
{
    /// <summary>Makes an analyzer of the account where there is none.</summary>
    [Parameter]
    public SwitchParameter CreateAnalyzer { get; set; }

    /// <summary>Asks the engine though there is an analyzer.</summary>
    [Parameter]
    public SwitchParameter ByEngine { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var reader = new ExternalAccessReader(aws, Changes, (name, exception) => OnPipeline(() => WriteError(ErrorRecords.From(exception, name, this))));
        var analyzer = ByEngine && !CreateAnalyzer ? null : await reader.AnalyzerAsync(StopToken);
        if (analyzer is null && CreateAnalyzer && await reader.CreateAnalyzerAsync())
        {
            WriteVerbose("The analyzer's first findings come within half an hour; until then the engine answers.");
        }

        WriteObject(analyzer is null || ByEngine ? await reader.ByEngineAsync(StopToken) : await reader.FromAnalyzerAsync(analyzer.Arn, StopToken), enumerateCollection: true);
    }
}
