using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Kernel;

public class ModelTests
{
    [Fact]
    public void Every_model_loads_whole_and_every_pattern_is_understood()
    {
        Assert.True(ServiceModel.All.Count >= 18);
        foreach (var model in ServiceModel.All.Values)
        {
            Assert.NotEmpty(model.IamPrefix);
            Assert.EndsWith(".amazonaws.com", model.EventSource, StringComparison.Ordinal);
            var seen = new HashSet<Shape>();
            foreach (var operation in model.Operations.Values)
            {
                Visit(operation.Input, seen);
                Visit(operation.Output, seen);
            }
        }
    }

    [Theory]
    [InlineData("é", false)]
    [InlineData("web_1", true)]
    [InlineData("web 1", false)]
    [InlineData("web1\n", false)]
    public void A_pattern_is_matched_whole_and_in_ASCII(string name, bool expected) =>
        Assert.Equal(expected, ServiceModel.Get("iam").Shape("roleNameType").MatchesPattern(name));

    private static void Visit(Shape? shape, HashSet<Shape> seen)
    {
        if (shape is null || !seen.Add(shape))
        {
            return;
        }

        if (shape.Pattern is not null)
        {
            shape.MatchesPattern("x");
        }

        switch (shape.Type)
        {
            case ShapeType.Structure:
                foreach (var member in shape.Members)
                {
                    Visit(member.Shape, seen);
                }

                Assert.All(shape.Required, name => Assert.NotNull(shape.FindMember(name)));
                break;
            case ShapeType.List:
                Visit(shape.Element.Shape, seen);
                break;
            case ShapeType.Map:
                Visit(shape.Key.Shape, seen);
                Visit(shape.Value.Shape, seen);
                break;
        }
    }
}
