using System.Diagnostics.CodeAnalysis;

namespace AwsOps.Engine.Policy;

/// <summary>The six components of an Amazon Resource Name. None is checked beyond the colons.</summary>
/// <param name="Partition"><c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c>.</param>
/// <param name="Service">The service's namespace, such as <c>s3</c>.</param>
/// <param name="Region">The region; empty for global services.</param>
/// <param name="AccountId">The account; empty for some, such as S3 buckets.</param>
/// <param name="Resource">Whatever follows the fifth colon.</param>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html"/>
public sealed record Arn(string Partition, string Service, string Region, string AccountId, string Resource)
{
    /// <summary>Splits an ARN.</summary>
    /// <param name="text">The ARN, or any other text.</param>
    /// <param name="arn">The components, where the text is an ARN.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Arn? arn)
    {
        string[] parts = text?.Split(':', 6) ?? [];
        arn = parts is ["arn", string partition, string service, string region, string account, string resource]
            ? new(partition, service, region, account, resource)
            : null;
        return arn is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"arn:{Partition}:{Service}:{Region}:{AccountId}:{Resource}";
}
