using System.Collections;

namespace AwsOps;

/// <summary>What all resources of this module carry, so that the next cmdlet of a pipeline works in the same place.</summary>
public abstract class AwsResource
{
    private protected AwsResource(Common.AwsConnection aws, string? accountId = null)
    {
        Region = aws.Region;
        AccountId = accountId ?? aws.KnownAccountId;
    }

    /// <summary>Region code.</summary>
    public string Region { get; }

    /// <summary>Twelve-digit account id; null when AWS's answer does not tell it.</summary>
    public string? AccountId { get; }

    /// <summary>Tags by key; empty when there are none.</summary>
    public IDictionary Tag { get; private protected init; } = new Hashtable();
}
