using System.Globalization;
using System.Text;

namespace AwsOps.Engine.Scaling;

/// <summary>
/// Words an alarm's state as CloudWatch does in StateReason and StateReasonData. The wording is taken from the examples in
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html and from recorded alarm histories.
/// </summary>
public static class AlarmReason
{
    /// <summary>The reason of an alarm that has not been evaluated yet.</summary>
    public const string Initial = "Unchecked: Initial alarm creation";

    /// <summary>The reason for the state in <paramref name="evaluation"/>, from the same settings and window that were evaluated.</summary>
    public static string Describe(AlarmSettings settings, ReadOnlySpan<AlarmDatapoint> window, in AlarmEvaluation evaluation)
    {
        if (evaluation.State == AlarmState.InsufficientData)
        {
            return $"Insufficient Data: {Count(evaluation.Filled, "datapoint", "was", "were")} unknown.";
        }

        var isAlarm = evaluation.State == AlarmState.Alarm;
        var listed = isAlarm ? evaluation.Breaching : evaluation.Received - evaluation.Breaching;
        var text = new StringBuilder("Threshold Crossed: ");
        if (listed == 0)
        {
            var received = evaluation.Received == 0 ? "no datapoints were" : Count(evaluation.Received, "datapoint", "was", "were");
            text.Append(CultureInfo.InvariantCulture, $"{received} received for {Count(settings.EvaluationPeriods, "period")}");
        }
        else
        {
            text.Append(settings.DatapointsToAlarm is null
                ? Count(listed, "datapoint")
                : string.Create(CultureInfo.InvariantCulture, $"{listed} out of the last {settings.EvaluationPeriods} datapoints"));
            text.Append(" [");
            AppendDatapoints(text, settings, window, evaluation, isAlarm);
            text.Append(listed == 1 ? "] was " : "] were ").Append(isAlarm ? "" : "not ");
            text.Append(Words(settings.Comparison)).Append(" the threshold (").Append(Number(settings.Threshold)).Append(')');
        }

        var treatment = settings.EffectiveMissingData;
        if (evaluation.Filled > 0 && treatment is MissingDataTreatment.Breaching or MissingDataTreatment.NotBreaching)
        {
            text.Append(" and ").Append(Count(evaluation.Filled, "missing datapoint", "was", "were")).Append(" treated as [")
                .Append(treatment == MissingDataTreatment.Breaching ? "Breaching" : "NonBreaching").Append(']');
        }

        if (listed > 0 && settings.DatapointsToAlarm is { } required)
        {
            text.Append(isAlarm
                ? $" (minimum {Count(required, "datapoint")} for OK -> ALARM transition)"
                : $" (minimum {Count(settings.EvaluationPeriods - required + 1, "datapoint")} for ALARM -> OK transition)");
        }

        return text.Append('.').ToString();
    }

    /// <summary>The JSON that CloudWatch gives as StateReasonData.</summary>
    /// <param name="settings">The alarm.</param>
    /// <param name="window">The window that was evaluated, the oldest first.</param>
    /// <param name="evaluatedAt">When it was evaluated, UTC.</param>
    public static string Data(AlarmSettings settings, ReadOnlySpan<AlarmDatapoint> window, DateTime evaluatedAt)
    {
        var points = new List<AlarmDatapoint>();
        for (var age = 1; age <= Math.Min(window.Length, settings.EvaluationRange) && points.Count < settings.EvaluationPeriods; age++)
        {
            if (!window[^age].IsMissing)
            {
                points.Add(window[^age]);
            }
        }

        var text = new StringBuilder($"{{\"version\":\"1.0\",\"queryDate\":\"{Iso(evaluatedAt)}\"");
        if (points.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $",\"startDate\":\"{Iso(points[^1].Timestamp)}\"");
        }

        text.Append(CultureInfo.InvariantCulture, $",\"statistic\":\"{settings.Statistic}\",\"period\":{settings.PeriodSeconds},\"recentDatapoints\":[");
        text.AppendJoin(',', points.AsEnumerable().Reverse().Select(p => Number(p.Value)));
        text.Append("],\"threshold\":").Append(Number(settings.Threshold)).Append(",\"evaluatedDatapoints\":[");
        text.AppendJoin(',', points.Select(p => $"{{\"timestamp\":\"{Iso(p.Timestamp)}\",\"sampleCount\":{Number(p.SampleCount)},\"value\":{Number(p.Value)}}}"));
        return text.Append("]}").ToString();
    }

    /// <summary>A number as CloudWatch prints it (Java's Double.toString): 80.0, 0.0666851903306472, 1.0E7.</summary>
    public static string Number(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        if (!double.IsFinite(value) || value == 0)
        {
            return value == 0 ? "0.0" : text;
        }

        var magnitude = Math.Abs(value);
        if (magnitude is >= 1e-3 and < 1e7)
        {
            return text.Contains('.') ? text : text + ".0";
        }

        // The shortest digits that name the value, in .NET's form: 1E-07, 0.0005, 10000000 or 123456789.5.
        var parts = text.TrimStart('-').Split('E');
        var (whole, point) = (parts[0].Replace(".", "", StringComparison.Ordinal), parts[0].IndexOf('.', StringComparison.Ordinal));
        var digits = whole.TrimStart('0');
        var exponent = (point < 0 ? whole.Length : point) - 1 - (whole.Length - digits.Length)
            + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        digits = digits.TrimEnd('0');
        var fraction = digits.Length > 1 ? digits[1..] : "0";
        return string.Create(CultureInfo.InvariantCulture, $"{(value < 0 ? "-" : "")}{digits[0]}.{fraction}E{exponent}");
    }

    private static void AppendDatapoints(
        StringBuilder text, AlarmSettings settings, ReadOnlySpan<AlarmDatapoint> window, in AlarmEvaluation evaluation, bool breaching)
    {
        var seen = 0;
        var separator = "";
        for (var age = 1; age <= Math.Min(window.Length, settings.EvaluationRange) && seen < evaluation.Received; age++)
        {
            var point = window[^age];
            if (point.IsMissing)
            {
                continue;
            }

            seen++;
            if (settings.Comparison.Breaches(point.Value, settings.Threshold) == breaching)
            {
                text.Append(separator).Append(Number(point.Value)).Append(" (")
                    .Append(point.Timestamp.ToString("dd/MM/yy HH:mm:ss", CultureInfo.InvariantCulture)).Append(')');
                separator = ", ";
            }
        }
    }

    private static string Words(AlarmComparison comparison) => comparison switch
    {
        AlarmComparison.GreaterThanThreshold => "greater than",
        AlarmComparison.GreaterThanOrEqualToThreshold => "greater than or equal to",
        AlarmComparison.LessThanThreshold => "less than",
        _ => "less than or equal to",
    };

    private static string Count(int count, string noun, string one = "", string many = "")
    {
        var verb = count == 1 ? one : many;
        return string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}{(verb.Length == 0 ? "" : " " + verb)}");
    }

    private static string Iso(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture);
}
