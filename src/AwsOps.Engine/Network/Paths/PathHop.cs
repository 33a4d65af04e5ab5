namespace AwsOps.Engine.Network;

/// <summary>What one layer of a path says about a packet.</summary>
public enum HopVerdict
{
    /// <summary>The packet passes.</summary>
    Allowed,

    /// <summary>Whether it passes depends on something that was not given.</summary>
    Unknown,

    /// <summary>It does not pass.</summary>
    Blocked,
}

/// <summary>One layer of a path, with what it does to the witness packet or to the reply to it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Resource">Its id.</param>
/// <param name="IsReply">Whether this is the way back.</param>
/// <param name="Verdict">What it does.</param>
/// <param name="Rule">The rule, route or setting that decides; for Unknown, what is missing.</param>
public sealed record PathHop(LayerKind Kind, string Resource, bool IsReply, HopVerdict Verdict, string Rule)
{
    /// <summary>Such as <c>NetworkAcl acl-1: Blocked by entry 100: deny tcp 22 from 0.0.0.0/0</c>.</summary>
    public override string ToString() =>
        $"{Kind} {Resource}{(IsReply ? " (reply)" : string.Empty)}: {Verdict}{(Rule.Length > 0 ? " by " : string.Empty)}{Rule}";
}
