using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;

namespace AwsOps.Sdk.Tests.Differential;

/// <summary>Both clients find the same endpoint: for every region, with and without FIPS and dual-stack, and custom ones.</summary>
public sealed class EndpointTests
{
    [Theory]
    [MemberData(nameof(ServicePair.Models), MemberType = typeof(ServicePair))]
    public void Endpoints_are_the_same_in_every_region(string model)
    {
        var pair = ServicePair.All[model];
        var request = Request(pair);

        // A region that Core has not heard of is resolved by the pattern of its partition.
        var regions = RegionEndpoint.EnumerableAllRegions.Select(static region => region.SystemName).Concat(["eu-nowhere-9", "us-gov-north-7", "cn-south-5"]);
        foreach (var region in regions)
        {
            foreach (var (fips, dualStack) in new[] { (false, false), (true, false), (false, true), (true, true) })
            {
                var (official, generated) = Both(pair, request, config =>
                {
                    config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
                    config.UseFIPSEndpoint = fips;
                    config.UseDualstackEndpoint = dualStack;
                });

                Assert.Equal($"{region} {fips} {dualStack} {official}", $"{region} {fips} {dualStack} {generated}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(ServicePair.Models), MemberType = typeof(ServicePair))]
    public void Custom_endpoints_are_the_same(string model)
    {
        var pair = ServicePair.All[model];
        foreach (var url in new[] { "http://localhost:5000", "https://vpce-1234.kms.eu-west-3.vpce.amazonaws.com/base", "https://ec2.eu-west-1.amazonaws.com" })
        {
            foreach (var (fips, dualStack) in new[] { (false, false), (true, false), (false, true) })
            {
                var (official, generated) = Both(pair, Request(pair), config =>
                {
                    config.ServiceURL = url;
                    config.AuthenticationRegion = "eu-west-1";
                    config.UseFIPSEndpoint = fips;
                    config.UseDualstackEndpoint = dualStack;
                });

                Assert.Equal(official, generated);
            }
        }
    }

    [Theory]
    [MemberData(nameof(ServicePair.Models), MemberType = typeof(ServicePair))]
    public void Configurations_say_the_same(string model)
    {
        var pair = ServicePair.All[model];
        var (official, generated) = (pair.Config(official: true), pair.Config(official: false));

        foreach (var property in typeof(IClientConfig).GetProperties().Where(static property => property.Name is not ("UserAgent" or "EndpointProvider" or "TelemetryProvider" or "DefaultAWSCredentials" or "IdentityResolverConfiguration")))
        {
            Assert.Equal((property.Name, property.GetValue(official)), (property.Name, property.GetValue(generated)));
        }

        foreach (var mode in Enum.GetValues<DefaultConfigurationMode>())
        {
            official.DefaultConfigurationMode = generated.DefaultConfigurationMode = mode;
            Assert.Equal((mode, official.ConnectTimeout), (mode, generated.ConnectTimeout));
            Assert.Equal((mode, official.RetryMode), (mode, generated.RetryMode));
        }
    }

    private static AmazonWebServiceRequest Request(ServicePair pair) =>
        (AmazonWebServiceRequest)Activator.CreateInstance(pair.GeneratedTypes.First(static type => type.Name.EndsWith("Request", StringComparison.Ordinal) && type.Namespace!.EndsWith(".Model", StringComparison.Ordinal)))!;

    private static (string Official, string Generated) Both(ServicePair pair, AmazonWebServiceRequest request, Action<ClientConfig> set)
    {
        return (One(official: true), One(official: false));

        string One(bool official)
        {
            var config = pair.Config(official);
            set(config);
            try
            {
                return config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(request)).URL;
            }
            catch (AmazonClientException error)
            {
                return error.Message;
            }
        }
    }
}
