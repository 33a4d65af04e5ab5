namespace AwsOps.Sandbox.Kernel;

/// <summary>One API call on its way through the sandbox: who, where, what.</summary>
public sealed class Call
{
    /// <summary>The account and region the call acts in.</summary>
    public required Scope Scope { get; init; }

    /// <summary>Name of the service model, e.g. <c>autoscaling</c>, <c>elasticloadbalancingv2</c>.</summary>
    public required string Service { get; init; }

    /// <summary>Operation name, e.g. <c>CreateAutoScalingGroup</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>Who calls.</summary>
    public required Caller Caller { get; init; }

    /// <summary>Request id of the answer.</summary>
    public required string RequestId { get; init; }

    /// <summary>User agent of the client; null for calls that a simulated service makes itself.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Address that the call came from.</summary>
    public string SourceIp { get; init; } = SandboxOptions.DefaultSourceIp;

    /// <summary>The cloud.</summary>
    public SandboxCloud Cloud => Scope.Cloud;

    /// <summary>Simulated time, UTC.</summary>
    public DateTime Now => Scope.Clock.UtcNow;

    /// <summary>Account id.</summary>
    public string Account => Scope.Account;

    /// <summary>Region code.</summary>
    public string Region => Scope.Region;

    /// <summary>Identifier source.</summary>
    public SandboxIds Ids => Scope.Ids;

    /// <summary>An ARN in this account and region: <c>arn:aws:{service}:{region}:{account}:{resource}</c>.</summary>
    public string Arn(string service, string resource) => $"arn:aws:{service}:{Region}:{Account}:{resource}";
}
