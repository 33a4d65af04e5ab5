using System.Text.RegularExpressions;
using AwsOps.Engine.Policy.Actions;
using AwsOps.Engine.Policy.Writing;

namespace AwsOps.Engine.Policy.Trail;

/// <summary>
/// Finds what must be allowed for an event to happen again: the actions, the ARNs of what they were done to (as the event
/// lists them, else from the request's parameters), and the roles that were passed.
/// </summary>
public static partial class EventAccess
{
    /// <summary>
    /// Parameters by another name than the placeholder of the resource's ARN. The placeholders are those of the Service
    /// Authorization Reference, the parameters those of each service's API reference.
    /// </summary>
    private static readonly Dictionary<string, string[]> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ObjectName"] = ["key"],
        ["SecurityGroupId"] = ["groupid"],
        ["GroupFriendlyName"] = ["autoscalinggroupname"],
        ["QueueName"] = ["queuename", "queueurl"],
        ["DBInstanceName"] = ["dbinstanceidentifier"],
        ["DbInstanceName"] = ["dbinstanceidentifier"],
        ["DbClusterInstanceName"] = ["dbclusteridentifier"],
        ["SnapshotName"] = ["dbsnapshotidentifier"],
        ["SecretId"] = ["secretid"],
        ["ParameterNameWithoutLeadingSlash"] = ["name", "names"],
        ["ClusterName"] = ["cluster", "clustername", "name"],
        ["AlarmName"] = ["alarmname", "alarmnames"],
        ["TopicName"] = ["name"],
        ["KeyPairName"] = ["keyname"],
        ["LaunchConfigurationName"] = ["launchconfigurationname"],
        ["BackupVaultName"] = ["backupvaultname"],
        ["PolicyNameWithPath"] = ["policyname"],
    };

    /// <summary>Actions on a version of an object: "When you specify a version ID, you need …Version".</summary>
    /// <seealso href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html"/>
    private static readonly Dictionary<string, string> OfVersions = new(StringComparer.Ordinal)
    {
        ["s3:GetObject"] = "s3:GetObjectVersion",
        ["s3:DeleteObject"] = "s3:DeleteObjectVersion",
        ["s3:GetObjectAcl"] = "s3:GetObjectVersionAcl",
        ["s3:PutObjectAcl"] = "s3:PutObjectVersionAcl",
        ["s3:GetObjectTagging"] = "s3:GetObjectVersionTagging",
        ["s3:PutObjectTagging"] = "s3:PutObjectVersionTagging",
        ["s3:DeleteObjectTagging"] = "s3:DeleteObjectVersionTagging",
    };

    /// <summary>Finds the accesses of an event; none, where it needs no permission.</summary>
    /// <param name="item">The event.</param>
    /// <param name="roleOfProfile">Finds the role of an instance profile's ARN; null where nobody knows.</param>
    public static IReadOnlyList<ObservedAccess> Of(TrailEvent item, Func<string, string?>? roleOfProfile = null)
    {
        ArgumentNullException.ThrowIfNull(item);
        List<ObservedAccess> accesses = [];
        foreach (string mapped in EventActions.Map(item.EventSource, item.EventName).Actions)
        {
            string action = Value(item, "versionid") is not null && OfVersions.TryGetValue(mapped, out string? ofVersion) ? ofVersion : mapped;
            accesses.Add(new(action, [.. Resources(item, action).Select(Literal).Distinct()])
            {
                AccountId = item.AccountId,
                Region = item.Region,
                PassedRoles = accesses.Count == 0 ? [.. PassedRoles(item, action, roleOfProfile).Distinct()] : [],
            });
        }

        if (accesses.Count > 0 && accesses[0].Action.StartsWith("ec2:", StringComparison.Ordinal))
        {
            accesses.AddRange(TagsOnCreation(item));
        }

        return accesses;
    }

    /// <summary>An asterisk in the name of an object is an asterisk, and no wildcard.</summary>
    /// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars"/>
    internal static string Literal(string resource) => resource == "*" ? resource : resource
        .Replace("${", "${$}{", StringComparison.Ordinal).Replace("*", "${*}", StringComparison.Ordinal).Replace("?", "${?}", StringComparison.Ordinal)
        .Replace(Any, "*", StringComparison.Ordinal).Replace(One, "?", StringComparison.Ordinal);

    // Wildcards that we write ourselves, until everything else has been taken literally.
    private const string Any = "\uFFFF";
    private const string One = "\uFFFE";

    private static IEnumerable<string> Resources(TrailEvent item, string action)
    {
        if (action.StartsWith("s3:", StringComparison.Ordinal) && Value(item, "x-amz-copy-source") is { } source)
        {
            // "x-amz-copy-source: the source bucket name and key": https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
            string from = Uri.UnescapeDataString(source.TrimStart('/').Split("?versionId=")[0]);
            return [$"arn:aws:s3:::{(action.StartsWith("s3:Get", StringComparison.Ordinal) ? from : $"{Value(item, "bucketname")}/{Value(item, "key")}")}"];
        }

        string[] listed = [.. item.Resources.Concat(item.Parameters.Select(parameter => parameter.Value)).Where(value => Arn.TryParse(value, out _))];
        if (!ActionTable.Default.TryGetAction(action, out ServiceAction? known))
        {
            return item.Resources;
        }

        listed = [.. listed.Where(arn => known.Resources.Any(resource => resource.Type.CanBe(Literal(arn))))];
        ServiceResource[] unnamed = [.. known.Resources.Select(resource => resource.Type).Where(type => !Array.Exists(listed, arn => type.CanBe(Literal(arn))))];
        return listed.Concat(unnamed.SelectMany(type => Build(item, type.Arn)));
    }

    /// <summary>Fills the placeholders of a type's ARN with the request's parameters; several values of one parameter make several ARNs.</summary>
    private static IEnumerable<string> Build(TrailEvent item, string arn)
    {
        // Who calls through an access point gives its ARN, which is found as it stands.
        if (arn.Contains(":accesspoint/", StringComparison.Ordinal))
        {
            return [];
        }

        List<string> built = [""];
        bool isNamed = false;
        int at = 0;
        foreach (Match match in Placeholder().Matches(arn))
        {
            string[] values = ValuesOf(item, match.Groups[1].Value);
            isNamed |= values.Length > 0 && match.Groups[1].Value is not ("Partition" or "Region" or "Account");
            string literal = arn[at..match.Index];
            built = [.. built.SelectMany(start => (values.Length == 0 ? [Any] : values).Select(value => start + literal + value))];
            at = match.Index + match.Length;
        }

        return isNamed && built.Count <= 100 ? built.Select(start => start + arn[at..]) : [];
    }

    private static string[] ValuesOf(TrailEvent item, string placeholder)
    {
        switch (placeholder)
        {
            case "Partition":
                return [item.Region is { } region ? region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn" : region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov" : "aws" : "aws"];
            case "Region":
                return item.Region is null ? [] : [item.Region];
            case "Account":
                return item.AccountId is null ? [] : [item.AccountId];
            default:
                break;
        }

        string plain = placeholder.EndsWith("WithPath", StringComparison.Ordinal) ? placeholder[..^"WithPath".Length] : placeholder;
        string[] names = Names.TryGetValue(placeholder, out string[]? others) ? others : [plain.ToLowerInvariant()];
        return [.. item.Parameters
            .Where(parameter => Array.Exists(names, name => parameter.Key == name || parameter.Key.EndsWith("." + name, StringComparison.Ordinal)))
            .Select(parameter => Shape(placeholder, parameter.Value)).Where(value => value.Length > 0 && !Arn.TryParse(value, out _)).Distinct()];
    }

    private static string Shape(string placeholder, string value) => placeholder switch
    {
        // https://sqs.eu-west-1.amazonaws.com/111122223333/orders
        "QueueName" => value[(value.LastIndexOf('/') + 1)..],
        "ParameterNameWithoutLeadingSlash" => value.TrimStart('/'),
        // "Secrets Manager adds six random characters": https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html
        "SecretId" => value + "-" + string.Concat(Enumerable.Repeat(One, 6)),
        // An alias stands for a key that the event's resources name.
        "KeyId" when value.StartsWith("alias/", StringComparison.Ordinal) => "",
        // name:alias and 111122223333:function:name
        "FunctionName" when value.Contains(':') => value.Split(':') is var parts && Array.IndexOf(parts, "function") is >= 0 and int at && at + 1 < parts.Length ? parts[at + 1] : parts[0],
        _ => value,
    };

    /// <summary>Roles among the parameters of a call that hands roles to its service, and those of instance profiles.</summary>
    private static IEnumerable<string> PassedRoles(TrailEvent item, string action, Func<string, string?>? roleOfProfile)
    {
        if (action.StartsWith("iam:", StringComparison.Ordinal) || action.StartsWith("sts:", StringComparison.Ordinal))
        {
            yield break;
        }

        foreach ((string path, string value) in item.Parameters)
        {
            if (value.Contains(":role/", StringComparison.Ordinal) && Arn.TryParse(value, out Arn? arn) && arn.Service == "iam" && path.Contains("role", StringComparison.Ordinal))
            {
                yield return value;
            }
            else if (path.Contains("instanceprofile", StringComparison.Ordinal) && Profile(item, path, value) is { } profile)
            {
                // People, and the console, call a profile as its role.
                yield return roleOfProfile?.Invoke(profile) ?? profile.Replace(":instance-profile/", ":role/", StringComparison.Ordinal);
            }
        }
    }

    private static string? Profile(TrailEvent item, string path, string value) =>
        value.Contains(":instance-profile/", StringComparison.Ordinal) ? value
        : path.EndsWith("name", StringComparison.Ordinal) || path.EndsWith("instanceprofile", StringComparison.Ordinal) ? $"arn:aws:iam::{item.AccountId}:instance-profile/{value}"
        : null;

    /// <summary>"If tags are specified in the resource-creating action, Amazon performs additional authorization on ec2:CreateTags."</summary>
    /// <seealso href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html"/>
    private static IEnumerable<ObservedAccess> TagsOnCreation(TrailEvent item)
    {
        string[] types = [.. item.Parameters.Where(parameter => parameter.Key.StartsWith("tagspecificationset", StringComparison.Ordinal) && parameter.Key.EndsWith("resourcetype", StringComparison.Ordinal))
            .Select(parameter => parameter.Value).Distinct()];
        if (types.Length > 0)
        {
            yield return new("ec2:CreateTags", [.. types.Select(type => $"arn:aws:ec2:{item.Region ?? "*"}:{item.AccountId ?? "*"}:{type}/*")])
            {
                AccountId = item.AccountId,
                Region = item.Region,
                Conditions = new Dictionary<string, string> { ["ec2:CreateAction"] = item.EventName },
            };
        }
    }

    private static string? Value(TrailEvent item, string name)
    {
        foreach ((string path, string value) in item.Parameters)
        {
            if (path == name)
            {
                return value;
            }
        }

        return null;
    }

    [GeneratedRegex(@"\$\{([^}]*)\}")]
    private static partial Regex Placeholder();
}
