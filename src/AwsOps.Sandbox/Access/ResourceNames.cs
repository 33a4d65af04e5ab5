using AwsOps.Engine.Policy.Actions;
using AwsOps.Sandbox.AutoScaling;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Access;

/// <summary>What a request puts in the place of the placeholders in ARNs.</summary>
internal sealed class ResourceNames(SandboxCloud cloud, string service, string operation, string account, string region, Caller caller, Struct input)
{
    /// <summary>Members that hold what a placeholder stands for, where they are called otherwise.</summary>
    private static readonly Dictionary<string, string[]> Members = new(StringComparer.Ordinal)
    {
        ["TopicName"] = ["Name"],
        ["QueueName"] = ["QueueName", "QueueUrl"],
        ["BucketName"] = ["Bucket"],
        ["AlarmName"] = ["AlarmName", "AlarmNames"],
        ["LogGroupName"] = ["logGroupName", "logGroupIdentifier"],
        ["LogStreamName"] = ["logStreamName"],
        ["ParameterNameWithoutLeadingSlash"] = ["Name", "Names", "Path"],
        ["GroupFriendlyName"] = ["AutoScalingGroupName", "AutoScalingGroupNames"],
        ["LoadBalancerName"] = ["Name"],
        ["TargetGroupName"] = ["Name"],
        ["TrailName"] = ["Name", "TrailName"],
        ["Alias"] = ["AliasName"],
    };

    /// <summary>The values of a placeholder of a type's ARN; none where the request has none.</summary>
    public IReadOnlyList<string> Of(ServiceResource type, string placeholder) => (service, placeholder) switch
    {
        ("iam", "UserNameWithPath") => Iam("UserName", type.Name == "user" && !input.Has("UserName") && operation is not "CreateUser" ? caller : null, cloud.Iam(account).Users.GetValueOrDefault),
        ("iam", "GroupNameWithPath") => Iam("GroupName", null, cloud.Iam(account).Groups.GetValueOrDefault),
        ("iam", "RoleNameWithPath") => operation == "CreateServiceLinkedRole" ? [] : Iam("RoleName", null, cloud.Iam(account).Roles.GetValueOrDefault),
        ("iam", "PolicyNameWithPath") => operation == "CreatePolicy" ? [Path() + input.String("PolicyName")] : [],
        ("iam", "MfaTokenIdWithPath") => operation == "CreateVirtualMFADevice" ? [Path() + input.String("VirtualMFADeviceName")] : [],
        ("iam", "InstanceProfileNameWithPath") => input.String("InstanceProfileName") is { } name
            ? [cloud.Iam(account).InstanceProfiles.TryGetValue(name, out var profile) ? profile.Arn[(profile.Arn.IndexOf('/', StringComparison.Ordinal) + 1)..] : Path() + name]
            : [],
        ("iam", "OidcProviderName") => input.String("Url") is { } url ? [url.Replace("https://", "", StringComparison.Ordinal).TrimEnd('/')] : [],
        ("autoscaling", "GroupId") => [.. Groups().Select(GroupId)],
        ("autoscaling", "GroupFriendlyName") => Groups(),
        ("elasticloadbalancingv2", "LoadBalancerName") when operation == "CreateLoadBalancer" && type.Name == "loadbalancer" => [.. Values("Name").Select(name => $"{BalancerKind()}/{name}/*")],
        ("elasticloadbalancing", "LoadBalancerName") when type.Name == "loadbalancer" => [.. Values("LoadBalancerName"), .. Values("LoadBalancerNames")],
        ("elasticloadbalancing" or "elasticloadbalancingv2", "LoadBalancerName") => [],
        ("s3", "ObjectName") => [.. Values("Key"), .. (input.Child("Delete")?.Structs("Objects") ?? []).Select(static item => item.String("Key")!)],
        ("kms", "KeyId") => [.. Values("KeyId").Concat(Values("TargetKeyId")).Select(id => Kms.KmsState.IdOf(cloud, account, region, id))],
        ("kms", "Alias") => [.. Values("AliasName").Select(static name => name.Replace("alias/", "", StringComparison.Ordinal))],
        ("sqs", "QueueName") => [.. Values("QueueName").Concat(Values("QueueUrl")).Select(static value => value[(value.LastIndexOf('/') + 1)..])],
        ("ssm", "ParameterNameWithoutLeadingSlash") => [.. Values("Name").Concat(Values("Names")).Concat(Values("Path")).Select(static name => name.TrimStart('/'))],
        ("logs", "LogGroupName") => [.. Values("logGroupName").Concat(Values("logGroupIdentifier")).Select(static name => name.StartsWith("arn:", StringComparison.Ordinal) ? name.Split(':')[6] : name)],
        _ => [.. Members.GetValueOrDefault(placeholder, [placeholder]).SelectMany(Values)],
    };

    /// <summary>Ids of EC2 resources that a request calls by their names.</summary>
    public IEnumerable<string> Ec2(string type) => type switch
    {
        "launch-template" => Values("LaunchTemplateName").Concat(input.Child("LaunchTemplate")?.String("LaunchTemplateName") is { } nested ? [nested] : [])
            .SelectMany(name => cloud.Scope(account, region).Get<Ec2State>().LaunchTemplates.Where(template => template.LaunchTemplateName == name)).Select(static template => template.Id),
        "key-pair" => Values("KeyName"),
        _ => [],
    };

    private string Path() => (input.String("Path") ?? "/").TrimStart('/');

    private List<string> Iam(string member, Caller? self, Func<string, Iam.PolicyHolder?> find)
    {
        if (input.String(member) is { } name)
        {
            return [find(name) is { } holder ? holder.Path.TrimStart('/') + holder.Name : Path() + name];
        }

        return self?.EntityArn.Split(":user/") is [_, var own] ? [own] : [];
    }

    private List<string> Groups()
    {
        List<string> named = [.. Values("AutoScalingGroupName"), .. Values("AutoScalingGroupNames"), .. TagGroups()];
        if (named.Count > 0)
        {
            return named;
        }

        var state = cloud.Scope(account, region).Get<AutoScalingState>();
        return [.. Values("InstanceId").Concat(Values("InstanceIds")).Select(id => state.Member(id)?.Group.Name).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    private IEnumerable<string> TagGroups() => operation is "CreateOrUpdateTags" or "DeleteTags" ? input.Structs("Tags").Select(static tag => tag.String("ResourceId")).OfType<string>() : [];

    private string GroupId(string name) => cloud.Scope(account, region).Get<AutoScalingState>().TryGet(name, out var group) ? group.Arn.Split(':')[6] : "*";

    private string BalancerKind() => (input.String("Type") ?? "application") switch
    {
        "network" => "net",
        "gateway" => "gwy",
        _ => "app",
    };

    private IReadOnlyList<string> Values(string member)
    {
        var value = input[member] ?? input.FirstOrDefault(pair => pair.Key.Equals(member, StringComparison.OrdinalIgnoreCase)).Value;
        return value switch
        {
            string text => [text],
            System.Collections.IEnumerable items and not Struct and not byte[] => [.. items.OfType<string>()],
            _ => [],
        };
    }
}
