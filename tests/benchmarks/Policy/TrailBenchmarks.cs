using System.Text;
using AwsOps.Engine.Policy.Trail;

namespace AwsOps.Benchmarks.Policy;

/// <summary>
/// A trail of 6 GB, made on the fly as it is read, for the events of one of its 49 principals. Prints how far the heap grew
/// while it was read: the trail must flow through it.
/// </summary>
internal sealed class QuickTrail : IQuickMeasure
{
    private const long Size = 6L << 30;

    private bool _isWarm;

    public string Name => "CloudTrail archive, plain, one principal of 49";

    public string Unit => "bytes";

    public double Run() => RunAsync().GetAwaiter().GetResult();

    private async Task<double> RunAsync()
    {
        // The first run is to warm up.
        long size = _isWarm ? Size : 64L << 20;
        _isWarm = true;
        long events = 0;
        HashSet<string> actions = [];
        long start = GC.GetTotalMemory(forceFullCollection: true);
        GeneratedTrail trail = new(size);
        await foreach (TrailEvent item in TrailReader.ReadAsync(trail, ["user/user-7\""]))
        {
            events++;
            actions.UnionWith(EventAccess.Of(item).Select(access => access.Action));
        }

        Console.WriteLine($"  {events} events of {actions.Count} actions; the heap grew by {(trail.MostMemory - start) >> 20} MB at the most");
        return size;
    }
}

/// <summary>A trail that exists only while it is read: a thousand different events, again and again.</summary>
internal sealed class GeneratedTrail : Stream
{
    private static readonly (string Source, string Name, string Parameters)[] Calls =
    [
        ("s3", "GetObject", """{"bucketName":"photos","Host":"photos.s3.eu-west-1.amazonaws.com","key":"a/b/#.jpg"}"""),
        ("ec2", "DescribeInstances", """{"instancesSet":{"items":[{"instanceId":"i-0#"}]},"filterSet":{}}"""),
        ("sqs", "SendMessage", """{"queueUrl":"https://sqs.eu-west-1.amazonaws.com/111122223333/orders-#"}"""),
        ("lambda", "GetFunction20150331v2", """{"functionName":"worker-#"}"""),
        ("iam", "GetRole", """{"roleName":"role-#"}"""),
    ];

    private readonly byte[] _block;
    private long _left;
    private int _at;
    private int _reads;
    private string? _tail = "{\"Records\":[";

    internal GeneratedTrail(long size)
    {
        StringBuilder block = new();
        for (int i = 0; i < 1_000; i++)
        {
            (string source, string name, string parameters) = Calls[i % Calls.Length];
            block.Append($$$"""{"eventVersion":"1.11","userIdentity":{"type":"IAMUser","principalId":"AIDAEXAMPLE{{{i:D9}}}","arn":"arn:aws:iam::111122223333:user/user-{{{i % 49}}}","accountId":"111122223333","accessKeyId":"AKIAIOSFODNN7EXAMPLE","userName":"user-{{{i % 49}}}"},"eventTime":"2026-11-20T10:00:00Z","eventSource":"{{{source}}}.amazonaws.com","eventName":"{{{name}}}","awsRegion":"eu-west-1","sourceIPAddress":"203.0.113.{{{i % 250}}}","userAgent":"aws-cli/2.17.0 md/awscrt#0.20.11 ua/2.0 os/linux#6.1 md/arch#x86_64 lang/python#3.11.9","requestParameters":{{{parameters.Replace("#", $"{i}", StringComparison.Ordinal)}}},"responseElements":null,"requestID":"0000-{{{i}}}","eventID":"{{{i:D8}}}-0000-4000-8000-000000000000","readOnly":true,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"111122223333","eventCategory":"Management","tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"{{{source}}}.eu-west-1.amazonaws.com"}},""").Append('\n');
        }

        _block = Encoding.UTF8.GetBytes(block.ToString());
        _left = size / _block.Length;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The largest heap seen while it was read.</summary>
    internal long MostMemory { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (_reads++ % 256 == 0)
        {
            MostMemory = Math.Max(MostMemory, GC.GetTotalMemory(forceFullCollection: false));
        }

        if (_tail is not null)
        {
            string text = _tail;
            _tail = _left < 0 ? "" : null;
            return text.Length == 0 ? 0 : Encoding.UTF8.GetBytes(text, buffer);
        }

        if (_left == 0)
        {
            _left = -1;
            _tail = "";
            return Encoding.UTF8.GetBytes("{}]}", buffer);
        }

        int count = Math.Min(buffer.Length, _block.Length - _at);
        _block.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        if (_at == _block.Length)
        {
            _at = 0;
            _left--;
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
