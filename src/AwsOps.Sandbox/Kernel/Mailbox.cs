namespace AwsOps.Sandbox.Kernel;

/// <summary>What SNS would have delivered to people and endpoints, in order.</summary>
public sealed class Mailbox
{
    private readonly List<Mail> _mails = [];

    /// <summary>Number of deliveries so far.</summary>
    public int Count
    {
        get
        {
            lock (_mails)
            {
                return _mails.Count;
            }
        }
    }

    /// <summary>The deliveries so far, oldest first.</summary>
    public IReadOnlyList<Mail> Snapshot()
    {
        lock (_mails)
        {
            return [.. _mails];
        }
    }

    internal void Add(Mail mail)
    {
        lock (_mails)
        {
            _mails.Add(mail);
        }
    }
}

/// <summary>One delivery.</summary>
/// <param name="Time">Simulated time, UTC.</param>
/// <param name="Protocol">email, email-json, sms, http, https, sqs, lambda…</param>
/// <param name="To">Address, number, URL or ARN.</param>
/// <param name="Subject">Subject line.</param>
/// <param name="Body">Text.</param>
/// <param name="TopicArn">Topic it came from.</param>
public sealed record Mail(DateTime Time, string Protocol, string To, string Subject, string Body, string TopicArn);
