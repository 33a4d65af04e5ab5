namespace AwsOps.Engine.Policy.Matching;

/// <summary>A variable of a policy: a context key, and what stands in for it where the request has no value.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html"/>
internal sealed record PolicyVariable(ContextKey Key, string? Default);
