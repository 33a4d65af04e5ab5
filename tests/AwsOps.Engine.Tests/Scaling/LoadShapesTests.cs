using AwsOps.Engine.Scaling;

namespace AwsOps.Engine.Tests.Scaling;

public class LoadShapesTests
{
    [Fact]
    public void A_surge()
    {
        var load = LoadShapes.Surge(100, 1100, 10, 9, 5, 10, 60).ToArray();
        Assert.Equal(60, load.Length);
        Assert.All(load[..10], l => Assert.Equal(100, l));
        Assert.Equal((200, 1000, 1100), (load[10], load[18], load[19]));
        Assert.Equal(600, load[33], 9);
        Assert.Equal(350, load[43], 9);
    }

    [Fact]
    public void Days_and_weekends()
    {
        var load = LoadShapes.Daily(10, 110, 14, 7 * 1440, weekend: 0.5).ToArray();
        Assert.Equal((110, 10, 55), (load[14 * 60], load[2 * 60], load[(5 * 1440) + (14 * 60)]));
        var noisy = LoadShapes.Daily(10, 110, 14, 1440, noise: 0.1, seed: 7).ToArray();
        Assert.Equal(noisy, LoadShapes.Daily(10, 110, 14, 1440, noise: 0.1, seed: 7));
        Assert.NotEqual(noisy, LoadShapes.Daily(10, 110, 14, 1440, noise: 0.1, seed: 8));
        Assert.All(noisy, l => Assert.True(l >= 0));
    }

    [Fact]
    public void Bad_shapes_are_named()
    {
        Assert.Equal("peak", Assert.Throws<ArgumentOutOfRangeException>(() => LoadShapes.Surge(1, double.NaN, 1, 1, 1, 1, 1)).ParamName);
        Assert.Equal("halfLifeMinutes", Assert.Throws<ArgumentOutOfRangeException>(() => LoadShapes.Surge(1, 2, 1, 1, 1, 0, 1)).ParamName);
        Assert.Equal("low", Assert.Throws<ArgumentOutOfRangeException>(() => LoadShapes.Daily(-1, 2, 1, 1)).ParamName);
    }
}
