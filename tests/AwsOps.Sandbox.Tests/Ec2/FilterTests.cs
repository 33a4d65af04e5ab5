using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Ec2;

/// <summary>https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html</summary>
public class FilterTests : Ec2Test
{


    public FilterTests() => ((string[])["web", "web-1", "web-12", "db", "a*b"]).ToList().ForEach(n => NewGroup(n));

    [Theory]
    [InlineData("web", "web")]
    [InlineData("web*", "web,web-1,web-12")]
    [InlineData("*1*", "web-1,web-12")]
    [InlineData("web-1?", "web-1,web-12")]
    [InlineData("web-??", "web-1,web-12")]
    [InlineData("?b", "db")]
    [InlineData("WEB*", "")]
    [InlineData(@"a\*b", "a*b")]
    [InlineData(@"web\*", "")]
    [InlineData("", "")]
    public void Stars_and_question_marks(string pattern, string expected) =>
        Assert.Equal(
            expected.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(),
            Groups(Filter("group-name", pattern)).Order());

    [Fact]
    public void Values_of_one_filter_are_alternatives_and_filters_must_all_match()
    {
        Assert.Equal(["web", "db"], Groups(Filter("group-name", "web", "db")));
        Assert.Equal(["web"], Groups(Filter("group-name", "web", "db"), Filter("group-name", "w*")));
        Assert.Empty(Groups(Filter("group-name", "web"), Filter("vpc-id", "vpc-none")));
    }

    [Fact]
    public void Tags_are_filtered_by_key_and_by_key_and_value()
    {
        var id = State.SecurityGroups.First(static g => g.GroupName == "db").Id;
        Ec2("CreateTags", new() { ["Resources"] = new[] { id }, ["Tags"] = new[] { new Struct { ["Key"] = "Team:x", ["Value"] = "data" } } });
        Assert.Equal(["db"], Groups(Filter("tag:Team:x", "da*")));
        Assert.Equal(["db"], Groups(Filter("tag-key", "Team*")));
        Assert.Empty(Groups(Filter("tag:Team:x", "web")));
    }

    [Fact]
    public void An_unknown_filter_is_an_error_that_names_it() =>
        Assert.Equal("The filter 'group-nam' is invalid", Fails("InvalidParameterValue", "DescribeSecurityGroups", Where("group-nam", "web")).Message);

    [Fact]
    public void More_than_200_values_are_too_many() =>
        Fails("FilterLimitExceeded", "DescribeSecurityGroups", Where("group-name", [.. Enumerable.Range(0, 201).Select(static i => "g" + i)]));

    [Fact]
    public void Pages_cover_everything_once_and_a_made_up_token_is_refused()
    {
        var seen = new List<string>();
        string? token = null;
        do
        {
            var page = Ec2("DescribeSecurityGroups", new() { ["MaxResults"] = 5, ["NextToken"] = token });
            seen.AddRange(page.Structs("SecurityGroups").Select(static g => g.String("GroupId")!));
            token = page.String("NextToken");
        }
        while (token is not null);
        Assert.Equal(State.SecurityGroups.Select(static g => g.Id), seen);
        Fails("InvalidParameterValue", "DescribeSecurityGroups", new() { ["MaxResults"] = 5, ["NextToken"] = "nonsense" });
    }

    private IEnumerable<string> Groups(params Struct[] filters) =>
        Ec2("DescribeSecurityGroups", new() { ["Filters"] = filters }).Structs("SecurityGroups").Select(static g => g.String("GroupName")!);
}
