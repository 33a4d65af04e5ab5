using System.IO.Compression;
using System.Text;
using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Trail;
using AwsOps.Engine.Policy.Writing;
using CsCheck;

namespace AwsOps.Engine.Tests.Policy;

/// <summary>From a trail to the permissions that its events took.</summary>
public class TrailTests
{
    private const string Alice = "\"userIdentity\":{\"type\":\"IAMUser\",\"arn\":\"arn:aws:iam::111122223333:user/alice\",\"accountId\":\"111122223333\",\"userName\":\"alice\"}";

    private static string Event(string source, string name, string parameters = "null", string more = "") =>
        $$"""{"eventVersion":"1.11",{{Alice}},"eventTime":"2026-11-20T10:00:00Z","eventSource":"{{source}}.amazonaws.com","eventName":"{{name}}","awsRegion":"eu-west-1","requestParameters":{{parameters}},"recipientAccountId":"111122223333"{{more}}}""";

    private static async Task<List<TrailEvent>> Read(byte[] bytes, params string[] mentioning)
    {
        List<TrailEvent> events = [];
        await foreach (TrailEvent item in TrailReader.ReadAsync(new MemoryStream(bytes), mentioning))
        {
            events.Add(item);
        }

        return events;
    }

    private static Task<List<TrailEvent>> Read(string text, params string[] mentioning) => Read(Encoding.UTF8.GetBytes(text), mentioning);

    private static string Accesses(string text) => string.Join("; ", EventAccess.Of(TrailEvent.Parse(text)!).Select(access =>
        $"{access.Action} on {string.Join(", ", access.Resources)}{(access.PassedRoles.Count > 0 ? $" passing {string.Join(", ", access.PassedRoles)}" : "")}"));

    [Theory]
    [InlineData("{\"Records\":[#,#]}")]
    [InlineData("{\"NextToken\":\"x\",\"Events\":[#,#]}")]
    [InlineData("[#,\n#]")]
    [InlineData("#\n#\n")]
    [InlineData("{\"Records\":[#]}{\"Records\":[#]}")]
    [InlineData("{\"Other\":{\"deep\":[1]},\"Records\":[#,#]}", false)]
    public async Task Trails_come_in_several_shapes(string shape, bool isTrail = true)
    {
        string text = shape.Replace("#", Event("s3", "ListBuckets"), StringComparison.Ordinal);
        if (!isTrail)
        {
            // An object that begins as neither a list nor an event is one event without a source.
            Assert.Empty(await Read(text));
            return;
        }

        Assert.Equal(["ListBuckets", "ListBuckets"], (await Read(text)).Select(item => item.EventName));
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        Assert.Equal(2, (await Read(packed.ToArray())).Count);
    }

    /// <summary>https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Event.html: "CloudTrailEvent: A JSON string that contains a representation of the event returned."</summary>
    [Fact]
    public async Task The_answer_of_LookupEvents_has_its_events_as_text()
    {
        string inner = Event("sqs", "SendMessage").Replace("\"", "\\\"", StringComparison.Ordinal);
        TrailEvent item = Assert.Single(await Read($$"""{"Events":[{"EventId":"1","EventName":"SendMessage","CloudTrailEvent":"{{inner}}"}]}"""));
        Assert.True(item.IsBy(Ask.User));
        Assert.Equal("eu-west-1", item.Region);
    }

    [Fact]
    public async Task Events_larger_than_the_buffer_and_thousands_of_them_are_read()
    {
        string large = Event("s3", "PutObject", $"{{\"bucketName\":\"b\",\"key\":\"{new string('k', 200_000)}\"}}");
        string text = "{\"Records\":[" + large + string.Concat(Enumerable.Repeat("," + Event("s3", "GetObject"), 3_000)) + "]}";
        List<TrailEvent> events = await Read(text);
        Assert.Equal(3_001, events.Count);
        Assert.Equal(200_000, events[0].Parameters[1].Value.Length);
        Assert.Single(await Read(text, "PutObject"));
    }

    [Theory]
    [InlineData("{\"Records\":[\n{\"eventSource\":\"s3\",}]}", "line 2, column 21")]
    [InlineData("{\"Records\":[1]}", "line 1, column 1")]
    [InlineData("{\"Records\":[", "line 1")]
    [InlineData("7", "line 1, column 1")]
    [InlineData("not json", "line 1, column 2")]
    public async Task What_is_no_trail_is_refused_with_its_place(string text, string place) =>
        Assert.StartsWith(place, (await Assert.ThrowsAsync<TrailFormatException>(() => Read(text))).Message, StringComparison.Ordinal);

    /// <summary>Ten thousand mutations of a trail: each is read, or refused with a position.</summary>
    [Fact]
    public async Task No_mutation_crashes_the_reader()
    {
        Random random = new(20261125);
        const string Alphabet = "{}[]\",:\\u0 \n-.1etruefalsn\u0000";
        string sample = "{\"Records\":[\n" + Event("s3", "GetObject", "{\"bucketName\":\"b\",\"key\":\"k\"}") + ",\n" + Event("ec2", "RunInstances", "{\"a\":[1,{\"b\":true}]}") + "]}";
        for (int i = 0; i < 10_000; i++)
        {
            char[] text = sample.ToCharArray();
            for (int edits = random.Next(1, 4); edits > 0; edits--)
            {
                text[random.Next(text.Length)] = Alphabet[random.Next(Alphabet.Length)];
            }

            try
            {
                foreach (TrailEvent item in await Read(new string(text)))
                {
                    _ = EventAccess.Of(item);
                }
            }
            catch (TrailFormatException exception)
            {
                Assert.True(exception.Position is { Line: >= 1, Column: >= 1 });
            }
        }
    }

    [Theory]
    [InlineData("s3", "GetObject", "{\"bucketName\":\"photos\",\"key\":\"a/cat.jpg\"}", "s3:GetObject on arn:aws:s3:::photos/a/cat.jpg")]
    [InlineData("s3", "HeadObject", "{\"bucketName\":\"photos\",\"key\":\"k\",\"versionId\":\"v1\"}", "s3:GetObjectVersion on arn:aws:s3:::photos/k")]
    // A name with an asterisk means itself: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars
    [InlineData("s3", "PutObject", "{\"bucketName\":\"photos\",\"key\":\"a*?${x}\"}", "s3:PutObject on arn:aws:s3:::photos/a${*}${?}${$}{x}")]
    [InlineData("s3", "CopyObject", "{\"bucketName\":\"to\",\"key\":\"k\",\"x-amz-copy-source\":\"from/j%20k\"}", "s3:GetObject on arn:aws:s3:::from/j k; s3:PutObject on arn:aws:s3:::to/k")]
    [InlineData("sqs", "SendMessage", "{\"queueUrl\":\"https://sqs.eu-west-1.amazonaws.com/111122223333/orders\"}", "sqs:SendMessage on arn:aws:sqs:eu-west-1:111122223333:orders")]
    [InlineData("iam", "DeleteUser", "{\"userName\":\"bob\"}", "iam:DeleteUser on arn:aws:iam::111122223333:user/bob")]
    [InlineData("dynamodb", "GetItem", "{\"tableName\":\"carts\"}", "dynamodb:GetItem on arn:aws:dynamodb:eu-west-1:111122223333:table/carts")]
    [InlineData("lambda", "GetFunction20150331v2", "{\"functionName\":\"arn:aws:lambda:eu-west-1:111122223333:function:f\"}", "lambda:GetFunction on arn:aws:lambda:eu-west-1:111122223333:function:f")]
    [InlineData("ec2", "StopInstances", "{\"instancesSet\":{\"items\":[{\"instanceId\":\"i-1\"},{\"instanceId\":\"i-2\"}]}}", "ec2:StopInstances on arn:aws:ec2:eu-west-1:111122223333:instance/i-1, arn:aws:ec2:eu-west-1:111122223333:instance/i-2")]
    [InlineData("autoscaling", "SetDesiredCapacity", "{\"autoScalingGroupName\":\"web\",\"desiredCapacity\":4}", "autoscaling:SetDesiredCapacity on arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:*:autoScalingGroupName/web")]
    [InlineData("ssm", "GetParameter", "{\"name\":\"/app/db\"}", "ssm:GetParameter on arn:aws:ssm:eu-west-1:111122223333:parameter/app/db")]
    [InlineData("lambda", "CreateFunction20150331", "{\"functionName\":\"f\",\"role\":\"arn:aws:iam::111122223333:role/app\"}", "lambda:CreateFunction on arn:aws:lambda:eu-west-1:111122223333:function:f passing arn:aws:iam::111122223333:role/app")]
    [InlineData("sts", "AssumeRole", "{\"roleArn\":\"arn:aws:iam::111122223333:role/app\"}", "sts:AssumeRole on arn:aws:iam::111122223333:role/app")]
    [InlineData("sts", "GetCallerIdentity", "null", "")]
    public void Real_ARNs_come_from_the_parameters(string source, string name, string parameters, string accesses) =>
        Assert.Equal(accesses, Accesses(Event(source, name, parameters)));

    [Fact]
    public void Resources_that_the_event_lists_go_first_and_profiles_are_resolved()
    {
        Assert.Equal("kms:Decrypt on arn:aws:kms:eu-west-1:111122223333:key/k1",
            Accesses(Event("kms", "Decrypt", "{\"encryptionContext\":{\"a\":\"b\"}}", ",\"resources\":[{\"ARN\":\"arn:aws:kms:eu-west-1:111122223333:key/k1\",\"type\":\"AWS::KMS::Key\"}]")));
        IReadOnlyList<ObservedAccess> launch = EventAccess.Of(
            TrailEvent.Parse(Event("ec2", "RunInstances", "{\"instancesSet\":{\"items\":[{\"imageId\":\"ami-1\"}]},\"iamInstanceProfile\":{\"name\":\"web\"},\"tagSpecificationSet\":{\"items\":[{\"resourceType\":\"instance\",\"tags\":[{\"key\":\"a\",\"value\":\"b\"}]}]}}"))!,
            profile => profile.EndsWith("/web", StringComparison.Ordinal) ? "arn:aws:iam::111122223333:role/web-role" : null);
        Assert.Equal(["arn:aws:iam::111122223333:role/web-role"], launch[0].PassedRoles);
        Assert.Equal("ec2:CreateTags", launch[1].Action);
        Assert.Equal(["arn:aws:ec2:eu-west-1:111122223333:instance/*"], launch[1].Resources);
        Assert.Equal("RunInstances", launch[1].Conditions["ec2:CreateAction"]);
    }

    [Fact]
    public void Sessions_belong_to_their_role_and_denied_calls_are_told_apart()
    {
        TrailEvent session = TrailEvent.Parse("""{"eventSource":"s3.amazonaws.com","eventName":"GetObject","errorCode":"AccessDenied","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/app/i-1","sessionContext":{"sessionIssuer":{"arn":"arn:aws:iam::111122223333:role/path/app"}}}}""")!;
        Assert.True(session.IsBy("arn:aws:iam::111122223333:role/path/app"));
        Assert.False(session.IsBy("arn:aws:iam::111122223333:role/app2"));
        Assert.True(session.IsDenied);
        Assert.Null(TrailEvent.Parse("{\"eventName\":\"x\"}"));
    }

    [Fact]
    public void A_policy_from_events_allows_them_all_also_names_with_asterisks()
    {
        string[] texts =
        [
            Event("s3", "PutObject", "{\"bucketName\":\"photos\",\"key\":\"a*\"}"), Event("s3", "ListBuckets"), Event("kms", "Decrypt"),
            Event("lambda", "CreateFunction20150331", "{\"functionName\":\"f\",\"role\":\"arn:aws:iam::111122223333:role/app\"}"),
        ];
        LeastPrivilegePolicy policy = LeastPrivilegeBuilder.Build(texts.SelectMany(text => EventAccess.Of(TrailEvent.Parse(text)!)), principal: RequestPrincipal.Parse(Ask.User));
        Assert.Empty(policy.FindMissing());
        Assert.Empty(policy.FindSuperfluous());
        PolicySet policies = new() { Identity = policy.Documents };
        Assert.True(AccessEvaluator.Evaluate(Ask.Request(action: "s3:PutObject", resource: "arn:aws:s3:::photos/a*"), policies).IsAllowed);
        Assert.False(AccessEvaluator.Evaluate(Ask.Request(action: "s3:PutObject", resource: "arn:aws:s3:::photos/ab"), policies).IsAllowed);
        Assert.True(AccessEvaluator.Evaluate(Ask.Request(action: "iam:PassRole", resource: Ask.Role, context: new() { ["iam:PassedToService"] = ["lambda.amazonaws.com"] }), policies).IsAllowed);
    }

    private static readonly Gen<string> AnyEvent = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 5], (kind, number) => kind switch
    {
        0 => Event("s3", "GetObject", $"{{\"bucketName\":\"b{number % 2}\",\"key\":\"k*{number}\"}}"),
        1 => Event("s3", "CopyObject", $"{{\"bucketName\":\"b\",\"key\":\"k\",\"x-amz-copy-source\":\"c/{number}\"}}"),
        2 => Event("sqs", "SendMessage", $"{{\"queueUrl\":\"https://sqs.eu-west-1.amazonaws.com/111122223333/q{number}\"}}"),
        3 => Event("ec2", "TerminateInstances", $"{{\"instancesSet\":{{\"items\":[{{\"instanceId\":\"i-{number}\"}},{{\"instanceId\":\"i-0\"}}]}}}}"),
        4 => Event("ec2", "RunInstances", $"{{\"iamInstanceProfile\":{{\"name\":\"p{number}\"}},\"subnetId\":\"subnet-{number}\"}}"),
        5 => Event("lambda", "CreateFunction20150331", $"{{\"functionName\":\"f{number}\",\"role\":\"arn:aws:iam::111122223333:role/r{number % 3}\"}}"),
        6 => Event("iam", "AttachRolePolicy", $"{{\"roleName\":\"r{number}\",\"policyArn\":\"arn:aws:iam::aws:policy/ReadOnlyAccess\"}}"),
        7 => Event("autoscaling", "SetDesiredCapacity", $"{{\"autoScalingGroupName\":\"g{number}\"}}"),
        8 => Event("monitoring", "PutMetricAlarm", $"{{\"alarmName\":\"a{number}\"}}"),
        _ => Event("ec2", "DescribeInstances"),
    });

    /// <summary>Whatever was recorded stays allowed, no document is too long, and nothing can be taken out.</summary>
    [Fact]
    public void Random_events_are_replayed_to_the_last_and_nothing_is_superfluous() => AnyEvent.Array[1, 25].Sample(
        events =>
        {
            LeastPrivilegePolicy policy = LeastPrivilegeBuilder.Build(events.SelectMany(text => EventAccess.Of(TrailEvent.Parse(text)!)), principal: RequestPrincipal.Parse(Ask.User));
            Assert.Empty(policy.FindMissing());
            Assert.Empty(policy.FindSuperfluous());
            Assert.All(policy.Documents, document => Assert.InRange(document.Size, 1, 6_144));
            foreach (AllowStatement statement in policy.Statements.Where(statement => statement.Actions.Count > 1 || statement.Resources.Count > 1))
            {
                AllowStatement less = statement.Actions.Count > 1 ? statement with { Actions = [.. statement.Actions.Skip(1)] } : statement with { Resources = [.. statement.Resources.Skip(1)] };
                Assert.NotEmpty(policy.FindMissing([PolicyDocument.Parse(PolicyWriter.Write(policy.Statements.Select(other => other == statement ? less : other)))]));
            }
        },
        iter: 60);

    private static readonly PolicyDocument Current = Ask.Doc(
        """{"Sid":"All","Effect":"Allow","Action":"sqs:*","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}}""",
        """{"Sid":"NoMfa","Effect":"Deny","Action":"*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}""",
        """{"Sid":"Other","Effect":"Deny","Action":"iam:*","Resource":"*"}""");

    /// <summary>The condition of the statement that allowed it stays, and so does the Deny that would be missed; the other is not needed.</summary>
    [Fact]
    public void Conditions_and_the_Denies_that_matter_are_kept_and_all_is_proven()
    {
        ObservedAccess send = new("sqs:SendMessage", Ask.Queue) { Condition = ConditionLine.Of(Current.Statements[0]) };
        LeastPrivilegePolicy bare = LeastPrivilegeBuilder.Build([send], principal: RequestPrincipal.Parse(Ask.User));
        Assert.Equal("aws:RequestedRegion", bare.Documents[0].Statements[0].Conditions[0].Key.Text);
        Assert.False(bare.Prove([Current]).IsProven);
        LeastPrivilegePolicy policy = bare.WithDeniesOf([Current]);
        Assert.Contains("NoMfa", Assert.Single(policy.Denies), StringComparison.Ordinal);
        LeastPrivilegeProof proof = policy.Prove([Current]);
        Assert.Empty(proof.Missing);
        Assert.Empty(proof.NotAllowedBefore);
        Assert.True(proof.IsProven);
        Assert.Contains("sqs:DeleteQueue", proof.LostActions);
    }

    [Fact]
    public void What_was_not_allowed_before_is_named()
    {
        LeastPrivilegePolicy policy = LeastPrivilegeBuilder.Build([new("s3:GetObject", "arn:aws:s3:::b/k")], principal: RequestPrincipal.Parse(Ask.User));
        LeastPrivilegeProof proof = policy.WithDeniesOf([Current]).Prove([Current]);
        Assert.False(proof.IsProven);
        Assert.StartsWith("s3:GetObject on arn:aws:s3:::b/k", Assert.Single(proof.NotAllowedBefore), StringComparison.Ordinal);
    }
}
