namespace AwsOps.Sandbox.Iam;

/// <summary>When which user or role of an account last tried what: what IAM's last-accessed information is made from.</summary>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html: attempts count, denied ones too.</remarks>
internal sealed class AccessUsage
{
    private readonly Dictionary<(string Entity, string Action), Use> _uses = [];

    /// <summary>Notes a call.</summary>
    /// <param name="entity">ARN of the user or role.</param>
    /// <param name="action">IAM action.</param>
    /// <param name="time">When.</param>
    /// <param name="region">Region of the call.</param>
    public void Note(string entity, string action, DateTime time, string region) => _uses[(entity, action)] = new Use(entity, action, time, region);

    /// <summary>The latest uses of a service by one of these users and roles.</summary>
    /// <param name="entities">Their ARNs.</param>
    /// <param name="service">The service's prefix in actions.</param>
    public IReadOnlyList<Use> Of(IReadOnlySet<string> entities, string service) =>
        [.. _uses.Values.Where(use => entities.Contains(use.Entity) && use.Service == service).OrderBy(static use => use.Time)];

    /// <summary>One use.</summary>
    internal sealed record Use(string Entity, string Action, DateTime Time, string Region)
    {
        public string Service => Action[..Action.IndexOf(':', StringComparison.Ordinal)];

        public string Name => Action[(Action.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }
}
