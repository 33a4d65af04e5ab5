using Amazon.Runtime.Internal;

namespace AwsOps.Sdk.Runtime;

/// <summary>What Core records about a service.</summary>
internal sealed class Metadata(string serviceId) : IServiceMetadata
{
    public string ServiceId => serviceId;

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
}
