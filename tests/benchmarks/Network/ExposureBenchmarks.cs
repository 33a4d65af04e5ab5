using AwsOps.Engine.Network;
using BenchmarkDotNet.Attributes;

namespace AwsOps.Benchmarks.Network;

/// <summary>Exposure of 10,000 security groups of 20 rules. The budget is 0.3 s.</summary>
[MemoryDiagnoser]
public class ExposureBenchmarks
{
    private readonly SecurityGroup[] _groups = [.. Enumerable.Range(0, 10_000).Select(Group)];

    /// <summary>Analyzes every group against the internet.</summary>
    [Benchmark]
    public int Analyze() => ExposureAnalyzer.Analyze(_groups).Count;

    private static SecurityGroup Group(int seed)
    {
        Random random = new(seed);
        return new() { GroupId = $"sg-{seed:x17}", Rules = [.. Enumerable.Range(0, 20).Select(_ => Rule(random))] };
    }

    private static SecurityGroupRule Rule(Random random)
    {
        int port = random.Next(1, 60_000);
        SecurityGroupRule rule = new() { IpProtocol = random.Next(4) == 0 ? "udp" : "tcp", FromPort = port, ToPort = port + random.Next(0, 50) };
        return random.Next(6) switch
        {
            0 => rule with { CidrIpv4 = "0.0.0.0/0" },
            1 => rule with { CidrIpv6 = "::/0" },
            2 => rule with { CidrIpv4 = $"{random.Next(20, 90)}.{random.Next(256)}.{random.Next(256)}.0/24" },
            3 => rule with { ReferencedGroupId = "sg-0123456789abcdef0" },
            _ => rule with { CidrIpv4 = $"10.{random.Next(256)}.0.0/16" },
        };
    }
}

internal sealed class QuickExposure : IQuickMeasure
{
    private readonly ExposureBenchmarks _benchmark = new();

    public string Name => "exposure, 10,000 groups of 20 rules";

    public string Unit => "exposures";

    public double Run() => _benchmark.Analyze();
}
