using System.Text;

namespace AwsOps.SdkGenerator;

/// <summary>The official clients' rules for names.</summary>
internal static class Naming
{
    /// <summary>The name with its first letter in upper case.</summary>
    public static string Upper(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    /// <summary>An exception's class: XFault and X are called XException.</summary>
    public static string Exception(string shape)
    {
        var name = Upper(shape);
        if (name.EndsWith("Exception", StringComparison.Ordinal))
        {
            return name;
        }

        return (name.EndsWith("Fault", StringComparison.Ordinal) ? name[..^"Fault".Length] : name) + "Exception";
    }

    /// <summary>An enumeration's constant: letters, digits and underscores stay; anything else goes and what follows it is upper case.</summary>
    public static string Constant(string value)
    {
        var name = new StringBuilder();
        var upper = true;
        foreach (var character in value)
        {
            if (char.IsAsciiLetterOrDigit(character) || character == '_')
            {
                name.Append(upper ? char.ToUpperInvariant(character) : character);
                upper = false;
            }
            else
            {
                upper = true;
            }
        }

        if (name.Length > 0 && char.IsAsciiDigit(name[0]))
        {
            name.Insert(0, '_');
        }

        return name.ToString();
    }
}
