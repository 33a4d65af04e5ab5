using AwsOps.Engine.Scaling;

namespace AwsOps.Engine.Tests.Scaling;

/// <summary>
/// The wording of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html, and of alarm histories.
/// </summary>
public class AlarmReasonTests
{
    private static readonly DateTime Start = new(2019, 10, 2, 16, 59, 0, DateTimeKind.Utc);

    [Fact]
    public void The_example_of_the_page()
    {
        var settings = new AlarmSettings { EvaluationPeriods = 1, DatapointsToAlarm = 1, Threshold = 50, PeriodSeconds = 300 };
        AlarmDatapoint[] window = [new(Start, 99.50160229693434)];
        Assert.Equal(
            "Threshold Crossed: 1 out of the last 1 datapoints [99.50160229693434 (02/10/19 16:59:00)] was greater than the threshold (50.0) (minimum 1 datapoint for OK -> ALARM transition).",
            Reason(settings, window));
        AlarmDatapoint[] earlier = [new(new DateTime(2019, 10, 1, 13, 46, 0, DateTimeKind.Utc), 0.0666851903306472)];
        Assert.Equal(
            "Threshold Crossed: 1 out of the last 1 datapoints [0.0666851903306472 (01/10/19 13:46:00)] was not greater than the threshold (50.0) (minimum 1 datapoint for ALARM -> OK transition).",
            Reason(settings, earlier));
    }

    [Fact]
    public void Several_datapoints_the_newest_first()
    {
        var settings = new AlarmSettings { EvaluationPeriods = 3, DatapointsToAlarm = 3, Threshold = 80 };
        AlarmDatapoint[] window = [new(Start, 81), new(Start.AddMinutes(1), 82.5), new(Start.AddMinutes(2), 90)];
        Assert.Equal(
            "Threshold Crossed: 3 out of the last 3 datapoints [90.0 (02/10/19 17:01:00), 82.5 (02/10/19 17:00:00), 81.0 (02/10/19 16:59:00)] were greater than the threshold (80.0) (minimum 3 datapoints for OK -> ALARM transition).",
            Reason(settings, window));
        Assert.Equal(
            "Threshold Crossed: 3 datapoints [90.0 (02/10/19 17:01:00), 82.5 (02/10/19 17:00:00), 81.0 (02/10/19 16:59:00)] were greater than the threshold (80.0).",
            Reason(settings with { DatapointsToAlarm = null }, window));
        Assert.Equal(
            "Threshold Crossed: 1 out of the last 3 datapoints [90.0 (02/10/19 17:01:00)] was not less than or equal to the threshold (85.0) (minimum 1 datapoint for ALARM -> OK transition).",
            Reason(settings with { Threshold = 85, Comparison = AlarmComparison.LessThanOrEqualToThreshold }, window));
    }

    [Fact]
    public void Missing_datapoints()
    {
        Assert.Equal("Insufficient Data: 1 datapoint was unknown.", Reason(AlarmEvaluatorTests.Alarm(1, 1), []));
        Assert.Equal("Insufficient Data: 3 datapoints were unknown.", Reason(AlarmEvaluatorTests.Alarm(3, 3), []));
        Assert.Equal(
            "Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [NonBreaching].",
            Reason(AlarmEvaluatorTests.Alarm(3, 3, MissingDataTreatment.NotBreaching), []));
        Assert.Equal(
            "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [Breaching].",
            Reason(AlarmEvaluatorTests.Alarm(1, 1, MissingDataTreatment.Breaching), []));
        Assert.Equal(
            "Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as [Breaching].",
            Reason(AlarmEvaluatorTests.Alarm(2, 3, MissingDataTreatment.Breaching), AlarmEvaluatorTests.Window("----0")));
        Assert.Equal(
            "Threshold Crossed: 1 out of the last 20 datapoints [9.0 (04/08/21 10:00:00)] was greater than the threshold (5.0) and 19 missing datapoints were treated as [NonBreaching] (minimum 1 datapoint for OK -> ALARM transition).",
            Reason(AlarmEvaluatorTests.Alarm(1, 20, MissingDataTreatment.NotBreaching), AlarmEvaluatorTests.Window("X")));
    }

    // The premature alarm says "minimum 3", though it went off with one.
    [Fact]
    public void Premature_alarm() =>
        Assert.Equal(
            "Threshold Crossed: 1 out of the last 3 datapoints [9.0 (04/08/21 10:02:00)] was greater than the threshold (5.0) (minimum 3 datapoints for OK -> ALARM transition).",
            Reason(AlarmEvaluatorTests.Alarm(3, 3), AlarmEvaluatorTests.Window("--X--")));

    [Theory]
    [InlineData(80, "80.0")]
    [InlineData(0, "0.0")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.0005, "5.0E-4")]
    [InlineData(9999999, "9999999.0")]
    [InlineData(10000000, "1.0E7")]
    [InlineData(123456789.5, "1.234567895E8")]
    [InlineData(-1e-7, "-1.0E-7")]
    public void Numbers_are_printed_as_Java_does(double value, string expected) => Assert.Equal(expected, AlarmReason.Number(value));

    [Fact]
    public void Reason_data()
    {
        var settings = new AlarmSettings { EvaluationPeriods = 1, DatapointsToAlarm = 1, Threshold = 50, PeriodSeconds = 300 };
        AlarmDatapoint[] window = [new(new DateTime(2019, 10, 1, 13, 46, 0, DateTimeKind.Utc), 0.5, 3)];
        Assert.Equal(
            """{"version":"1.0","queryDate":"2019-10-01T13:56:40.985+0000","startDate":"2019-10-01T13:46:00.000+0000","statistic":"Average","period":300,"recentDatapoints":[0.5],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2019-10-01T13:46:00.000+0000","sampleCount":3.0,"value":0.5}]}""",
            AlarmReason.Data(settings, window, new DateTime(2019, 10, 1, 13, 56, 40, 985, DateTimeKind.Utc)));
    }

    private static string Reason(AlarmSettings settings, AlarmDatapoint[] window) =>
        AlarmReason.Describe(settings, window, AlarmEvaluator.Evaluate(settings, window, AlarmState.Ok));
}
