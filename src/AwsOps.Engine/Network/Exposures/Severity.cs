namespace AwsOps.Engine.Network;

/// <summary>How much harm an exposure invites.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Informational,

    /// <summary>Usual for a public service.</summary>
    Low,

    /// <summary>An open service whose purpose the port does not tell.</summary>
    Medium,

    /// <summary>A service that should not face strangers, or a wide range of ports.</summary>
    High,

    /// <summary>Administration, a database, or everything.</summary>
    Critical,
}
