using System.Globalization;
using System.Runtime.CompilerServices;
using Amazon.EC2.Model;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Looks up what instances cost: On-Demand in the AWS Price List, Spot in EC2's history. What was found is kept with the session.</summary>
[IamAction("ec2:DescribeSpotPriceHistory", "pricing:GetProducts")]
internal sealed class PriceLookup(AwsConnection aws)
{
    /// <summary>A price list changes a few times a month, a Spot price a few times a day.</summary>
    private static readonly TimeSpan OnDemandKept = TimeSpan.FromHours(1), SpotKept = TimeSpan.FromMinutes(5);

    private static readonly ConditionalWeakTable<AwsConnection, Dictionary<string, (DateTime Time, IReadOnlyList<InstancePrice> Prices)>> Kept = [];

    /// <summary>Where prices come from, in words; a sandbox's are its own.</summary>
    public static string SourceOf(AwsConnection aws, string source) => aws.Sandbox is null ? source : "example prices of the sandbox";

    /// <summary>On-Demand prices; types without one are missing.</summary>
    public Task<IReadOnlyList<InstancePrice>> OnDemandAsync(IReadOnlyList<string> types, PricedSystem system, CancellationToken stop) =>
        KeptAsync("OnDemand", OnDemandKept, types, system, missing => new PriceList(aws).GetAsync(missing, system, stop));

    /// <summary>Spot prices of now, one for each zone that has the type; types without one are missing.</summary>
    public Task<IReadOnlyList<InstancePrice>> SpotAsync(IReadOnlyList<string> types, PricedSystem system, CancellationToken stop) =>
        KeptAsync("Spot", SpotKept, types, system, missing => ReadSpotAsync(missing, system, stop));

    private async Task<IReadOnlyList<InstancePrice>> KeptAsync(string kind, TimeSpan time, IReadOnlyList<string> types, PricedSystem system, Func<IReadOnlyList<string>, Task<IReadOnlyList<InstancePrice>>> read)
    {
        var (kept, now) = (Kept.GetValue(aws, static _ => new(StringComparer.Ordinal)), aws.UtcNow);
        types = [.. types.Distinct(StringComparer.Ordinal)];
        List<string> missing;
        lock (kept)
        {
            missing = [.. types.Where(type => !kept.TryGetValue(Key(type), out var entry) || now - entry.Time > time || entry.Time > now)];
        }

        var found = missing.Count == 0 ? [] : await read(missing);
        lock (kept)
        {
            foreach (var type in missing)
            {
                kept[Key(type)] = (now, [.. found.Where(price => price.InstanceType == type)]);
            }

            return [.. types.SelectMany(type => kept[Key(type)].Prices)];
        }

        string Key(string type) => $"{kind} {type} {system.Name}";
    }

    private async Task<IReadOnlyList<InstancePrice>> ReadSpotAsync(IReadOnlyList<string> types, PricedSystem system, CancellationToken stop)
    {
        // "It also returns the last price change before the start time, which is the effective price as of the start time": so one moment suffices.
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSpotPriceHistory.html
        var now = aws.UtcNow;
        var history = await Pager.AllAsync<SpotPrice>(
            async (token, cancel) =>
            {
                var page = await aws.Ec2.DescribeSpotPriceHistoryAsync(new DescribeSpotPriceHistoryRequest { InstanceTypes = [.. types], ProductDescriptions = [system.Platform], StartTime = now, EndTime = now, NextToken = token }, cancel);
                return (page.SpotPriceHistory, page.NextToken);
            },
            stop);
        return
        [
            .. history.GroupBy(static item => (Type: item.InstanceType.Value, Zone: item.AvailabilityZone)).Select(static group => group.MaxBy(static item => item.Timestamp)!)
                .OrderBy(static item => item.InstanceType.Value, StringComparer.Ordinal).ThenBy(static item => item.AvailabilityZone, StringComparer.Ordinal)
                .Select(item => new InstancePrice(aws, item.InstanceType.Value, "Spot", system.Name, decimal.Parse(item.Price, CultureInfo.InvariantCulture), aws.Region.StartsWith("cn-", StringComparison.Ordinal) ? "CNY" : "USD", item.AvailabilityZone, item.Timestamp?.ToUniversalTime(), SourceOf(aws, "EC2 Spot price history"))),
        ];
    }
}
