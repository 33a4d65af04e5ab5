using System.Globalization;
using AwsOps.Sandbox.Ec2;

namespace AwsOps.Sandbox.Pricing;

/// <summary>
/// What instances cost in this sandbox. The figures are examples for rehearsals, in a plausible order of size and relation, and not AWS's
/// current prices: those an account's own price list tells.
/// </summary>
internal static class ExamplePrices
{
    /// <summary>How long a Spot price stays.</summary>
    public static readonly TimeSpan SpotStep = TimeSpan.FromHours(6);

    private static readonly Lazy<Dictionary<string, decimal>> Table = new(static () => Read("example-prices.tsv").ToDictionary(static cells => cells[0], static cells => decimal.Parse(cells[1], CultureInfo.InvariantCulture), StringComparer.Ordinal));

    private static readonly Lazy<Dictionary<string, (decimal Factor, string Location)>> RegionTable = new(static () => Read("price-regions.tsv").ToDictionary(static cells => cells[0], static cells => (decimal.Parse(cells[1], CultureInfo.InvariantCulture), cells[2]), StringComparer.Ordinal));

    /// <summary>The regions that have prices, by code.</summary>
    public static IReadOnlyCollection<string> Regions => RegionTable.Value.Keys;

    /// <summary>What the price list calls a region.</summary>
    public static string LocationOf(string region) => RegionTable.Value[region].Location;

    /// <summary>US dollars an hour, On-Demand, shared tenancy; null where there is no price.</summary>
    /// <param name="type">Instance type.</param>
    /// <param name="region">Region code.</param>
    /// <param name="system">Operating system as the price list calls it.</param>
    public static decimal? OnDemand(string type, string region, string system)
    {
        if (!Table.Value.TryGetValue(type, out var usd) || !RegionTable.Value.TryGetValue(region, out var place) || InstanceTypes.Find(type) is not { } info)
        {
            return null;
        }

        // A licence is paid by vCPU and costs the same everywhere.
        var licence = system switch { "Windows" => 0.046m * info.VCpus, "RHEL" => 0.0288m * Math.Max(1, info.VCpus / 2), "SUSE" => 0.0281m * Math.Max(1, info.VCpus / 2), _ => 0 };
        return decimal.Round((usd * place.Factor) + licence, 4);
    }

    /// <summary>
    /// A Spot price and the time since when it is so: between 30 and 60 % of On-Demand, another one in each zone, and another one every six
    /// hours. The same time has the same price in every run.
    /// </summary>
    public static (decimal Usd, DateTime Since) Spot(string type, AvailabilityZone zone, string region, string system, DateTime time)
    {
        // Types and zones change at different minutes, as a market's prices do.
        var offset = TimeSpan.FromMinutes(Hash($"{type} {zone.Name}") % (ulong)SpotStep.TotalMinutes);
        var step = (time - DateTime.UnixEpoch - offset).Ticks / SpotStep.Ticks;
        var (own, now) = (Hash($"{type} {zone.Name} {system}") % 1000 / 1000.0, Hash($"{type} {zone.Name} {system} {step}") % 1000 / 1000.0);
        var share = 0.30 + (0.20 * own) + (0.10 * now);
        return (decimal.Round(OnDemand(type, region, system)!.Value * (decimal)share, 4), DateTime.UnixEpoch + offset + (step * SpotStep));
    }

    private static ulong Hash(string name) => ulong.Parse(StableId.Of(name), NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> 16;

    private static IEnumerable<string[]> Read(string file)
    {
        using var stream = typeof(ExamplePrices).Assembly.GetManifestResourceStream("Pricing/" + file)!;
        using var reader = new StreamReader(stream);
        var isHeader = true;
        var rows = new List<string[]>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#') || line.Length == 0)
            {
                continue;
            }

            if (!isHeader)
            {
                rows.Add(line.Split('\t'));
            }

            isHeader = false;
        }

        return rows;
    }
}
