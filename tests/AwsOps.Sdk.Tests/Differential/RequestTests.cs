namespace AwsOps.Sdk.Tests.Differential;

/// <summary>For equal requests the generated client sends what the official one sends, byte for byte.</summary>
public sealed class RequestTests
{
    [Theory]
    [MemberData(nameof(ServicePair.Operations), MemberType = typeof(ServicePair))]
    public async Task Equal_requests_are_equal_on_the_wire(string model, string operation)
    {
        await RequestsAreEqual(ServicePair.All[model], operation, seeds: 8);
    }

    internal static async Task RequestsAreEqual(ServicePair pair, string operation, int seeds)
    {
        using var generated = new Sender(pair, official: false, operation);
        using var official = new Sender(pair, official: true, operation);
        for (var seed = 0; seed < seeds; seed++)
        {
            var (mine, theirs) = new Filler(pair, seed).Request(operation);

            var sent = await generated.Send(mine);
            var expected = await official.Send(theirs);

            Assert.True(expected == sent, $"seed {seed}\nofficial:  {expected}\ngenerated: {sent}");
        }
    }

    [Theory]
    [MemberData(nameof(ServicePair.Operations), MemberType = typeof(ServicePair))]
    public async Task Requests_with_nothing_set_are_equal_on_the_wire(string model, string operation)
    {
        var pair = ServicePair.All[model];
        using var generated = new Sender(pair, official: false, operation);
        using var official = new Sender(pair, official: true, operation);

        var sent = await generated.Send(Activator.CreateInstance(pair.Type(official: false, $"Model.{operation}Request"))!);
        var expected = await official.Send(Activator.CreateInstance(pair.Type(official: true, $"Model.{operation}Request"))!);

        Assert.Equal(expected, sent);
    }

    private sealed class Sender : IDisposable
    {
        // An answer that no client takes for a success: only what was sent counts here.
        private readonly Wire _wire = new(System.Net.HttpStatusCode.BadRequest, "{}");
        private readonly Amazon.Runtime.AmazonServiceClient _client;
        private readonly string _operation;

        public Sender(ServicePair pair, bool official, string operation)
        {
            _client = pair.Client(official, _wire);
            _operation = operation;
        }

        public async Task<string> Send(object request)
        {
            _wire.Sent.Clear();
            var outcome = await ServicePair.Call(_client, _operation, request);
            return _wire.Sent.Count == 0 ? "refused: " + ((Exception)outcome).Message : WithoutTokens(Assert.Single(_wire.Sent).ToString());
        }

        public void Dispose()
        {
            _client.Dispose();
            _wire.Dispose();
        }

        // Where a request carries a fresh token against repetition, its value is random on either side.
        private static string WithoutTokens(string text) => System.Text.RegularExpressions.Regex.Replace(text, "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<guid>");
    }
}
