using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amazon.EC2.Model;
using Amazon.ElasticLoadBalancingV2.Model;
using Amazon.Runtime;

namespace AwsOps.Network.Inventories;

/// <summary>One answer of the AWS CLI, whichever call it is of: what the call lists stands under its own name.</summary>
internal sealed class SavedAnswer : NetworkAnswers
{
    /// <summary>
    /// The clients' classes are named as the CLI's JSON but for three members. What no question here needs is passed over: times
    /// come in several notations.
    /// </summary>
    private static readonly JsonSerializerOptions Options = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Rename } },
        Converters = { new ConstantConverterFactory() },
    };

    public List<PrefixListEntry>? Entries { get; set; }

    public List<TransitGatewayRoute>? Routes { get; set; }

    public VpcBlockPublicAccessOptions? VpcBlockPublicAccessOptions { get; set; }

    public List<TargetHealthDescription>? TargetHealthDescriptions { get; set; }

    public List<LoadBalancerAttribute>? Attributes { get; set; }

    public Amazon.ElasticLoadBalancing.Model.LoadBalancerAttributes? LoadBalancerAttributes { get; set; }

    public string? NextToken { get; set; }

    public string? NextMarker { get; set; }

    /// <summary>Reads one answer; the reader stands at its end then.</summary>
    /// <exception cref="JsonException">It is malformed, or of another shape than the answers.</exception>
    public static SavedAnswer? Read(ref Utf8JsonReader reader) => JsonSerializer.Deserialize<SavedAnswer>(ref reader, Options);

    private static void Rename(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            var property = type.Properties[i];
            if (property.PropertyType == typeof(DateTime?) || property.PropertyType == typeof(DateTime) || property.PropertyType == typeof(MemoryStream)
                || (type.Type == typeof(IpPermission) && property.Name == "IpRanges"))
            {
                type.Properties.RemoveAt(i);
            }
            else if (type.Type == typeof(IpPermission) && property.Name == nameof(IpPermission.Ipv4Ranges))
            {
                property.Name = "IpRanges";
            }
            else if (type.Type == typeof(PrefixListId) && property.Name == nameof(PrefixListId.Id))
            {
                property.Name = "PrefixListId";
            }
        }
    }

    /// <summary>The clients' enumerations are classes made from their text.</summary>
    private sealed class ConstantConverterFactory : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeof(ConstantClass).IsAssignableFrom(typeToConvert);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(ConstantConverter<>).MakeGenericType(typeToConvert))!;
    }

    private sealed class ConstantConverter<T> : JsonConverter<T>
        where T : ConstantClass
    {
        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => (T?)Activator.CreateInstance(typeToConvert, reader.GetString());

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
