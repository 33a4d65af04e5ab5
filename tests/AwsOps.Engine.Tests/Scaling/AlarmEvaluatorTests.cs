using AwsOps.Engine.Scaling;

namespace AwsOps.Engine.Tests.Scaling;

/// <summary>
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html (since 2025 under alarm-evaluation.html).
/// Datapoints are written as there: 0 within the threshold, X breaching, - missing, the most recent on the right.
/// </summary>
public class AlarmEvaluatorTests
{
    private static readonly DateTime Start = new(2021, 8, 4, 10, 0, 0, DateTimeKind.Utc);

    // "Configuring how CloudWatch alarms treat missing data", first table: 3 of 3, evaluation range 5.
    // The row "X - - - -" and "- - - - X" are of earlier editions of the same table.
    [Theory]
    [InlineData("0-X-X", 0, "OK", "OK", "OK", "OK")]
    [InlineData("0----", 2, "OK", "OK", "OK", "OK")]
    [InlineData("-----", 3, "INSUFFICIENT_DATA", "retain", "ALARM", "OK")]
    [InlineData("0XX-X", 0, "ALARM", "ALARM", "ALARM", "ALARM")]
    [InlineData("--X--", 2, "ALARM", "retain", "ALARM", "OK")]
    [InlineData("----X", 2, "INSUFFICIENT_DATA", "retain", "ALARM", "OK")]
    [InlineData("X----", 2, "ALARM", "retain", "ALARM", "OK")]
    public void Three_of_three(string points, int filled, string missing, string ignore, string breaching, string notBreaching) =>
        CheckRow(3, points, filled, missing, ignore, breaching, notBreaching);

    // The second table of the same section: 2 of 3. "- - - - X" is of an earlier edition.
    [Theory]
    [InlineData("0-X-X", 0, "ALARM", "ALARM", "ALARM", "ALARM")]
    [InlineData("00X0X", 0, "ALARM", "ALARM", "ALARM", "ALARM")]
    [InlineData("0-X--", 1, "OK", "OK", "ALARM", "OK")]
    [InlineData("----0", 2, "OK", "OK", "ALARM", "OK")]
    [InlineData("---X-", 2, "ALARM", "retain", "ALARM", "OK")]
    [InlineData("----X", 2, "INSUFFICIENT_DATA", "retain", "ALARM", "OK")]
    public void Two_of_three(string points, int filled, string missing, string ignore, string breaching, string notBreaching) =>
        CheckRow(2, points, filled, missing, ignore, breaching, notBreaching);

    // "Avoiding premature transitions to alarm state", 3 of 3: not yet, not yet, now.
    [Theory]
    [InlineData("----X", AlarmState.InsufficientData, false)]
    [InlineData("---X-", AlarmState.InsufficientData, false)]
    [InlineData("--X--", AlarmState.Alarm, true)]
    [InlineData("---X0", AlarmState.Ok, false)]
    [InlineData("--X-0", AlarmState.Ok, false)]
    public void Premature_alarm(string points, AlarmState expected, bool premature)
    {
        var evaluation = AlarmEvaluator.Evaluate(Alarm(3, 3), Window(points), AlarmState.Ok);
        Assert.Equal(expected, evaluation.State);
        Assert.Equal(premature, evaluation.IsPremature);
    }

    // "After three periods are breaching the alarm goes to ALARM; at period six the value dips below and the alarm goes to OK;
    // at period nine the threshold is breached again, but for only one period": the page's figure, threshold 3, 3 of 3.
    [Fact]
    public void Figure_of_the_page()
    {
        double[] values = [2, 2.5, 4, 5, 4.5, 2, 1, 2, 3.5, 2];
        AlarmState[] expected = [AlarmState.Ok, AlarmState.Ok, AlarmState.Ok, AlarmState.Ok, AlarmState.Alarm, AlarmState.Ok, AlarmState.Ok, AlarmState.Ok, AlarmState.Ok, AlarmState.Ok];
        var settings = new AlarmSettings { EvaluationPeriods = 3, Threshold = 3 };
        var state = AlarmState.InsufficientData;
        var window = values.Select((v, i) => new AlarmDatapoint(Start.AddMinutes(i), v)).ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            state = AlarmEvaluator.Evaluate(settings, window.AsSpan(0, i + 1), state).State;
            Assert.Equal(expected[i], state);
        }
    }

    // API_PutMetricAlarm: "Alarms that evaluate metrics in the AWS/DynamoDB namespace always ignore missing data".
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    [Theory]
    [InlineData(MissingDataTreatment.Breaching)]
    [InlineData(MissingDataTreatment.NotBreaching)]
    [InlineData(MissingDataTreatment.Missing)]
    public void DynamoDB_ignores_missing_data(MissingDataTreatment treatment)
    {
        var settings = Alarm(3, 3, treatment) with { MetricNamespace = "AWS/DynamoDB" };
        foreach (var state in Enum.GetValues<AlarmState>())
        {
            Assert.Equal(state, AlarmEvaluator.Evaluate(settings, Window("-----"), state).State);
        }
    }

    // "this setting would be used if there were fewer than 1000 samples for an alarm on a p99 percentile";
    // "for percentiles between 0 and 0.5, the setting is used when there are fewer than 10/percentile data points".
    [Theory]
    [InlineData("p99", 1000)]
    [InlineData("p95", 200)]
    [InlineData("p50", 20)]
    [InlineData("p10", 100)]
    public void Low_samples_of_percentiles(string statistic, int significant)
    {
        var settings = new AlarmSettings { EvaluationPeriods = 1, Threshold = 1, Statistic = statistic, IgnoreLowSamples = true };
        Assert.Equal(AlarmState.Ok, Evaluate(significant - 1));
        Assert.Equal(AlarmState.Alarm, Evaluate(significant));
        settings = settings with { IgnoreLowSamples = false };
        Assert.Equal(AlarmState.Alarm, Evaluate(1));

        AlarmState Evaluate(int samples) => AlarmEvaluator.Evaluate(settings, [new AlarmDatapoint(Start, 2, samples)], AlarmState.Ok).State;
    }

    [Theory]
    [InlineData(AlarmComparison.GreaterThanThreshold, false, true)]
    [InlineData(AlarmComparison.GreaterThanOrEqualToThreshold, true, true)]
    [InlineData(AlarmComparison.LessThanThreshold, false, false)]
    [InlineData(AlarmComparison.LessThanOrEqualToThreshold, true, false)]
    public void Comparisons(AlarmComparison comparison, bool atThreshold, bool above)
    {
        Assert.Equal(atThreshold, comparison.Breaches(5, 5));
        Assert.Equal(above, comparison.Breaches(6, 5));
        Assert.Equal(!above, comparison.Breaches(4, 5));
    }

    // "For periods of 10 and 30 seconds the alarm is evaluated every 10 seconds"; longer ones every minute, so a five-minute period slides.
    [Fact]
    public void A_five_minute_period_slides_by_the_minute()
    {
        var settings = new AlarmSettings { EvaluationPeriods = 1, PeriodSeconds = 300, Threshold = 1, ExtraPeriods = 0 };
        Assert.Equal(Start.AddMinutes(-4), settings.WindowStart(Start.AddSeconds(89)));
        Assert.Equal(60, settings.EvaluationIntervalSeconds);
        Assert.Equal(10, (settings with { PeriodSeconds = 30 }).EvaluationIntervalSeconds);
    }

    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html: valid periods; M is at most N;
    // a day of evaluation, seven days from a period of an hour.
    [Theory]
    [InlineData(45, 1, 1, "Period 45")]
    [InlineData(0, 1, 1, "Period 0")]
    [InlineData(60, 0, 1, "EvaluationPeriods 0")]
    [InlineData(60, 3, 4, "DatapointsToAlarm 4")]
    [InlineData(60, 1441, 1, "EvaluationPeriods 1441")]
    [InlineData(3600, 169, 1, "EvaluationPeriods 169")]
    public void Invalid_settings_are_named(int period, int periods, int required, string expected)
    {
        var settings = new AlarmSettings { PeriodSeconds = period, EvaluationPeriods = periods, DatapointsToAlarm = required, Threshold = 1 };
        Assert.Contains(expected, settings.FindProblem(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => settings.Validated());
    }

    [Fact]
    public void Limits_of_valid_settings()
    {
        Assert.Null(new AlarmSettings { PeriodSeconds = 60, EvaluationPeriods = 1440, Threshold = 1 }.FindProblem());
        Assert.Null(new AlarmSettings { PeriodSeconds = 3600, EvaluationPeriods = 168, Threshold = 1 }.FindProblem());
        Assert.Null(new AlarmSettings { PeriodSeconds = 10, EvaluationPeriods = 3, Threshold = 1, Statistic = "p99.9" }.FindProblem());
        Assert.Contains("'Median'", new AlarmSettings { EvaluationPeriods = 1, Threshold = 1, Statistic = "Median" }.FindProblem(), StringComparison.Ordinal);
        Assert.Contains("Threshold", new AlarmSettings { EvaluationPeriods = 1, Threshold = double.NaN }.FindProblem(), StringComparison.Ordinal);
    }

    internal static AlarmSettings Alarm(int required, int periods, MissingDataTreatment treatment = MissingDataTreatment.Missing) =>
        new() { EvaluationPeriods = periods, DatapointsToAlarm = required, Threshold = 5, MissingData = treatment };

    internal static AlarmDatapoint[] Window(string points) =>
        [.. points.Select((c, i) => new AlarmDatapoint(Start.AddMinutes(i), c switch { '0' => 1.0, 'X' => 9.0, _ => double.NaN }))];

    private static void CheckRow(int required, string points, int filled, params string[] expected)
    {
        MissingDataTreatment[] treatments = [MissingDataTreatment.Missing, MissingDataTreatment.Ignore, MissingDataTreatment.Breaching, MissingDataTreatment.NotBreaching];
        for (var i = 0; i < treatments.Length; i++)
        {
            foreach (var state in Enum.GetValues<AlarmState>())
            {
                var evaluation = AlarmEvaluator.Evaluate(Alarm(required, 3, treatments[i]), Window(points), state);
                Assert.Equal(expected[i] == "retain" ? state.ToAws() : expected[i], evaluation.State.ToAws());
                Assert.Equal(expected[i] == "retain", evaluation.IsRetained);
                Assert.Equal(filled, evaluation.Filled);
            }
        }
    }
}
