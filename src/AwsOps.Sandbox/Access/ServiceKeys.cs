using System.Collections;
using System.Globalization;
using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Actions;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Access;

/// <summary>
/// Condition keys of services: of those that an action answers to, the ones whose name is also that of a member of the request,
/// e.g. ec2:InstanceType, iam:PolicyARN, s3:prefix; and the few that are called otherwise.
/// </summary>
internal static class ServiceKeys
{
    private static readonly Dictionary<string, string> Members = new(StringComparer.OrdinalIgnoreCase)
    {
        ["s3:x-amz-acl"] = "ACL",
        ["s3:x-amz-server-side-encryption"] = "ServerSideEncryption",
        ["s3:x-amz-server-side-encryption-aws-kms-key-id"] = "SSEKMSKeyId",
        ["s3:x-amz-copy-source"] = "CopySource",
        ["s3:x-amz-storage-class"] = "StorageClass",
        ["autoscaling:VPCZoneIdentifiers"] = "VPCZoneIdentifier",
        ["kms:RequestAlias"] = "KeyId",
    };

    public static void Add(RequestContext keys, OperationModel operation, Call call, Struct input, string action)
    {
        if (!ActionTable.Default.TryGetAction(action, out var known))
        {
            return;
        }

        foreach (var key in known.ConditionKeys.Concat(known.Resources.SelectMany(static resource => resource.Type.ConditionKeys)).Select(static key => key.Name).Distinct(StringComparer.Ordinal))
        {
            var value = key switch
            {
                _ when key.StartsWith("aws:", StringComparison.Ordinal) || key.Contains("${", StringComparison.Ordinal) => null,
                "ec2:Region" => call.Region,
                "kms:CallerAccount" => call.Caller.Account,
                "kms:RequestAlias" when input.String("KeyId")?.Contains("alias/", StringComparison.Ordinal) != true => null,
                _ => Find(input, Members.GetValueOrDefault(key) ?? key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..]),
            };
            if (value is not null)
            {
                keys[key] = key == "autoscaling:VPCZoneIdentifiers" ? ((string)value).Split(',') : Texts(value);
            }
        }
    }

    /// <summary>The first member with a name, however deep.</summary>
    private static object? Find(object? value, string name)
    {
        switch (value)
        {
            case Struct members:
                foreach (var (member, inner) in members)
                {
                    if (member.Equals(name, StringComparison.OrdinalIgnoreCase) && inner is not Struct)
                    {
                        return inner;
                    }
                }

                return members.Select(member => Find(member.Value, name)).FirstOrDefault(static found => found is not null);
            case IEnumerable items and not string and not byte[]:
                return items.Cast<object?>().Select(item => Find(item, name)).FirstOrDefault(static found => found is not null);
            default:
                return null;
        }
    }

    private static IReadOnlyList<string> Texts(object value) => value switch
    {
        string text => [text],
        bool flag => [flag ? "true" : "false"],
        byte[] => [],
        IEnumerable items => [.. items.OfType<string>()],
        IFormattable number => [number.ToString(null, CultureInfo.InvariantCulture)],
        _ => [],
    };
}
