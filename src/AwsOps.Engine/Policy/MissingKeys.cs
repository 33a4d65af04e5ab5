namespace AwsOps.Engine.Policy;

/// <summary>What it means that a request's context lacks a key.</summary>
public enum MissingKeys
{
    /// <summary>The request does not have the key, as AWS sees it. Every question has an answer.</summary>
    Absent,

    /// <summary>Nobody knows whether the request has the key: where that matters, the answer is <see cref="AccessOutcome.Unknown"/>.</summary>
    Unknown,
}
