using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Ec2;

/// <summary>https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html</summary>
public class TagTests : Ec2Test
{
    [Fact]
    public void Tags_are_added_overwritten_and_listed()
    {
        var (vpc, group) = (NewVpc(), NewGroup());
        Tag([vpc, group], ("Team", "shop"), ("Name", "x"));
        Tag([vpc], ("Team", "data"));
        Assert.Equal(4, Ec2("DescribeTags").Structs("Tags").Count);
        var tag = Ec2("DescribeTags", new() { ["Filters"] = new[] { Filter("key", "Team"), Filter("resource-type", "vpc") } }).Structs("Tags").Single();
        Assert.Equal((vpc, "data"), (tag.String("ResourceId"), tag.String("Value")));
        Assert.Equal(group, Ec2("DescribeTags", Where("tag:Team", "shop")).Structs("Tags").Single().String("ResourceId"));
    }

    [Fact]
    public void Deleting_by_key_by_value_and_all()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTags.html
        var vpc = NewVpc();
        Tag([vpc], ("a", "1"), ("b", "2"), ("c", ""), ("d", "4"));
        Delete(new Struct { ["Key"] = "a" });
        Delete(new Struct { ["Key"] = "b", ["Value"] = "other" });
        Delete(new Struct { ["Key"] = "c", ["Value"] = "" });
        Assert.Equal(["b", "d"], State.Vpcs.Get(vpc).Tags.Keys);
        Delete();
        Assert.Empty(State.Vpcs.Get(vpc).Tags);
        void Delete(params Struct[] tags) => Ec2("DeleteTags", new() { ["Resources"] = new[] { vpc }, ["Tags"] = tags });
    }

    [Fact]
    public void Limits_and_reserved_keys()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions
        var vpc = NewVpc();
        Tag([vpc], [.. Enumerable.Range(0, 50).Select(static i => ("k" + i, "v"))]);
        Fails("TagLimitExceeded", "CreateTags", Request([vpc], ("one-more", "v")));
        Assert.Equal("Tag keys starting with 'aws:' are reserved for internal use", Fails("InvalidParameterValue", "CreateTags", Request([vpc], ("aws:x", "v"))).Message);
        Fails("InvalidParameterValue", "CreateTags", Request([vpc], (new string('k', 129), "v")));
        Fails("InvalidParameterValue", "CreateTags", Request([vpc], ("k", new string('v', 257))));
    }

    [Theory]
    [InlineData("i-0123456789abcdef0", "InvalidInstanceID.NotFound")]
    [InlineData("vpc-0123456789abcdef0", "InvalidVpcID.NotFound")]
    [InlineData("zzz-0123456789abcdef0", "InvalidID")]
    public void A_resource_that_is_not_there(string id, string code) => Fails(code, "CreateTags", Request([id], ("a", "b")));

    private static Struct Request(string[] resources, params (string Key, string Value)[] tags) => new()
    {
        ["Resources"] = resources,
        ["Tags"] = tags.Select(static t => new Struct { ["Key"] = t.Key, ["Value"] = t.Value }).ToList(),
    };

    private void Tag(string[] resources, params (string Key, string Value)[] tags) => Ec2("CreateTags", Request(resources, tags));
}
