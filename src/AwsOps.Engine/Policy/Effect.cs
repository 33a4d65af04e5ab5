namespace AwsOps.Engine.Policy;

/// <summary>What a statement does with the requests that it matches. The value is case-sensitive in a policy.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html"/>
public enum Effect
{
    /// <summary>Allows, where nothing denies.</summary>
    Allow,

    /// <summary>Denies, whatever allows.</summary>
    Deny,
}
