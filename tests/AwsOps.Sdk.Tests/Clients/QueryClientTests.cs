using Amazon.AutoScaling;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using Amazon.IdentityManagement;
using Amazon.RDS;
using Amazon.SimpleNotificationService;

namespace AwsOps.Sdk.Tests.Clients;

/// <summary>
/// What STS, the query service of the differential tests, has no example of: maps, blobs, fractions, named list elements,
/// compression. Answers are the sample responses of the operations' own pages.
/// </summary>
public sealed class QueryClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
    [Fact]
    public async Task A_map_of_numbers_is_read()
    {
        using var wire = Answered.Xml(
            """
            <GetAccountSummaryResponse>
              <GetAccountSummaryResult>
                <SummaryMap>
                  <entry>
                    <key>Users</key>
                    <value>32</value>
                  </entry>
                  <entry>
                    <key>GroupPolicySizeQuota</key>
                    <value>10240</value>
                  </entry>
                </SummaryMap>
              </GetAccountSummaryResult>
              <ResponseMetadata>
                <RequestId>85cb9b90-ac28-11e4-a88d-97964EXAMPLE</RequestId>
              </ResponseMetadata>
            </GetAccountSummaryResponse>
            """);
        using var client = new AmazonIdentityManagementServiceClient(Answered.Credentials, Answered.By<AmazonIdentityManagementServiceConfig>(wire));

        var answer = await client.GetAccountSummaryAsync(new(), Cancellation);

        Assert.Equal(new Dictionary<string, int> { ["Users"] = 32, ["GroupPolicySizeQuota"] = 10240 }, answer.SummaryMap);
        var sent = Assert.Single(wire.Sent);
        Assert.Equal("Action=GetAccountSummary&Version=2010-05-08", sent.Body);
        Assert.Equal("https://iam.amazonaws.com/", sent.Uri);
    }

    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html
    [Fact]
    public async Task A_blob_is_read()
    {
        using var wire = Answered.Xml(
            """
            <GetCredentialReportResponse>
              <GetCredentialReportResult>
                <Content>dXNlcixhcm4=</Content>
                <ReportFormat>text/csv</ReportFormat>
                <GeneratedTime>2015-02-02T20:02:02Z</GeneratedTime>
              </GetCredentialReportResult>
            </GetCredentialReportResponse>
            """);
        using var client = new AmazonIdentityManagementServiceClient(Answered.Credentials, Answered.By<AmazonIdentityManagementServiceConfig>(wire));

        var report = await client.GetCredentialReportAsync(new(), Cancellation);

        using var text = new StreamReader(report.Content);
        Assert.Equal("user,arn", await text.ReadToEndAsync(Cancellation));
        Assert.Equal(ReportFormatType.TextCsv, report.ReportFormat);
        Assert.Equal(new DateTime(2015, 2, 2, 20, 2, 2, DateTimeKind.Utc), report.GeneratedTime);
    }

    // https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html and API_CreateTopic.html (Attributes.entry.N.key)
    [Fact]
    public async Task A_map_is_written()
    {
        using var wire = Answered.Xml("<CreateTopicResponse><CreateTopicResult><TopicArn>arn:aws:sns:us-east-2:123456789012:My-Topic</TopicArn></CreateTopicResult></CreateTopicResponse>");
        using var client = new AmazonSimpleNotificationServiceClient(Answered.Credentials, Answered.By<AmazonSimpleNotificationServiceConfig>(wire));

        var answer = await client.CreateTopicAsync(new() { Name = "My-Topic", Attributes = new() { ["DisplayName"] = "a&b" } }, Cancellation);

        Assert.Equal("arn:aws:sns:us-east-2:123456789012:My-Topic", answer.TopicArn);
        Assert.Equal("Action=CreateTopic&Attributes.entry.1.key=DisplayName&Attributes.entry.1.value=a%26b&Name=My-Topic&Version=2010-03-31", Assert.Single(wire.Sent).Body);
    }

    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html: Filters.Filter.N.Values.Value.N
    [Fact]
    public async Task List_elements_have_the_names_of_the_model()
    {
        using var wire = Answered.Xml(
            """
            <DescribeDBInstancesResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/">
              <DescribeDBInstancesResult>
                <DBInstances>
                  <DBInstance>
                    <DBInstanceIdentifier>my-mysqlexampledb</DBInstanceIdentifier>
                    <AllocatedStorage>5</AllocatedStorage>
                    <MultiAZ>false</MultiAZ>
                    <VpcSecurityGroups/>
                    <DBParameterGroups>
                      <DBParameterGroup>
                        <ParameterApplyStatus>in-sync</ParameterApplyStatus>
                        <DBParameterGroupName>default.mysql8.0</DBParameterGroupName>
                      </DBParameterGroup>
                    </DBParameterGroups>
                    <Endpoint><Port>3306</Port><Address>db.example.com</Address></Endpoint>
                    <InstanceCreateTime>2014-01-29T22:58:24.231Z</InstanceCreateTime>
                  </DBInstance>
                </DBInstances>
              </DescribeDBInstancesResult>
            </DescribeDBInstancesResponse>
            """);
        using var client = new AmazonRDSClient(Answered.Credentials, Answered.By<AmazonRDSConfig>(wire));

        var answer = await client.DescribeDBInstancesAsync(new() { Filters = [new() { Name = "engine", Values = ["mysql", "postgres"] }] }, Cancellation);

        Assert.Equal("Action=DescribeDBInstances&Filters.Filter.1.Name=engine&Filters.Filter.1.Values.Value.1=mysql&Filters.Filter.1.Values.Value.2=postgres&Version=2014-10-31", Assert.Single(wire.Sent).Body);
        var instance = Assert.Single(answer.DBInstances);
        Assert.Equal("my-mysqlexampledb", instance.DBInstanceIdentifier);
        Assert.Equal((5, false, 3306), (instance.AllocatedStorage, instance.MultiAZ, instance.Endpoint.Port));
        Assert.Equal("default.mysql8.0", Assert.Single(instance.DBParameterGroups).DBParameterGroupName);
        Assert.Equal(231, instance.InstanceCreateTime!.Value.Millisecond);

        // Nothing in it, and nothing there at all, are the same in XML.
        Assert.Null(instance.VpcSecurityGroups);
        Assert.Null(instance.TagList);
    }

    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html: "you can compress the payload with gzip"
    [Fact]
    public async Task A_long_body_is_compressed()
    {
        using var wire = Answered.Xml("<PutMetricDataResponse/>");
        using var client = new AmazonCloudWatchClient(Answered.Credentials, Answered.By<AmazonCloudWatchConfig>(wire));
        var data = Enumerable.Range(0, 300).Select(static i => new MetricDatum { MetricName = "Load" + i, Value = i / 8.0 }).ToList();

        await client.PutMetricDataAsync(new() { Namespace = "Test", MetricData = data }, Cancellation);
        await client.PutMetricDataAsync(new() { Namespace = "Test", MetricData = [data[1]] }, Cancellation);

        Assert.Contains("Content-Encoding: gzip", wire.Sent[0].Headers, StringComparison.Ordinal);
        Assert.DoesNotContain("gzip", wire.Sent[1].Headers, StringComparison.Ordinal);
        Assert.Equal("Action=PutMetricData&MetricData.member.1.MetricName=Load1&MetricData.member.1.Value=0.125&Namespace=Test&Version=2010-08-01", wire.Sent[1].Body);
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AdjustmentType.html; the class cannot have a property of its own name
    [Fact]
    public async Task A_member_with_its_class_s_name_is_called_as_in_the_official_client()
    {
        using var wire = Answered.Xml("<DescribeAdjustmentTypesResponse><DescribeAdjustmentTypesResult><AdjustmentTypes><member><AdjustmentType>ChangeInCapacity</AdjustmentType></member></AdjustmentTypes></DescribeAdjustmentTypesResult></DescribeAdjustmentTypesResponse>");
        using var client = new AmazonAutoScalingClient(Answered.Credentials, Answered.By<AmazonAutoScalingConfig>(wire));

        Assert.Equal("ChangeInCapacity", Assert.Single((await client.DescribeAdjustmentTypesAsync(new(), Cancellation)).AdjustmentTypes).Type);
    }

    [Fact]
    public async Task A_response_that_nests_without_end_is_an_error_and_not_the_end_of_the_process()
    {
        using var wire = Answered.Xml(string.Concat(Enumerable.Repeat("<a>", 100_000)));
        using var client = new AmazonAutoScalingClient(Answered.Credentials, Answered.By<AmazonAutoScalingConfig>(wire));

        await Assert.ThrowsAsync<System.Xml.XmlException>(() => client.DescribeAdjustmentTypesAsync(new(), Cancellation));
    }
}
