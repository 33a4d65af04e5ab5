using System.Collections.ObjectModel;
using Amazon.Runtime;

namespace AwsOps.Sdk.Runtime;

/// <summary>
/// The SDK's smart defaults, the same in every service's package.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-smart-config-defaults.html
/// </summary>
internal static class DefaultConfigurations
{
    public static ReadOnlyCollection<IDefaultConfiguration> All { get; } = new(
    [
        Of(DefaultConfigurationMode.Standard, 3.1),
        Of(DefaultConfigurationMode.InRegion, 1.1),
        Of(DefaultConfigurationMode.CrossRegion, 3.1),
        Of(DefaultConfigurationMode.Mobile, 30),

        // Core itself replaces auto's values when it finds out where it runs.
        Of(DefaultConfigurationMode.Auto, 1.1),
    ]);

    private static DefaultConfiguration Of(DefaultConfigurationMode mode, double connectSeconds) => new()
    {
        Name = mode,
        RetryMode = RequestRetryMode.Standard,
        S3UsEast1RegionalEndpoint = Amazon.Runtime.S3UsEast1RegionalEndpointValue.Regional,
        ConnectTimeout = TimeSpan.FromSeconds(connectSeconds),
        TlsNegotiationTimeout = TimeSpan.FromSeconds(connectSeconds),
    };
}
