using System.Text;

namespace AwsOps.Engine.FlowLogs;

/// <summary>The columns of flow log records.</summary>
public sealed class FlowLogFormat
{
    /// <summary>More columns than AWS has fields are no flow log.</summary>
    internal const int MostColumns = 96;

    private FlowLogFormat(IReadOnlyList<FlowLogField> fields) => Fields = fields;

    /// <summary>The default format: the fields of version 2 in AWS's order.</summary>
    public static FlowLogFormat Default { get; } = new(FlowLogField.Default);

    /// <summary>The fields, in the order of the columns.</summary>
    public IReadOnlyList<FlowLogField> Fields { get; }

    /// <summary>Columns whose names are no fields known here.</summary>
    public IReadOnlyList<string> Unknown => [.. Fields.Where(static item => item.Version == 0).Select(static item => item.Name)];

    /// <summary>Version that the records carry: the highest among their fields.</summary>
    public int Version => Fields.Max(static item => item.Version);

    /// <summary>Where a field stands; -1 when the records do not have it.</summary>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Fields.Count; i++)
        {
            if (Fields[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Reads a format as CreateFlowLogs takes it, <c>${srcaddr} ${dstaddr}</c>, or as the header line of a file, <c>srcaddr dstaddr</c>.</summary>
    /// <param name="text">The format.</param>
    /// <param name="allowUnknown">Whether names that are no fields are columns all the same, which nobody asks about: fields that AWS has added since.</param>
    /// <exception cref="FormatException">A field is unknown or named twice, or there is none; the message says which.</exception>
    public static FlowLogFormat Parse(string text, bool allowUnknown = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        var names = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (names.Length == 0)
        {
            throw new FormatException("The format is empty; it names at least one field, such as ${srcaddr}.");
        }

        var fields = new List<FlowLogField>(names.Length);
        foreach (var part in names)
        {
            var name = part.StartsWith("${", StringComparison.Ordinal) && part.EndsWith('}') ? part[2..^1] : part;
            var field = FlowLogField.Find(name) ?? (allowUnknown ? new FlowLogField(name, 0) : null)
                ?? throw new FormatException($"'{part}' is not a field of flow logs; they are {string.Join(", ", FlowLogField.Vpc.Select(static known => known.Name))}.");
            if (fields.Contains(field))
            {
                throw new FormatException($"The field {field.Name} is in the format twice.");
            }

            fields.Add(field);
        }

        return fields.SequenceEqual(Default.Fields) ? Default : new(fields);
    }

    /// <summary>The format as CreateFlowLogs takes it.</summary>
    public override string ToString() => string.Join(' ', Fields.Select(static field => $"${{{field.Name}}}"));

    /// <summary>The format of a header line; null when the line is not one.</summary>
    internal static FlowLogFormat? FromHeader(ReadOnlySpan<byte> line)
    {
        var first = line.IndexOf((byte)' ');
        if (!FlowLogField.IsName(first < 0 ? line : line[..first]))
        {
            return null;
        }

        try
        {
            // Some names may be newer than this list; where most are none, it is text that begins with such a word.
            var format = Parse(Encoding.Latin1.GetString(line), allowUnknown: true);
            return format.Unknown.Count * 2 < format.Fields.Count && format.Unknown.All(static name => name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_')) ? format : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
