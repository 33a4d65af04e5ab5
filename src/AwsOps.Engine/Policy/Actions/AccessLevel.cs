namespace AwsOps.Engine.Policy.Actions;

/// <summary>What an action does, as the Service Authorization Reference groups it.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html"/>
public enum AccessLevel
{
    /// <summary>Lists resources.</summary>
    List,

    /// <summary>Reads what is in them.</summary>
    Read,

    /// <summary>Creates, changes or deletes them.</summary>
    Write,

    /// <summary>Changes their tags.</summary>
    Tagging,

    /// <summary>Grants or changes permissions.</summary>
    PermissionsManagement,
}
