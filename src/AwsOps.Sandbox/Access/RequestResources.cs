using System.Collections;
using System.Text.RegularExpressions;
using AwsOps.Engine.Policy.Actions;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Access;

/// <summary>
/// The resources that a request is about, as policies see them: for each type of resource that its action takes, the ARNs that
/// the request names, or the ARN with asterisks where it names none, as AWS has it for what is yet to be made.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html</remarks>
internal static partial class RequestResources
{
    /// <summary>The prefix of the ids of EC2's types of resources.</summary>
    private static readonly Dictionary<string, string> Ec2Ids = new(StringComparer.Ordinal)
    {
        ["instance"] = "i",
        ["volume"] = "vol",
        ["snapshot"] = "snap",
        ["security-group"] = "sg",
        ["subnet"] = "subnet",
        ["vpc"] = "vpc",
        ["route-table"] = "rtb",
        ["network-acl"] = "acl",
        ["internet-gateway"] = "igw",
        ["natgateway"] = "nat",
        ["elastic-ip"] = "eipalloc",
        ["network-interface"] = "eni",
        ["launch-template"] = "lt",
        ["image"] = "ami",
        ["key-pair"] = "key",
        ["vpc-flow-log"] = "fl",
        ["vpc-endpoint"] = "vpce",
        ["vpc-peering-connection"] = "pcx",
        ["prefix-list"] = "pl",
        ["security-group-rule"] = "sgr",
    };

    /// <summary>ARNs, at least one: <c>*</c> where the action has no resources.</summary>
    public static IReadOnlyList<string> Of(SandboxCloud cloud, string service, string operation, string action, string account, string region, Caller caller, Struct input)
    {
        if (!ActionTable.Default.TryGetAction(action, out var known) || !known.HasResources)
        {
            return ["*"];
        }

        var texts = new List<string>();
        Collect(input, texts);
        var names = new ResourceNames(cloud, service, operation, account, region, caller, input);
        var found = new List<string>();
        foreach (var resource in known.Resources)
        {
            var type = resource.Type;

            // Of S3's kinds of resources there are two here.
            if (service == "s3" && type.Name is not ("bucket" or "object"))
            {
                continue;
            }

            var arns = texts.Where(text => text.StartsWith("arn:", StringComparison.Ordinal) && type.CanBe(text)).ToList();
            if (arns.Count == 0)
            {
                arns = service == "ec2" && Ec2Ids.TryGetValue(type.Name, out var prefix) ? Ec2(type, prefix, texts, names, account, region) : Named(type, names, account, region);
            }

            if (arns.Count == 0 && resource.IsRequired && !IsNamedOtherwise(service, type, known))
            {
                arns.Add(Fill(type.Arn, account, region, static _ => null));
            }

            found.AddRange(arns);
        }

        return found.Count == 0 ? ["*"] : [.. found.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>All strings of a request, however deep.</summary>
    private static void Collect(object? value, List<string> into)
    {
        switch (value)
        {
            case string text:
                into.Add(text);
                break;
            case Struct members:
                foreach (var (_, member) in members)
                {
                    Collect(member, into);
                }

                break;
            case byte[]:
                break;
            case IEnumerable items:
                foreach (var item in items)
                {
                    Collect(item, into);
                }

                break;
        }
    }

    /// <summary>A load balancer is of one type, an action that takes it of any lists them all; those of the older API are Classic ones.</summary>
    private static bool IsNamedOtherwise(string service, ServiceResource type, ServiceAction action) => service == "elasticloadbalancing"
        ? type.Name != "loadbalancer"
        : service == "elasticloadbalancingv2" && action.Resources.Count(other => other.Type.Name.Split('/')[0] == type.Name.Split('/')[0]) > 1;

    private static List<string> Ec2(ServiceResource type, string prefix, List<string> texts, ResourceNames names, string account, string region)
    {
        List<string> ids = [.. texts.Where(text => IdOf().Match(text) is { Success: true } match && match.Groups[1].Value == prefix), .. names.Ec2(type.Name)];
        return [.. ids.Select(id => Fill(type.Arn, account, region, _ => id))];
    }

    private static List<string> Named(ServiceResource type, ResourceNames names, string account, string region)
    {
        var placeholders = Placeholder().Matches(type.Arn).Select(static match => match.Groups[1].Value).Where(static name => name is not ("Partition" or "Region" or "Account")).ToList();
        var sets = placeholders.Select(name => names.Of(type, name)).ToList();
        var many = sets.OrderByDescending(static set => set.Count).FirstOrDefault();
        if (many is not { Count: > 0 } || (type.Name == "object" && sets.Exists(static set => set.Count == 0)))
        {
            return [];
        }

        return [.. many.Select((value, index) => Fill(type.Arn, account, region, name =>
        {
            var set = sets[placeholders.IndexOf(name)];
            return set.Count == 0 ? null : set == many ? value : set.Count > index && set.Count == many.Count ? set[index] : set[0];
        }))];
    }

    private static string Fill(string arn, string account, string region, Func<string, string?> value) => Placeholder().Replace(arn, match => match.Groups[1].Value switch
    {
        "Partition" => "aws",
        "Region" => region,
        "Account" => account,
        var name => value(name) ?? "*",
    });

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("^([a-z]+)-[0-9a-f]{8,17}$")]
    private static partial Regex IdOf();
}
