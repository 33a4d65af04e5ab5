using System.Net.Http.Headers;
using System.Xml.Linq;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Wire;
using AwsOps.Tests.Shared;

namespace AwsOps.Sandbox.Tests.FlowLogs;

/// <summary>
/// The same requests about flow logs, on the wire, to the sandbox and to moto: the same status, error code and answer, but for ids
/// and times. Left out is where moto differs from AWS's reference: it refuses the whole request for a resource that is not there,
/// takes two flow logs of different traffic for the same one, and says that delivery failed before anything was delivered.
/// </summary>
[Collection(nameof(MotoServer))]
public sealed class MotoFlowLogTests(MotoServer moto)
{
    private const string Role = "DeliverLogsPermissionArn=arn:aws:iam::111122223333:role/flows";

    private static readonly string[] Random = ["flowLogId", "creationTime", "resourceId", "requestId", "RequestID", "RequestId", "deliverLogsStatus", "deliverLogsErrorMessage", "clientToken"];

    private static readonly string[] Steps =
    [
        $"CreateFlowLogs ResourceType=VPC&ResourceId.1={{vpc}}&TrafficType=ALL&LogGroupName=flows&{Role}",
        $"CreateFlowLogs ResourceType=VPC&ResourceId.1={{vpc}}&TrafficType=ALL&LogGroupName=flows&{Role}",
        $"CreateFlowLogs ResourceType=VPC&ResourceId.1={{vpc}}&TrafficType=REJECT&LogGroupName=rejects&{Role}&MaxAggregationInterval=60&LogFormat=${{srcaddr}} ${{dstaddr}}&TagSpecification.1.ResourceType=vpc-flow-log&TagSpecification.1.Tag.1.Key=team&TagSpecification.1.Tag.1.Value=net",
        $"CreateFlowLogs ResourceType=VPC&ResourceId.1={{vpc}}&TrafficType=ALL&LogGroupName=x&{Role}&MaxAggregationInterval=90",
        "CreateFlowLogs ResourceType=VPC&ResourceId.1={vpc}&TrafficType=ALL&LogGroupName=x",
        $"CreateFlowLogs ResourceType=VPC&ResourceId.1={{vpc}}&TrafficType=ALL&{Role}",
        "CreateFlowLogs ResourceType=VPC&ResourceId.1={vpc}&TrafficType=ALL&LogDestinationType=s3&LogDestination=arn:aws:s3:::no-such-bucket-here",
        "DescribeFlowLogs ",
        "DescribeFlowLogs Filter.1.Name=traffic-type&Filter.1.Value.1=REJECT",
        "DescribeFlowLogs Filter.1.Name=log-group-name&Filter.1.Value.1=flows",
        "DescribeFlowLogs Filter.1.Name=log-destination-type&Filter.1.Value.1=s3",
        "DescribeFlowLogs Filter.1.Name=tag:team&Filter.1.Value.1=net",
    ];

    [Fact]
    public async Task Flow_logs_are_answered_as_moto_does()
    {
        using var theirs = new HttpClient { BaseAddress = new Uri(moto.Require()) };
        using var ours = new HttpClient(new SandboxHandler(new SandboxCloud())) { BaseAddress = new Uri("http://ec2.eu-west-1.amazonaws.com") };
        await moto.ResetAsync(TestContext.Current.CancellationToken);
        var vpcs = (Theirs: Value(await Send(theirs, "DescribeVpcs Filter.1.Name=is-default&Filter.1.Value.1=true"), "vpcId"), Ours: Value(await Send(ours, "DescribeVpcs Filter.1.Name=is-default&Filter.1.Value.1=true"), "vpcId"));
        var differences = new List<string>();
        foreach (var step in Steps)
        {
            var (expected, actual) = (Text(await Send(theirs, step.Replace("{vpc}", vpcs.Theirs, StringComparison.Ordinal))), Text(await Send(ours, step.Replace("{vpc}", vpcs.Ours, StringComparison.Ordinal))));
            if (expected != actual)
            {
                differences.Add($"{step}\n  moto: {expected}\n  ours: {actual}");
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static async Task<(int Status, XDocument Body)> Send(HttpClient client, string step)
    {
        var (operation, parameters) = (step.Split(' ')[0], step[(step.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        var form = parameters.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(static pair => KeyValuePair.Create(pair.Split('=')[0], pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new FormUrlEncodedContent([new("Action", operation), new("Version", "2016-11-15"), .. form]) };
        request.Headers.Authorization = AuthenticationHeaderValue.Parse("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260105/eu-west-1/ec2/aws4_request, SignedHeaders=host, Signature=0");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, XDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    private static string Value((int Status, XDocument Body) answer, string name) => answer.Body.Descendants().First(element => element.Name.LocalName == name).Value;

    private static string Text((int Status, XDocument Body) answer) => $"{answer.Status} " + string.Join(" ", answer.Body.Descendants()
        .Where(static element => !element.HasElements && element.Value.Trim().Length > 0 && !Random.Contains(element.Name.LocalName))
        .Select(static element => element.Name.LocalName is "message" or "Message" ? string.Empty : $"{element.Name.LocalName}={(element.Value.StartsWith("fl-", StringComparison.Ordinal) ? "fl-…" : element.Value.Trim())}")
        .Order(StringComparer.Ordinal)).Trim();
}
