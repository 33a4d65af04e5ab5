using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Parts that many answers have in common.</summary>
internal static class Render
{
    public static List<Struct> Tags(Ec2Resource resource) => Tags(resource.Tags);

    public static List<Struct> Tags(IEnumerable<KeyValuePair<string, string>> tags) =>
        [.. tags.Select(static tag => new Struct { { "Key", tag.Key }, { "Value", tag.Value } })];

    public static List<Struct> Groups(IEnumerable<SecurityGroup> groups) =>
        [.. groups.Select(static g => new Struct { { "GroupId", g.Id }, { "GroupName", g.GroupName } })];

    public static string Time(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static Struct Return => new() { { "Return", true } };
}
