using System.Text;

namespace AwsOps.Tests.Network;

/// <summary>Flow logs as somebody new to them would get them wrong: each mistake is named with parameter or place, value, and what would be right.</summary>
public sealed class FlowLogMistakesTests : ModuleTest
{
    private const string Header = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status";
    private const string Record = "2 123456789010 eni-1 10.0.0.1 10.0.0.2 1000 22 6 20 4249 1418530010 1418530070 ACCEPT OK";

    private readonly string _folder = Directory.CreateTempSubdirectory("flow").FullName;

    // What the records hold. Columns by header: https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
    [Fact]
    public void A_path_that_is_not_there_is_one_error_and_no_answer()
    {
        var outcome = Run("Measure-FlowLog /nowhere/none.log");
        Assert.Single(outcome.Errors);
        Assert.Empty(outcome.Warnings);
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData("dstaddr srcaddr srcport dstport bytes packets protocol start end action log-status\n10.0.0.2 10.0.0.1 1000 22 4249 20 6 1418530010 1418530070 ACCEPT OK\n", 1, null)]
    [InlineData(Header + " brand-new\n" + Record + " x\n", 1, "f.log:1: the header names what is no field of flow logs known here, and the column is passed over: brand-new.")]
    [InlineData("srcaddr colour taste\n10.0.0.1 red sweet\n", 0, "2 of 2 lines are not records of this format and were left out. The first: f.log:1: it has 3 fields; the format has 14: srcaddr colour taste; f.log:2: it has 3 fields; the format has 14: 10.0.0.1 red sweet. None is a record: -Format names the columns where no header does.")]
    [InlineData(Header + "\r\n" + Record + "\r\n", 1, null)]
    [InlineData("\uFEFF" + Header + "\n" + Record + "\n", 1, null)]
    [InlineData("\uFEFFsrcaddr bytes dstaddr packets action srcport dstport protocol\n10.0.0.1 4249 10.0.0.2 3 ACCEPT 1000 22 6\n", 1, null)]
    [InlineData(Record + "\n2 123456789010 eni-1 10.0.0.1 10.0.0.2 1000 22 6", 1, "f.log:2: it has 8 fields; the format has 14: 2 123456789010 eni-1")]
    [InlineData(Record + "\n" + Record, 2, null)]
    [InlineData("2 1 eni-1 10.0.0.1 10.0.0.2 1 22 6 20 -5 1 2 ACCEPT OK\n", 0, "f.log:1: bytes is '-5', which is not a number from 0 to 999,999,999,999,999,999")]
    [InlineData("2 1 eni-1 10.0.0.1 10.0.0.2 1 22 6 20 99999999999999999999999 1 2 ACCEPT OK\n", 0, "bytes is '99999999999999999999999', which is not a number from 0 to")]
    [InlineData("2 1 eni-1 10.0.0.1 10.0.0.2 1 99999 6 20 5 1 2 ACCEPT OK\n", 0, "f.log:1: dstport is '99999', which is not a port from 0 to 65535", "-By Port")]
    [InlineData("2 1 eni-1 10.0.0.1 10.0.0.2 1 22 tcp 20 5 1 2 ACCEPT OK\n", 0, "f.log:1: protocol is 'tcp', which is not a number from 0 to 255", "-By Protocol")]
    [InlineData("2 1 eni-1 10.0.0.1 10.0.0.2 1 22 6 20 5 1418530070 1418530010 ACCEPT OK\n", 0, "f.log:1: start 1418530070 is after end 1418530010", "-By Time")]
    [InlineData("2 1 eni-1 10.0.0.1 10.0.0.2 1 22 6 20 5 1 2 ALLOW OK\n", 0, "f.log:1: action is 'ALLOW', which is neither ACCEPT nor REJECT", "-By Action")]
    [InlineData("2,1,eni-1,10.0.0.1,10.0.0.2,1,22,6,20,5,1,2,ACCEPT,OK\n", 0, "f.log:1: it has 1 fields; the format has 14")]
    [InlineData("2 1 eni-1 - - - - - - - 1431280876 1431280934 - NODATA\n2 1 eni-1 - - - - - - - 1431280876 1431280934 - NODATA\n", 0, "No flow is what was asked about: 0 flows and 2 intervals without data were read.")]
    [InlineData(Record + "\n2 1 eni-1 - - - - - - - 1431280876 1431280934 - SKIPDATA\n", 1, "AWS could not capture everything in 1 intervals (SKIPDATA)")]
    [InlineData("", 0, "0 flows and 0 intervals without data were read.")]
    [InlineData(Header + "\n", 0, "0 flows and 0 intervals without data were read.")]
    [InlineData(Record + "\n", 0, "No flow is what was asked about: 1 flows and 0 intervals without data were read, from 2026-01-01 00:00:00Z on.", "-Start 2026-01-01")]
    public void Records_of_all_sorts(string text, int flows, string? warning, string question = "")
    {
        File.WriteAllText(Path.Combine(_folder, "f.log"), text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        var outcome = Run($"Measure-FlowLog {_folder}/f.log {question}");
        Assert.Empty(outcome.Errors);
        Assert.Equal(flows, outcome.Output.Sum(static sum => int.Parse(sum.Text("Flows")!, System.Globalization.CultureInfo.InvariantCulture)));
        var told = string.Join('\n', outcome.Warnings).Replace(_folder + "/", string.Empty, StringComparison.Ordinal);
        if (warning is null)
        {
            Assert.Empty(told);
        }
        else
        {
            Assert.Contains(warning, told, StringComparison.Ordinal);
            Assert.Contains(warning.StartsWith("No flow", StringComparison.Ordinal) ? "No flow" : told[..20], string.Join('\n', Run($"Find-FlowLogAnomaly {_folder}/f.log {(question.StartsWith("-S", StringComparison.Ordinal) ? question : string.Empty)}").Warnings).Replace(_folder + "/", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    /// <summary>What Windows PowerShell's > writes.</summary>
    [Fact]
    public void UTF_16_is_named_and_the_other_files_are_read()
    {
        File.WriteAllText(Path.Combine(_folder, "a.log"), Record + "\n", Encoding.Unicode);
        File.WriteAllText(Path.Combine(_folder, "b.log"), Record + "\n");
        var outcome = Run($"Measure-FlowLog {_folder}");
        Assert.Equal($"{_folder}/a.log could not be read: it is UTF-16 text, and flow logs are ASCII: save it as UTF-8. No record of it counts; other files do.", Assert.Single(outcome.Errors).Exception.Message);
        Assert.Equal("4249", Assert.Single(outcome.Output).Text("Bytes"));
    }

    [Theory]
    [InlineData("PathNotFound", "Measure-FlowLog $f/none.log", "-Path '$f/none.log': there is no such file or folder")]
    [InlineData("NoFiles", "Measure-FlowLog $f/*.xyz", "-Path '$f/*.xyz': there are no files", "a pattern that some match")]
    [InlineData("NoFiles", "Measure-FlowLog $f/empty", "-Path '$f/empty': there are no files", "a folder with files in it")]
    [InlineData("InvalidPath", "Measure-FlowLog ''", "-Path '': it is empty; give a file or a folder, or . for")]
    [InlineData("InvalidPath", "Measure-FlowLog $f/f.log, ' '", "-Path ' ': it is empty")]
    [InlineData("InvalidPath", "Measure-FlowLog env:PATH", "-Path 'env:PATH': it is in Environment, not in the file system; give a file or a folder.")]
    [InlineData("InvalidPath", "Measure-FlowLog nodrive:/x", "-Path 'nodrive:/x': Cannot find drive. A drive with the name 'nodrive' does not exist; give a file")]
    [InlineData("PathNotFound", "Find-FlowLogAnomaly $f/none.log", "-Path '$f/none.log'")]
    [InlineData("NoFiles", "Find-FlowLogAnomaly $f/f.log -BaselinePath $f/*.none", "-BaselinePath '$f/*.none': there are no files")]
    [InlineData("InvalidBaselinePath", "Find-FlowLogAnomaly $f/f.log -BaselinePath variable:HOME", "-BaselinePath 'variable:HOME': it is in Variable")]
    [InlineData("InvalidEnd", "Measure-FlowLog $f/f.log -Start 2026-01-02 -End 2026-01-01", "-End '2026-01-01 00:00:00Z': it is not later than -Start 2026-01-02 00:00:00Z; give a later time.")]
    [InlineData("InvalidEnd", "Find-FlowLogAnomaly $f/f.log -Start 2026-01-01 -End 2026-01-01", "-End '2026-01-01 00:00:00Z'")]
    [InlineData("InvalidBaselineEnd", "Find-FlowLogAnomaly $f/f.log -BaselineStart 2026-01-02 -BaselineEnd 2026-01-01", "-BaselineEnd '2026-01-01 00:00:00Z': it is not later than -BaselineStart 2026-01-02")]
    [InlineData("InvalidInterval", "Measure-FlowLog $f/f.log -Interval -1:00", "-Interval '-01:00:00': an interval is at least a second; write 0:05")]
    [InlineData("InvalidBy", "Measure-FlowLog $f/f.log -By 3", "-By '3': it is neither a way to add up nor a field of flow logs; give Talker")]
    [InlineData("InvalidFormat", "Measure-FlowLog $f/f.log -Format srcaddr, colour", "-Format: 'colour' is not a field of flow logs; they are version, account-id")]
    [InlineData("FieldsMissing", "Measure-FlowLog $f/f.log -Format srcaddr, dstaddr, start, end, action, srcport, dstport, tcp-flags, protocol, version, az-id, region, type, log-status", "The records lack what the question needs: packets, bytes.", "-Format names the columns")]
    [InlineData("FieldsMissing", "Measure-FlowLog $f/f.log -By instance-id", "The records lack what the question needs: the field that -By names.")]
    public void Mistakes_about_files(string errorId, string script, string message, string advice = "")
    {
        Directory.CreateDirectory(Path.Combine(_folder, "empty"));
        File.WriteAllText(Path.Combine(_folder, "f.log"), script.Contains("-Format srcaddr, dstaddr", StringComparison.Ordinal) ? "10.0.0.1 10.0.0.2 1 2 ACCEPT 5 6 2 6 7 a b IPv4 OK\n" : Record + "\n");
        Told(errorId, script.Replace("$f", _folder, StringComparison.Ordinal), message.Replace("$f", _folder, StringComparison.Ordinal), advice);
    }

    [Theory]
    [InlineData("LogGroupNotFound", "Measure-FlowLog -LogGroupName none", "There is no log group 'none' in eu-west-1", "Get-FlowLog shows")]
    [InlineData("InvalidLogGroupName", "Measure-FlowLog -LogGroupName 'no group!'", "-LogGroupName 'no group!': it is not the name of a log group", "")]
    [InlineData("InvalidLogGroupName", "Find-FlowLogAnomaly -LogGroupName flow* -Source LogsInsights", "-LogGroupName 'flow*': it is not the name", "")]
    [InlineData("NoSuchBucket", "Measure-FlowLog -S3Uri s3://no-such-bucket-xyz/net", "-S3Uri 's3://no-such-bucket-xyz/net': there is no bucket 'no-such-bucket-xyz'", "Get-FlowLog shows")]
    [InlineData("NoSuchBucket", "Find-FlowLogAnomaly -S3Uri s3://no-such-bucket-xyz", "there is no bucket 'no-such-bucket-xyz'", "Get-FlowLog shows")]
    [InlineData("InvalidS3Uri", "Measure-FlowLog -S3Uri s3://Bad_Bucket", "-S3Uri 's3://Bad_Bucket': it is not a bucket; it looks like s3://my-bucket", "")]
    [InlineData("InvalidS3Uri", "Measure-FlowLog -S3Uri https://flows.s3.amazonaws.com", "-S3Uri 'https://flows.s3.amazonaws.com'", "")]
    [InlineData("InvalidSource", "Find-FlowLogAnomaly -S3Uri s3://flows -Source LogsInsights", "-Source 'LogsInsights': Logs Insights reads log groups; give -LogGroupName.", "")]
    [InlineData("SourceMissing", "Find-FlowLogAnomaly -S3Uri s3://flows -LogGroupName flows", "-LogGroupName and -S3Uri exclude each other", "Give -Path for files")]
    [InlineData("ParameterArgumentValidationError", "Enable-FlowLog vpc-1 -LogGroupName x -CreateRole", "-ResourceId 'vpc-1' is not the id of a VPC", "")]
    [InlineData("VPCNotFound", "Enable-FlowLog vpc-0123456789abcdef0 -LogGroupName x -CreateRole", "There is no VPC 'vpc-0123456789abcdef0'", "")]
    [InlineData("ParameterArgumentValidationError", "Enable-FlowLog $vpc -LogGroupName 'a b' -CreateRole", "-LogGroupName 'a b': 1 to 512 letters", "")]
    [InlineData("ParameterArgumentValidationError", "Enable-FlowLog $vpc -LogGroupName x -AggregationSeconds 30", "\"60,600\"", "")]
    [InlineData("InvalidFormat", "Enable-FlowLog $vpc -LogGroupName x -CreateRole -Format srcaddr, colour", "-Format: 'colour' is not a field of flow logs; they are version", "")]
    [InlineData("InvalidFormat", "Enable-FlowLog $vpc -LogGroupName x -CreateRole -Format srcaddr, srcaddr", "-Format: The field srcaddr is in the format twice", "")]
    [InlineData("ParameterArgumentValidationError", "Enable-FlowLog $vpc -S3Uri s3://UP", "-S3Uri 's3://UP' is not a bucket; it looks like", "")]
    [InlineData("FlowLogDestinationRefused", "Enable-FlowLog $vpc -S3Uri s3://no-such-bucket-xyz", "no-such-bucket-xyz does not exist", "-CreateBucket makes a bucket")]
    [InlineData("ParameterArgumentValidationError", "Get-FlowLog fl-*", "-FlowLogId 'fl-*' is not the id of a flow log; it looks like fl-0123456789abcdef0.", "")]
    [InlineData("FlowLogNotFound", "Get-FlowLog fl-0123456789abcdef0", "There is no flow log 'fl-0123456789abcdef0' in eu-west-1", "Get-FlowLog lists")]
    [InlineData("FlowLogNotFound", "Disable-FlowLog fl-0123456789abcdef0", "There is no flow log 'fl-0123456789abcdef0' in eu-west-1", "Get-FlowLog lists")]
    [InlineData("ParameterArgumentValidationError", "Disable-FlowLog x", "-FlowLogId 'x' is not the id of a flow log", "")]
    [InlineData("InvalidTraffic", "Send-SandboxTraffic 203.0.113.9 i-0123456789abcdef0 22", "-To 'i-0123456789abcdef0' is no instance, interface or endpoint of the sandbox in eu-west-1, nor an address or service; write i-…", "")]
    [InlineData("InvalidTraffic", "Send-SandboxTraffic 203.0.113.999 10.0.0.1 22", "-From '203.0.113.999' is no instance", "")]
    [InlineData("InvalidTraffic", "Send-SandboxTraffic 203.0.113.9 198.51.100.1 22", "-From, -To: Neither 203.0.113.9 nor 198.51.100.1 is in the sandbox's network in eu-west-1", "")]
    [InlineData("InvalidTraffic", "Send-SandboxTraffic s3 203.0.113.9 22", "-From 's3' is a service of AWS, which calls nobody", "")]
    [InlineData("InvalidTraffic", "Send-SandboxTraffic 203.0.113.9 10.0.0.1 -Protocol icmp -Family IPv6", "-Protocol icmp is not one of IPv6; give icmpv6.", "")]
    [InlineData("InvalidProtocol", "Send-SandboxTraffic 203.0.113.9 10.0.0.1 -Protocol foo", "-Protocol: 'foo' is not an IP protocol; write tcp", "")]
    [InlineData("PortMissing", "Send-SandboxTraffic 203.0.113.9 10.0.0.1", "-Protocol tcp needs -Port", "Give ports such as -Port 443")]
    [InlineData("ParameterArgumentValidationError", "Send-SandboxTraffic 203.0.113.9 10.0.0.1 70000", "'Port'. The 70000 argument is greater than the maximum allowed range of 65535", "")]
    [InlineData("ParameterArgumentValidationError", "Send-SandboxTraffic 203.0.113.9 10.0.0.1 22 -CallBytes -1", "'CallBytes'. The -1 argument is less than the minimum allowed range of 0", "")]
    public void Mistakes_about_what_is_in_the_account(string errorId, string script, string message, string advice)
    {
        Ok("Start-AwsOpsSandbox -Region eu-west-1; $vpc = (Get-SecurityGroup default).VpcId");
        Told(errorId, script, message, advice);
        Assert.Empty(Ok("Get-FlowLog"));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Directory.Delete(_folder, recursive: true);
    }

    private void Told(string errorId, string script, string message, string advice)
    {
        var error = Fails(errorId, script);
        Assert.Contains(message, error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter '", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.ErrorDetails?.RecommendedAction ?? string.Empty, StringComparison.Ordinal);
    }
}
