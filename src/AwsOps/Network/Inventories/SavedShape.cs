using System.Text.Json;
using System.Text.RegularExpressions;

namespace AwsOps.Network.Inventories;

/// <summary>Whether a saved answer has the members without which it can't be read, and says in words what is of the wrong shape.</summary>
internal static partial class SavedShape
{
    /// <summary>What is wrong at which place of an answer, before anything is concluded from it.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="text">Its bytes.</param>
    /// <param name="malformed">Told of the path of an element, or the offset of a byte, and what is wrong there.</param>
    public static void Check(SavedAnswer answer, ReadOnlySpan<byte> text, Action<object[], long?, string> malformed)
    {
        if (NullElement(text) is { } offset)
        {
            malformed([], offset, "here stands null instead of an element of a list.");
        }

        void Each<T>(List<T>? items, string list, params (string Member, Func<T, object?> Value)[] needed)
        {
            for (var at = 0; at < (items?.Count ?? 0); at++)
            {
                foreach (var (member, value) in needed)
                {
                    if (value(items![at]) is null or "")
                    {
                        malformed([list, at], null, $"this element of {list} has no {member}.");
                    }
                }
            }
        }

        // The CLI writes an empty list where a group lets nothing in: without the list it is not known what it lets in.
        Each(answer.SecurityGroups, nameof(answer.SecurityGroups), ("GroupId", static x => x.GroupId), ("IpPermissions", static x => x.IpPermissions));
        Each(answer.SecurityGroupRules, nameof(answer.SecurityGroupRules), ("GroupId", static x => x.GroupId), ("IpProtocol", static x => x.IpProtocol));
        Each(answer.NetworkInterfaces, nameof(answer.NetworkInterfaces), ("NetworkInterfaceId", static x => x.NetworkInterfaceId), ("SubnetId", static x => x.SubnetId), ("VpcId", static x => x.VpcId));
        Each(answer.Vpcs, nameof(answer.Vpcs), ("VpcId", static x => x.VpcId));
        Each(answer.Subnets, nameof(answer.Subnets), ("SubnetId", static x => x.SubnetId), ("VpcId", static x => x.VpcId));
        Each(answer.RouteTables, nameof(answer.RouteTables), ("RouteTableId", static x => x.RouteTableId), ("VpcId", static x => x.VpcId));
        Each(answer.NetworkAcls, nameof(answer.NetworkAcls), ("NetworkAclId", static x => x.NetworkAclId));
        Each(answer.InternetGateways, nameof(answer.InternetGateways), ("InternetGatewayId", static x => x.InternetGatewayId));
        Each(answer.EgressOnlyInternetGateways, nameof(answer.EgressOnlyInternetGateways), ("EgressOnlyInternetGatewayId", static x => x.EgressOnlyInternetGatewayId));
        Each(answer.NatGateways, nameof(answer.NatGateways), ("NatGatewayId", static x => x.NatGatewayId));
        Each(answer.VpcPeeringConnections, nameof(answer.VpcPeeringConnections), ("VpcPeeringConnectionId", static x => x.VpcPeeringConnectionId));
        Each(answer.VpcEndpoints, nameof(answer.VpcEndpoints), ("VpcEndpointId", static x => x.VpcEndpointId));
        Each(answer.PrefixLists, nameof(answer.PrefixLists), ("PrefixListId", static x => x.PrefixListId));
        Each(answer.Entries, nameof(answer.Entries), ("Cidr", static x => x.Cidr));
        Each(answer.TransitGatewayAttachments, nameof(answer.TransitGatewayAttachments), ("TransitGatewayAttachmentId", static x => x.TransitGatewayAttachmentId));
        Each(answer.TransitGatewayVpcAttachments, nameof(answer.TransitGatewayVpcAttachments), ("TransitGatewayAttachmentId", static x => x.TransitGatewayAttachmentId));
        Each(answer.LoadBalancers, nameof(answer.LoadBalancers), ("LoadBalancerArn", static x => x.LoadBalancerArn));
        Each(answer.TargetGroups, nameof(answer.TargetGroups), ("TargetGroupArn", static x => x.TargetGroupArn));
        Each(answer.Listeners, nameof(answer.Listeners), ("ListenerArn", static x => x.ListenerArn), ("LoadBalancerArn", static x => x.LoadBalancerArn));
        Each(answer.Rules, nameof(answer.Rules), ("RuleArn", static x => x.RuleArn));
    }

    /// <summary>The words for a failure of the JSON reader: what stands there, and what would be right.</summary>
    /// <param name="exception">The failure.</param>
    public static string Words(JsonException exception)
    {
        var message = exception.Message;
        if (message.StartsWith("Expected depth to be zero", StringComparison.Ordinal))
        {
            return "the file ends in the middle of an answer.";
        }

        if (WrongType().Match(message) is not { Success: true } match)
        {
            return message.Split(" Path:")[0].Split(" LineNumber:")[0];
        }

        var where = exception.Path is { Length: > 2 } path ? path[2..] : null;
        return where is null
            ? "this is no answer of the AWS CLI, which is an object { … }; save the whole of it, without --query."
            : $"{where} is not {Kind(match.Groups[1].Value)}.";
    }

    private static string Kind(string type) =>
        type.Contains("List`1", StringComparison.Ordinal) ? "a list [ … ]"
        : type.Contains("Int32", StringComparison.Ordinal) || type.Contains("Int64", StringComparison.Ordinal) ? "a whole number"
        : type.Contains("Boolean", StringComparison.Ordinal) ? "true or false"
        : type is "System.String" ? "a text"
        : "an object { … }";

    /// <summary>Where a list has null for an element; null if none has.</summary>
    private static long? NullElement(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        Stack<bool> lists = [];
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    lists.Push(reader.TokenType == JsonTokenType.StartArray);
                    break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    lists.Pop();
                    break;
                case JsonTokenType.Null when lists.TryPeek(out var list) && list:
                    return reader.TokenStartIndex;
            }
        }

        return null;
    }

    [GeneratedRegex(@"could not be converted to (.+?)\. Path:")]
    private static partial Regex WrongType();
}
