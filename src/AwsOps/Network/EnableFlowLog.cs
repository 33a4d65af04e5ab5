using System.Collections;
using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.FlowLogs;

namespace AwsOps.Network;

/// <summary>Has AWS record the traffic of VPCs, subnets or network interfaces, to a CloudWatch Logs log group, an S3 bucket or a Firehose delivery stream.</summary>
/// <remarks>
/// <para>A log group needs a role that delivers: an existing one by -RoleName, or one that -CreateRole makes, for this log group alone. When the flow log can't be made, a role or bucket made for it is taken back. A flow log can't be changed later; Disable-FlowLog removes it.</para>
/// <para>Records that go to a delivery stream are wherever it brings them: Measure-FlowLog reads them when that is a bucket. The stream must be in the same account and region.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; Enable-FlowLog (Get-SecurityGroup default).VpcId -LogGroupName flows -CreateRole -AggregationSeconds 60</code>
/// <para>Records all traffic of the default VPC, by the minute.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; Get-SecurityGroup default | Enable-FlowLog -LogGroupName rejects -CreateRole -TrafficType Reject -Format version, interface-id, srcaddr, dstaddr, dstport, protocol, packets, bytes, start, end, action, tcp-flags, flow-direction</code>
/// <para>Records refused traffic with columns of one's own.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; Enable-FlowLog (Get-SecurityGroup default).VpcId -S3Uri s3://flows-111122223333/net -CreateBucket -HourlyPartition</code>
/// <para>Records to files in a bucket, a folder for each hour.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; Enable-FlowLog (Get-SecurityGroup default).VpcId -DeliveryStreamArn "arn:aws:firehose:$((Get-AwsOpsSession).Region):$((Get-AwsOpsSession).AccountId):deliverystream/flows"</code>
/// <para>Records to a Firehose delivery stream.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html">Logging IP traffic using VPC Flow Logs</seealso>
[Cmdlet(VerbsLifecycle.Enable, "FlowLog", SupportsShouldProcess = true, DefaultParameterSetName = LogGroupSet)]
[OutputType(typeof(FlowLog))]
[IamAction(
    "ec2:CreateFlowLogs",
    "ec2:CreateTags",
    "ec2:DescribeFlowLogs",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:GetRole",
    "iam:PassRole",
    "iam:PutRolePolicy",
    "s3:CreateBucket",
    "s3:DeleteBucket",
    "s3:ListBucket")]
public sealed class EnableFlowLogCommand : AwsCmdlet
{
    private const string LogGroupSet = "LogGroup";
    private const string BucketSet = "Bucket";
    private const string StreamSet = "DeliveryStream";

    /// <summary>VPCs, subnets or network interfaces to watch. A VPC or subnet covers all its interfaces, later ones too.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("VpcId", "SubnetId", "NetworkInterfaceId")]
    [ArgumentCompleter(typeof(FlowLogResourceCompleter))]
    [ValidateFormat("^(vpc|subnet|eni)-[0-9a-f]{8,17}$", "-ResourceId '{0}' is not the id of a VPC, a subnet or a network interface; ids look like vpc-…, subnet-… or eni-….")]
    public string[] ResourceId { get; set; } = [];

    /// <summary>Log group that gets the records. AWS makes it with the first record when it is not there.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = LogGroupSet)]
    [ArgumentCompleter(typeof(LogGroupNameCompleter))]
    [ValidateFormat(@"^[\.\-_/#A-Za-z0-9]{1,512}$", "-LogGroupName '{0}': 1 to 512 letters, digits and .-_/# are allowed.")]
    public string LogGroupName { get; set; } = null!;

    /// <summary>Bucket, with an optional prefix, that gets files of records: s3://bucket/prefix. The bucket must be there, or -CreateBucket makes it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BucketSet)]
    [ValidateFormat("^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.*)?$", "-S3Uri '{0}' is not a bucket; it looks like s3://my-bucket or s3://my-bucket/prefix.")]
    public string S3Uri { get; set; } = null!;

    /// <summary>ARN of the Firehose delivery stream that gets the records.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StreamSet)]
    [ValidateFormat(@"^arn:aws[a-z-]*:firehose:[a-z0-9-]+:\d{12}:deliverystream/[A-Za-z0-9_.-]{1,64}$", "-DeliveryStreamArn '{0}' is not the ARN of a delivery stream; it looks like arn:aws:firehose:eu-west-1:111122223333:deliverystream/name.")]
    public string DeliveryStreamArn { get; set; } = null!;

    /// <summary>Makes the bucket when it is not there.</summary>
    [Parameter(ParameterSetName = BucketSet)]
    public SwitchParameter CreateBucket { get; set; }

    /// <summary>Role that delivers to the log group; with -CreateRole made when it is not there.</summary>
    [Parameter(ParameterSetName = LogGroupSet)]
    [ValidateFormat(@"^[A-Za-z0-9_+=,.@-]{1,64}$", "-RoleName '{0}': 1 to 64 letters, digits and _+=,.@- are allowed.")]
    public string RoleName { get; set; } = "AwsOpsFlowLogs";

    /// <summary>Makes the role when it is not there, allowed to write to this log group alone.</summary>
    [Parameter(ParameterSetName = LogGroupSet)]
    public SwitchParameter CreateRole { get; set; }

    /// <summary>Traffic to record: All, Accept, or Reject.</summary>
    [Parameter]
    [ValidateSet("All", "Accept", "Reject", IgnoreCase = true)]
    public string TrafficType { get; set; } = "All";

    /// <summary>Columns of the records by name; without it AWS's default of version 2. all takes every column of a VPC's records.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FlowLogFieldCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Format { get; set; } = [];

    /// <summary>Longest time that one record covers, in seconds. Interfaces of Nitro-based instances have 60 whatever is set.</summary>
    [Parameter]
    [ValidateSet("60", "600")]
    public int AggregationSeconds { get; set; } = 600;

    /// <summary>Format of the files: plain-text, which Measure-FlowLog reads, or parquet, which queries read faster.</summary>
    [Parameter(ParameterSetName = BucketSet)]
    [ValidateSet("plain-text", "parquet")]
    public string FileFormat { get; set; } = "plain-text";

    /// <summary>Folders as Hive names them, year=2026 instead of 2026.</summary>
    [Parameter(ParameterSetName = BucketSet)]
    public SwitchParameter HivePartition { get; set; }

    /// <summary>A folder for each hour instead of each day.</summary>
    [Parameter(ParameterSetName = BucketSet)]
    public SwitchParameter HourlyPartition { get; set; }

    /// <summary>Tags of the flow logs.</summary>
    [Parameter]
    public IDictionary? Tag { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var toGroup = ParameterSetName == LogGroupSet;
        var plan = new FlowLogPlan
        {
            TrafficType = char.ToUpperInvariant(TrafficType[0]) + TrafficType[1..].ToLowerInvariant(),
            LogGroupName = toGroup ? LogGroupName : null,
            BucketArn = ParameterSetName == BucketSet ? BucketArn(aws.Region) : null,
            DeliveryStreamArn = ParameterSetName == StreamSet ? DeliveryStreamArn : null,
            CreateBucket = CreateBucket,
            Role = toGroup ? new FlowLogRolePlan(RoleName, CreateRole) : null,
            Format = Columns(),
            AggregationSeconds = AggregationSeconds,
            FileFormat = FileFormat,
            HivePartitions = HivePartition,
            HourlyPartitions = HourlyPartition,
            Tags = Tags.Of(Tag),
        };
        foreach (var log in await new FlowLogs(aws, Changes).NewAsync(ResourceId, plan, (id, failure) => WriteError(ErrorRecords.From(failure, id, this)), StopToken))
        {
            WriteObject(log);
        }
    }

    /// <summary>The columns as AWS takes them; null for its default.</summary>
    private string? Columns()
    {
        var text = string.Join(' ', Format.Select(static part => part.Trim().Equals("all", StringComparison.OrdinalIgnoreCase) ? string.Join(' ', FlowLogField.Vpc.Select(static field => field.Name)) : part));
        if (text.Length == 0 || text.Equals("default", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            var format = FlowLogFormat.Parse(text);
            return format.Fields.FirstOrDefault(FlowLogField.TransitGateway.Contains) is { } foreign
                ? throw AwsOpsException.BadArgument(nameof(Format), foreign.Name, "only records of transit gateways have it;", "choose a field of VPC flow logs.")
                : format.ToString();
        }
        catch (FormatException exception)
        {
            throw new AwsOpsException("InvalidFormat", ErrorCategory.InvalidArgument, $"-Format: {exception.Message}") { Target = text };
        }
    }

    private string BucketArn(string region)
    {
        var path = S3Uri["s3://".Length..];
        // "The bucket cannot use AWSLogs as a subfolder name, as this is a reserved term." https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-create-flow-log.html
        return path.Split('/').Skip(1).Contains("AWSLogs")
            ? throw AwsOpsException.BadArgument(nameof(S3Uri), S3Uri, "AWS puts a folder AWSLogs there itself;", "leave it out.")
            : $"arn:{Arns.Partition(region)}:s3:::{path}";
    }
}
