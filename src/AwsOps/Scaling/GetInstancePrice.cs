using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Shows what instance types cost an hour: On-Demand, and Spot in each zone.</summary>
/// <remarks>
/// <para>On-Demand prices come from the AWS Price List, for shared tenancy, with the licence of the operating system and no other software; Spot prices from EC2's price history. Volumes, traffic, savings plans, discounts of a contract and taxes are not in them.</para>
/// <para>The price list has endpoints in us-east-1, eu-central-1 and ap-south-1 (China: cn-northwest-1); the nearest is asked, whatever the region. Answers are kept with the session: an hour for On-Demand, five minutes for Spot.</para>
/// <para>A sandbox answers with example prices of its own, for rehearsals. They are not AWS's, and Source says so.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; Get-InstancePrice t3.small, m6i.large</code>
/// <para>On-Demand and Spot prices of two types.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small; Get-LaunchTemplate shop | Get-InstancePrice -PurchaseOption OnDemand -OperatingSystem Windows</code>
/// <para>What an instance of a launch template costs with Windows.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html">AWS Price List Query API</seealso>
[Cmdlet(VerbsCommon.Get, "InstancePrice")]
[OutputType(typeof(InstancePrice))]
[IamAction(Of = [typeof(PriceLookup)])]
public sealed class GetInstancePriceCommand : AwsCmdlet
{
    /// <summary>Instance types, such as t3.small.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(InstanceTypeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] InstanceType { get; set; } = [];

    /// <summary>Operating system that the price includes.</summary>
    [Parameter]
    [ValidateSet("Linux", "Windows", "RHEL", "SUSE")]
    public string OperatingSystem { get; set; } = "Linux";

    /// <summary>Which prices: OnDemand, Spot, or both.</summary>
    [Parameter]
    [ValidateSet("OnDemand", "Spot")]
    public string[] PurchaseOption { get; set; } = ["OnDemand", "Spot"];

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var (prices, system) = (new PriceLookup(aws), PricedSystem.Named(OperatingSystem));
        var found = new List<InstancePrice>();
        if (PurchaseOption.Contains("OnDemand", StringComparer.OrdinalIgnoreCase))
        {
            found.AddRange(await prices.OnDemandAsync(InstanceType, system, StopToken));
        }

        if (PurchaseOption.Contains("Spot", StringComparer.OrdinalIgnoreCase))
        {
            found.AddRange(await prices.SpotAsync(InstanceType, system, StopToken));
        }

        foreach (var type in InstanceType.Distinct(StringComparer.Ordinal))
        {
            var own = found.FindAll(price => price.InstanceType == type);
            if (own.Count == 0)
            {
                WriteError(ErrorRecords.From(AwsOpsException.NotFound("Instance price", $"{type}, {system.Name}, {string.Join(" or ", PurchaseOption)}", aws.Where, "Look whether the type exists and is offered in the region: Tab completes the types that are."), type, this));
            }

            WriteObject(own, enumerateCollection: true);
        }
    }
}
