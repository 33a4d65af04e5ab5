using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Prefix lists in route tables of transit gateways. https://docs.aws.amazon.com/vpc/latest/tgw/create-prefix-list-reference.html</summary>
internal static class TransitGatewayPrefixListOperations
{
    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateTransitGatewayPrefixListReference", static (call, ec2, request) =>
        {
            var (table, list) = (TransitGatewayRouteTableOperations.Get(ec2, request), ec2.GetPrefixList(request.String("PrefixListId")!));
            if (table.References.Exists(r => r.List == list))
            {
                throw new AwsError("TransitGatewayPrefixListReference.Duplicate", $"A reference to {list.Id} already exists in Transit Gateway Route Table {table.Id}.");
            }

            var reference = new TransitGatewayPrefixListReference(list, Target(ec2, table, request));
            table.References.Add(reference);
            return Answer(table, reference, "pending");
        });
        simulator.Op("ModifyTransitGatewayPrefixListReference", static (call, ec2, request) =>
        {
            var (table, old) = Find(ec2, request);
            var reference = old with { Attachment = Target(ec2, table, request) };
            table.References[table.References.IndexOf(old)] = reference;
            return Answer(table, reference, "modifying");
        });
        simulator.Op("DeleteTransitGatewayPrefixListReference", static (call, ec2, request) =>
        {
            var (table, reference) = Find(ec2, request);
            table.References.Remove(reference);
            return Answer(table, reference, "deleting");
        });
        simulator.Op("GetTransitGatewayPrefixListReferences", List);
    }

    private static TransitGatewayAttachment? Target(Ec2State ec2, TransitGatewayRouteTable table, Struct request)
    {
        var (blackhole, id) = (request.Bool("Blackhole") == true, request.String("TransitGatewayAttachmentId"));
        return blackhole == (id is not null)
            ? throw (blackhole
                ? new AwsError("InvalidParameterCombination", "The parameters Blackhole and TransitGatewayAttachmentId cannot be used together.")
                : new AwsError("MissingParameter", "The request must contain the parameter TransitGatewayAttachmentId or Blackhole."))
            : blackhole ? null : TransitGatewayRouteTableOperations.AttachmentOf(ec2, table, id);
    }

    private static (TransitGatewayRouteTable Table, TransitGatewayPrefixListReference Reference) Find(Ec2State ec2, Struct request)
    {
        var (table, list) = (TransitGatewayRouteTableOperations.Get(ec2, request), ec2.GetPrefixList(request.String("PrefixListId")!));
        return (table, table.References.Find(r => r.List == list)
            ?? throw new AwsError("TransitGatewayPrefixListReference.NotFound", $"A reference to {list.Id} does not exist in Transit Gateway Route Table {table.Id}."));
    }

    /// <summary>Filters: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetTransitGatewayPrefixListReferences.html</summary>
    private static Struct List(Call call, Ec2State ec2, Struct request)
    {
        var table = TransitGatewayRouteTableOperations.Get(ec2, request);
        IEnumerable<TransitGatewayPrefixListReference> references = table.References;
        foreach (var filter in request.Structs("Filters"))
        {
            Func<TransitGatewayPrefixListReference, string?> value = filter.String("Name") switch
            {
                "attachment.resource-id" => static r => r.Attachment?.ResourceId,
                "attachment.resource-type" => static r => r.Attachment?.Kind,
                "attachment.transit-gateway-attachment-id" => static r => r.Attachment?.Id,
                "is-blackhole" => static r => r.Attachment is null ? "true" : "false",
                "prefix-list-id" => static r => r.List.Id,
                "prefix-list-owner-id" => static r => r.List.OwnerId,
                "state" => static _ => "available",
                var name => throw new AwsError("InvalidParameterValue", $"The filter '{name}' is invalid"),
            };
            references = references.Where(r => filter.Strings("Values").Contains(value(r)));
        }

        return Describe.Answer(request, references, "TransitGatewayPrefixListReferences", r => View(table, r, "available"));
    }

    private static Struct Answer(TransitGatewayRouteTable table, TransitGatewayPrefixListReference reference, string state) =>
        new() { { "TransitGatewayPrefixListReference", View(table, reference, state) } };

    private static Struct View(TransitGatewayRouteTable table, TransitGatewayPrefixListReference reference, string state) => new()
    {
        { "TransitGatewayRouteTableId", table.Id },
        { "PrefixListId", reference.List.Id },
        { "PrefixListOwnerId", reference.List.OwnerId },
        { "State", state },
        { "Blackhole", reference.Attachment is null },
        {
            "TransitGatewayAttachment", reference.Attachment is not { } attachment
                ? null
                : new Struct { { "TransitGatewayAttachmentId", attachment.Id }, { "ResourceType", attachment.Kind }, { "ResourceId", attachment.ResourceId } }
        },
    };
}
