using Proofs = AwsOps.Engine.Policy.Writing;

namespace AwsOps;

/// <summary>A policy that allows what was done, or is wished for, and no more; with the proof.</summary>
public sealed class LeastPrivilegePolicy
{
    internal LeastPrivilegePolicy(Proofs.LeastPrivilegePolicy policy, Proofs.LeastPrivilegeProof proof, Access.LeastPrivilegeSource source, string? principal)
    {
        Principal = principal;
        Source = source.Name;
        Document = policy.Texts;
        CharacterCount = policy.Documents.Sum(static document => document.Size);
        Action = [.. policy.Statements.SelectMany(static statement => statement.Actions).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        EventCount = source.EventCount;
        DeniedEventCount = source.DeniedEventCount;
        FirstEventTime = source.First;
        LastEventTime = source.Last;
        KeptDeny = policy.Denies;
        Missing = proof.Missing;
        Superfluous = proof.Superfluous;
        NotAllowedBefore = proof.NotAllowedBefore;
        FallsAway = proof.LostActions;
        IsCompared = proof.Containment is not null;
        IsProven = proof.IsProven;
        Note =
        [
            .. policy.Notes,
            .. source.Notes,
            .. proof.Containment is { IsComplete: false } ? (string[])["The comparison with the present policies was too large to finish: what it found is named, and more is not excluded."] : [],
        ];
    }

    /// <summary>ARN of the user or role it is for; null where nobody said.</summary>
    public string? Principal { get; }

    /// <summary>What it was made from: EventHistory, TrailFile, LastAccessed, WishList or Script.</summary>
    public string Source { get; }

    /// <summary>The policy, JSON; several documents where one would be too long.</summary>
    public IReadOnlyList<string> Document { get; }

    /// <summary>Characters of all documents, white space not counted, as AWS counts.</summary>
    public int CharacterCount { get; }

    /// <summary>The actions it allows.</summary>
    public IReadOnlyList<string> Action { get; }

    /// <summary>Recorded events that count; 0 where it is not made from events.</summary>
    public long EventCount { get; }

    /// <summary>Recorded events left out because they were denied.</summary>
    public long DeniedEventCount { get; }

    /// <summary>Time of the first event, UTC; null without events.</summary>
    public DateTime? FirstEventTime { get; }

    /// <summary>Time of the last event, UTC; null without events.</summary>
    public DateTime? LastEventTime { get; }

    /// <summary>Deny statements of the present policies that it keeps, since without them it would allow what they deny.</summary>
    public IReadOnlyList<string> KeptDeny { get; }

    /// <summary>What was recorded and is not allowed: nothing, unless a Deny came after it.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>What could be taken out without losing anything recorded: nothing.</summary>
    public IReadOnlyList<string> Superfluous { get; }

    /// <summary>Requests that it allows and the present policies do not.</summary>
    public IReadOnlyList<string> NotAllowedBefore { get; }

    /// <summary>Actions that the present policies allow and this one does not.</summary>
    public IReadOnlyList<string> FallsAway { get; }

    /// <summary>True when it was compared with the present policies of -Principal.</summary>
    public bool IsCompared { get; }

    /// <summary>True when everything recorded is allowed, nothing can be taken out, and (compared) nothing is allowed that was not before.</summary>
    public bool IsProven { get; }

    /// <summary>What had to be assumed.</summary>
    public IReadOnlyList<string> Note { get; }
}
