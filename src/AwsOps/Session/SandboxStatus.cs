namespace AwsOps;

/// <summary>The running sandbox: its time, its account, and how to reach it from other programs.</summary>
public sealed class SandboxStatus
{
    internal SandboxStatus(Session.SandboxSession session, string region)
    {
        Now = session.Cloud.UtcNow;
        Region = region;
        AccountId = session.Cloud.Options.Account;
        Speed = session.Speed;
        EndpointUrl = session.Listener?.Endpoint;
        Seed = session.Cloud.Options.Seed;
        CallCount = session.Cloud.Trail.Total;
        MailCount = session.Cloud.Mailbox.Count;
    }

    /// <summary>Simulated time, UTC.</summary>
    public DateTime Now { get; }

    /// <summary>Region of the session.</summary>
    public string Region { get; }

    /// <summary>Account id.</summary>
    public string AccountId { get; }

    /// <summary>Simulated seconds per real second; 0 when time moves only by stepping and waiting.</summary>
    public double Speed { get; }

    /// <summary>Loopback URL for other programs; null when it listens to none.</summary>
    public Uri? EndpointUrl { get; }

    /// <summary>Seed of ids and launch times.</summary>
    public int Seed { get; }

    /// <summary>API calls so far.</summary>
    public long CallCount { get; }

    /// <summary>Mails that SNS would have sent so far.</summary>
    public int MailCount { get; }
}
