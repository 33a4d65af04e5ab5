namespace AwsOps.Sandbox.Logs;

/// <summary>CloudWatch Logs counts milliseconds since 1970, UTC.</summary>
internal static class LogTime
{
    public static long Of(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;

    public static DateTime Read(long milliseconds) => DateTime.UnixEpoch.AddMilliseconds(milliseconds);
}
