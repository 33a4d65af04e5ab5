using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AwsOps.HelpBuilder;

/// <summary>The documentation comments of an assembly.</summary>
internal sealed partial class Comments
{
    private readonly Dictionary<string, XElement> _members;

    public Comments(string path) => _members = XDocument.Load(path, LoadOptions.PreserveWhitespace)
        .Descendants("member")
        .ToDictionary(static member => member.Attribute("name")!.Value, StringComparer.Ordinal);

    /// <summary>The comment of a type.</summary>
    public XElement? Of(Type type) => _members.GetValueOrDefault("T:" + type.FullName!.Replace('+', '.'));

    /// <summary>The comment of a parameter, at the type that declares it.</summary>
    public XElement? Of(PropertyInfo parameter)
    {
        var declaring = parameter.DeclaringType!;
        var name = (declaring.IsGenericType ? declaring.GetGenericTypeDefinition() : declaring).FullName!.Replace('+', '.');
        return _members.GetValueOrDefault($"P:{name}.{parameter.Name}");
    }

    /// <summary>What the help of a cmdlet lacks: a synopsis, two examples, a text for each parameter.</summary>
    public IEnumerable<string> Missing(Type cmdlet)
    {
        var comment = Of(cmdlet);
        if (comment?.Element("summary") is null)
        {
            yield return $"{cmdlet.Name} has no <summary>, which is its synopsis.";
        }

        if ((comment?.Elements("example").Count(static example => example.Element("code") is not null) ?? 0) < 2)
        {
            yield return $"{cmdlet.Name} has fewer than two <example> elements with <code>.";
        }

        foreach (var parameter in Maml.Parameters(cmdlet).Where(parameter => string.IsNullOrWhiteSpace(Of(parameter)?.Element("summary")?.Value)))
        {
            yield return $"{cmdlet.Name} -{parameter.Name} has no <summary>.";
        }
    }

    /// <summary>The paragraphs of an element, references spelled out.</summary>
    public static IEnumerable<string> Paragraphs(XElement? element)
    {
        if (element is null)
        {
            return [];
        }

        var paragraphs = element.Elements("para").ToList();
        return (paragraphs.Count > 0 ? paragraphs : [element]).Select(Text).Where(static text => text.Length > 0);
    }

    /// <summary>A code block without the margin of the comment.</summary>
    public static string Code(XElement code)
    {
        var lines = code.Value.Trim('\r', '\n').TrimEnd().Split('\n').Select(static line => line.TrimEnd()).ToList();
        var margin = lines.Where(static line => line.Length > 0).Select(static line => line.Length - line.TrimStart().Length).DefaultIfEmpty().Min();
        return string.Join('\n', lines.Select(line => line.Length >= margin ? line[margin..] : line));
    }

    private static string Text(XElement element)
    {
        var parts = element.Nodes().Select(static node => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "see" or "seealso" } see when see.Attribute("cref") is { } cref => cref.Value[(cref.Value.LastIndexOf('.') + 1)..],
            XElement { Name.LocalName: "see" or "seealso" } see when see.Attribute("href") is { } href => see.Value.Length > 0 ? $"{see.Value} ({href.Value})" : href.Value,
            XElement { Name.LocalName: "see" } see when see.Attribute("langword") is { } word => word.Value,
            XElement { Name.LocalName: "paramref" } reference => reference.Attribute("name")!.Value,
            XElement other => Text(other),
            _ => string.Empty,
        });
        return WhiteSpace().Replace(string.Concat(parts), " ").Trim();
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex WhiteSpace();
}
