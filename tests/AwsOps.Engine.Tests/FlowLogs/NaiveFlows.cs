using System.Globalization;
using System.Text;
using AwsOps.Engine.FlowLogs;
using CsCheck;

namespace AwsOps.Engine.Tests.FlowLogs;

/// <summary>Records made at random, and the plainest reading of them, to judge the engine by.</summary>
internal static class NaiveFlows
{
    private static readonly Gen<string> Addresses = Gen.OneOf(
        Gen.Int[0, 7].Select(static i => $"10.0.{i}.{i * 31}"),
        Gen.UInt.Select(static v => $"{v >> 24}.{(v >> 16) & 255}.{(v >> 8) & 255}.{v & 255}"),
        Gen.Int[1, 5].Select(static i => $"2001:db8::{i:x}"),
        Gen.Byte.Array[16].Select(static b => new System.Net.IPAddress(b).ToString()));

    public static Gen<Naive> Record { get; } =
        from source in Addresses
        from destination in Addresses
        from sourcePort in Gen.OneOf(Gen.Const(443), Gen.Int[0, 65_535])
        from destinationPort in Gen.OneOf(Gen.Const(22), Gen.Int[0, 65_535])
        from protocol in Gen.OneOfConst(1, 6, 17, 58, 255)
        from volume in Gen.Select(Gen.Long[0, 100_000], Gen.OneOf(Gen.Long[0, 10_000], Gen.Long[0, 999_999_999_999]))
        from start in Gen.Long[1_418_530_000, 1_418_540_000]
        from action in Gen.OneOfConst("ACCEPT", "REJECT")
        from eni in Gen.Int[0, 4]
        select new Naive(source, destination, sourcePort, destinationPort, protocol, volume.Item1, volume.Item2, start, start + 60, action, $"eni-0123456789abcde{eni:d2}");

    /// <summary>The address in the form that it is compared in.</summary>
    public static string Canonical(string address) => AwsOps.Engine.Network.IpAddress.Parse(address) is { } parsed && System.Net.IPAddress.Parse(address) is { IsIPv4MappedToIPv6: true } mapped
        ? mapped.MapToIPv4().ToString()
        : parsed.ToString();

    public static byte[] Text(IEnumerable<Naive> records, string? header = null, string end = "\n") =>
        Encoding.UTF8.GetBytes((header is null ? string.Empty : header + end) + string.Concat(records.Select(r => r.Line + end)));
}

internal sealed record Naive(string Source, string Destination, int SourcePort, int DestinationPort, int Protocol, long Packets, long Bytes, long Start, long End, string Action, string Interface)
{
    public string Line => string.Create(CultureInfo.InvariantCulture, $"2 123456789010 {Interface} {Source} {Destination} {SourcePort} {DestinationPort} {Protocol} {Packets} {Bytes} {Start} {End} {Action} OK");

    public string SourceKey => NaiveFlows.Canonical(Source);

    public string DestinationKey => NaiveFlows.Canonical(Destination);
}

/// <summary>Keeps every flow.</summary>
internal struct Collector() : IFlowSink
{
    public List<FlowRecord> Flows { get; } = [];

    public readonly void Accept(in FlowRecord flow) => Flows.Add(flow);
}
