using System.Management.Automation;
using System.Reflection;
using System.Xml.Linq;

namespace AwsOps.HelpBuilder;

/// <summary>Writes MAML, the format of Get-Help. https://learn.microsoft.com/powershell/scripting/developer/help/writing-help-for-windows-powershell-cmdlets</summary>
internal sealed class Maml(Comments comments)
{
    private static readonly XNamespace MamlNs = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";
    private static readonly XNamespace Msh = "http://msh";

    /// <summary>Parameters of a cmdlet, inherited ones last, and those PowerShell shows for a cmdlet that supports ShouldProcess left to PowerShell.</summary>
    public static IEnumerable<PropertyInfo> Parameters(Type cmdlet) => cmdlet
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(static property => property.GetCustomAttributes<ParameterAttribute>().Any(static parameter => !parameter.DontShow))
        .OrderBy(property => property.DeclaringType != cmdlet)
        .ThenBy(static property => property.MetadataToken);

    private readonly Dictionary<Type, object> _instances = [];

    /// <summary>The help file of a set of cmdlets.</summary>
    public XDocument Write(IEnumerable<Type> cmdlets) => new(
        new XElement(Msh + "helpItems", new XAttribute("schema", "maml"), cmdlets.Select(Write)));

    private XElement Write(Type cmdlet)
    {
        var attribute = cmdlet.GetCustomAttribute<CmdletAttribute>()!;
        var comment = comments.Of(cmdlet)!;
        var synopsis = Comments.Paragraphs(comment.Element("summary")).ToList();
        var remarks = Comments.Paragraphs(comment.Element("remarks")).ToList();
        var parameters = Parameters(cmdlet).ToList();
        return new XElement(
            Command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", MamlNs),
            new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            new XElement(
                Command + "details",
                new XElement(Command + "name", $"{attribute.VerbName}-{attribute.NounName}"),
                new XElement(MamlNs + "description", Paragraphs(synopsis)),
                new XElement(Command + "verb", attribute.VerbName),
                new XElement(Command + "noun", attribute.NounName)),
            new XElement(MamlNs + "description", Paragraphs(remarks.Count > 0 ? remarks : synopsis)),
            new XElement(Command + "syntax", Sets(parameters).Select(set => Syntax($"{attribute.VerbName}-{attribute.NounName}", set, parameters))),
            new XElement(Command + "parameters", parameters.Select(parameter => Parameter(parameter, null))),
            new XElement(Command + "inputTypes", new XElement(Command + "inputType", new XElement(Dev + "type", new XElement(MamlNs + "name", InputType(parameters))))),
            new XElement(Command + "returnValues", Outputs(cmdlet)),
            Notes(cmdlet),
            new XElement(Command + "examples", comment.Elements("example").Where(static example => example.Element("code") is not null).Select(Example)),
            new XElement(MamlNs + "relatedLinks", comment.Elements("seealso").Where(static link => link.Attribute("href") is not null).Select(Link)));
    }

    private static IEnumerable<string> Sets(List<PropertyInfo> parameters)
    {
        var names = parameters
            .SelectMany(static property => property.GetCustomAttributes<ParameterAttribute>())
            .Select(static parameter => parameter.ParameterSetName)
            .Where(static name => name != ParameterAttribute.AllParameterSets)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
        return names.Count > 0 ? names : [ParameterAttribute.AllParameterSets];
    }

    private XElement Syntax(string command, string set, List<PropertyInfo> parameters) => new(
        Command + "syntaxItem",
        new XElement(MamlNs + "name", command),
        parameters
            .Select(property => (Property: property, Attribute: InSet(property, set)))
            .Where(static item => item.Attribute is not null)
            .OrderBy(static item => item.Attribute!.Position)
            .Select(item => Parameter(item.Property, item.Attribute)));

    private static ParameterAttribute? InSet(PropertyInfo property, string set) => property
        .GetCustomAttributes<ParameterAttribute>()
        .FirstOrDefault(parameter => parameter.ParameterSetName == ParameterAttribute.AllParameterSets || parameter.ParameterSetName.Equals(set, StringComparison.OrdinalIgnoreCase));

    private XElement Parameter(PropertyInfo property, ParameterAttribute? attribute)
    {
        attribute ??= property.GetCustomAttributes<ParameterAttribute>().First();
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var aliases = property.GetCustomAttribute<AliasAttribute>()?.AliasNames is { Count: > 0 } names ? string.Join(", ", names) : "none";
        return new XElement(
            Command + "parameter",
            new XAttribute("required", attribute.Mandatory ? "true" : "false"),
            new XAttribute("variableLength", type.IsArray ? "true" : "false"),
            new XAttribute("globbing", property.GetCustomAttribute<SupportsWildcardsAttribute>() is null ? "false" : "true"),
            new XAttribute("pipelineInput", Pipeline(property)),
            new XAttribute("position", attribute.Position == int.MinValue ? "named" : attribute.Position.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            new XAttribute("aliases", aliases),
            new XElement(MamlNs + "name", property.Name),
            new XElement(MamlNs + "description", Paragraphs(Comments.Paragraphs(comments.Of(property)?.Element("summary")))),
            type == typeof(SwitchParameter) ? null : new XElement(Command + "parameterValue", new XAttribute("required", "true"), new XAttribute("variableLength", "false"), Values(property) ?? TypeName(type)),
            new XElement(Dev + "type", new XElement(MamlNs + "name", TypeName(type)), new XElement(MamlNs + "uri")),
            new XElement(Dev + "defaultValue", Default(property)));
    }

    /// <summary>What a parameter is when nobody gives it: the value that the code sets; nothing where that says nothing.</summary>
    private string Default(PropertyInfo property) =>
        property.ReflectedType is { IsAbstract: false } cmdlet && !property.GetCustomAttributes<ParameterAttribute>().All(static attribute => attribute.Mandatory)
            ? property.GetValue(Instance(cmdlet)) switch
            {
                null or SwitchParameter or false => "None",
                System.Collections.ICollection { Count: 0 } => "None",
                System.Collections.IEnumerable list and not string => string.Join(", ", list.Cast<object>()),
                IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
                var value => value.ToString()!,
            }
            : "None";

    private object Instance(Type cmdlet)
    {
        if (!_instances.TryGetValue(cmdlet, out var instance))
        {
            _instances[cmdlet] = instance = Activator.CreateInstance(cmdlet)!;
        }

        return instance;
    }

    private static string? Values(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        type = type.IsArray ? type.GetElementType()! : type;
        return type.IsEnum
            ? string.Join(" | ", Enum.GetNames(type))
            : property.GetCustomAttribute<ValidateSetAttribute>() is { } set ? string.Join(" | ", set.ValidValues) : null;
    }

    private static string Pipeline(PropertyInfo property)
    {
        var attributes = property.GetCustomAttributes<ParameterAttribute>().ToList();
        var ways = new List<string>();
        if (attributes.Any(static attribute => attribute.ValueFromPipeline))
        {
            ways.Add("ByValue");
        }

        if (attributes.Any(static attribute => attribute.ValueFromPipelineByPropertyName))
        {
            ways.Add("ByPropertyName");
        }

        return ways.Count == 0 ? "false" : $"true ({string.Join(", ", ways)})";
    }

    private static string InputType(List<PropertyInfo> parameters) => parameters
        .FirstOrDefault(static property => property.GetCustomAttributes<ParameterAttribute>().Any(static parameter => parameter.ValueFromPipeline)) is { } input
            ? TypeName(input.PropertyType)
            : parameters.Any(static property => property.DeclaringType!.Name != "AwsCmdlet" && Pipeline(property) != "false") ? "Objects with properties named as the parameters." : "None";

    private IEnumerable<XElement> Outputs(Type cmdlet) => cmdlet.GetCustomAttributes<OutputTypeAttribute>()
        .SelectMany(static attribute => attribute.Type)
        .Select(type => new XElement(
            Command + "returnValue",
            new XElement(Dev + "type", new XElement(MamlNs + "name", type.Name)),
            new XElement(MamlNs + "description", Paragraphs(type.Type is { } clr ? Comments.Paragraphs(comments.Of(clr)?.Element("summary")) : []))));

    private static XElement Notes(Type cmdlet)
    {
        // The attribute is internal to the module; what it lists is more than its constructor was given.
        var attribute = cmdlet.GetCustomAttributes(inherit: false).FirstOrDefault(static value => value.GetType().Name == "IamActionAttribute");
        var actions = attribute?.GetType().GetProperty("Actions")!.GetValue(attribute) as IReadOnlyList<string> ?? [];
        var text = actions.Count > 0 ? "IAM actions: " + string.Join(", ", actions) : "IAM actions: none.";
        return new XElement(MamlNs + "alertSet", new XElement(MamlNs + "alert", Paragraphs([text])));
    }

    private static XElement Example(XElement example, int index) => new(
        Command + "example",
        new XElement(MamlNs + "title", $"-------------------------- Example {index + 1} --------------------------"),
        new XElement(Dev + "code", Comments.Code(example.Element("code")!)),
        new XElement(Dev + "remarks", Paragraphs(example.Elements("para").SelectMany(Comments.Paragraphs))));

    private static XElement Link(XElement link) => new(
        MamlNs + "navigationLink",
        new XElement(MamlNs + "linkText", link.Value.Length > 0 ? link.Value : link.Attribute("href")!.Value),
        new XElement(MamlNs + "uri", link.Attribute("href")!.Value));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> paragraphs) => paragraphs.Select(static text => new XElement(MamlNs + "para", text));

    private static string TypeName(Type type) => type.IsArray
        ? TypeName(type.GetElementType()!) + "[]"
        : type == typeof(string) ? "string" : type == typeof(int) ? "int" : type == typeof(double) ? "double" : type.Name;
}
