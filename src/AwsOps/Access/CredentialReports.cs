using System.Management.Automation;
using System.Text;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>IAM's credential report: one CSV of all users, made on request.</summary>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html</remarks>
internal static class CredentialReports
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Has a report made and reads it, the root user first.</summary>
    /// <param name="aws">The connection.</param>
    /// <param name="changes">Where progress is shown.</param>
    /// <param name="timeout">How long to wait for it at most.</param>
    /// <param name="stop">Ctrl-C.</param>
    public static async Task<IReadOnlyList<CredentialReport>> ReadAsync(AwsConnection aws, IChanges changes, TimeSpan timeout, CancellationToken stop)
    {
        await Waiter.UntilAsync(
            aws,
            changes,
            "Credential report",
            timeout,
            Interval,
            async cancel =>
            {
                var state = (await aws.Iam.GenerateCredentialReportAsync(new GenerateCredentialReportRequest(), cancel)).State;
                return (state == ReportStateType.COMPLETE, state?.Value ?? "unknown", -1);
            },
            stop);
        var report = await aws.Iam.GetCredentialReportAsync(new GetCredentialReportRequest(), stop);
        var time = report.GeneratedTime?.ToUniversalTime() ?? aws.UtcNow;
        return Parse(Encoding.UTF8.GetString(report.Content.ToArray()), (field, _) => new CredentialReport(aws, field, time));
    }

    /// <summary>Rows of the CSV. Columns are found by their names, since AWS adds new ones.</summary>
    /// <param name="text">The CSV.</param>
    /// <param name="row">Makes a row from its fields by name, and its number.</param>
    internal static IReadOnlyList<T> Parse<T>(string text, Func<Func<string, string?>, int, T> row)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var columns = lines.Length == 0 ? [] : Fields(lines[0]);
        if (!columns.Contains("user", StringComparer.Ordinal) || !columns.Contains("arn", StringComparer.Ordinal))
        {
            throw new AwsOpsException("CredentialReportUnreadable", ErrorCategory.InvalidData, "The credential report that AWS answered has no columns 'user' and 'arn'.");
        }

        return [.. lines.Skip(1).Select((line, number) =>
        {
            var fields = Fields(line);
            return row(name => columns.IndexOf(name) is >= 0 and var index && index < fields.Count ? fields[index] : null, number);
        })];
    }

    /// <summary>Fields of a line; one in quotes may hold commas, and a quote as two. User names may hold commas.</summary>
    private static List<string> Fields(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '"')
            {
                if (quoted && i + 1 < line.Length && line[i + 1] == '"')
                {
                    field.Append(c);
                    i++;
                }
                else
                {
                    quoted = !quoted;
                }
            }
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}
