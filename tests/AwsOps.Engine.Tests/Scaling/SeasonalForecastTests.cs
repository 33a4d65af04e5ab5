using AwsOps.Engine.Scaling;

namespace AwsOps.Engine.Tests.Scaling;

/// <summary>https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-predictive-scaling.html, and our own forecast.</summary>
public class SeasonalForecastTests
{
    // "at least 24 hours of historical data"; "an hourly forecast for the next 48 hours".
    [Fact]
    public void Needs_a_day_and_gives_two()
    {
        var forecast = new double[48];
        Assert.False(SeasonalForecast.TryPredict(new double[23], forecast));
        Assert.True(SeasonalForecast.TryPredict(new double[24], forecast));
        Assert.Throws<ArgumentException>(() => SeasonalForecast.TryPredict(new double[24], new double[49]));
    }

    [Fact]
    public void A_daily_pattern_is_repeated()
    {
        var history = Enumerable.Range(0, 14 * 24).Select(h => 100 + (50 * Math.Sin(h % 24 * Math.PI / 12))).ToArray();
        var forecast = new double[48];
        Assert.True(SeasonalForecast.TryPredict(history, forecast));
        for (var hour = 0; hour < 48; hour++)
        {
            Assert.Equal(history[hour], forecast[hour], 6);
        }
    }

    [Fact]
    public void The_same_weekday_counts_most()
    {
        // Busy on every seventh day; the forecast's first day is such a day, the second is not.
        var history = Enumerable.Range(0, 14 * 24).Select(h => h / 24 % 7 == 0 ? 700.0 : 100).ToArray();
        var forecast = new double[48];
        SeasonalForecast.TryPredict(history, forecast);
        Assert.InRange(forecast[0], 400, 700);
        Assert.InRange(forecast[24], 80, 200);
    }

    [Fact]
    public void Growth_is_followed_by_half()
    {
        var history = Enumerable.Range(0, 48).Select(h => h < 24 ? 100.0 : 200).ToArray();
        var forecast = new double[1];
        SeasonalForecast.TryPredict(history, forecast);
        Assert.InRange(forecast[0], 200, 300);
    }

    // "if the forecast capacity is 50, and the maximum capacity is 40, then the effective maximum capacity is 55" with a buffer of 10;
    // "if set to 0, ... equal but not exceed": https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PredictiveScalingConfiguration.html
    [Theory]
    [InlineData(40, 50, 10, 55)]
    [InlineData(40, 50, 0, 50)]
    [InlineData(40, 50, null, 40)]
    [InlineData(40, 10, 10, 40)]
    public void Maximum_capacity_buffer(int max, int forecast, int? buffer, int expected) =>
        Assert.Equal(expected, PredictiveScaling.EffectiveMax(max, forecast, buffer));

    // "If actual capacity is greater than the predicted capacity, Amazon EC2 Auto Scaling doesn't scale in capacity."
    [Theory]
    [InlineData(5, 8, 8)]
    [InlineData(10, 8, 10)]
    [InlineData(5, 30, 20)]
    [InlineData(2, 0, 3)]
    public void Never_scales_in(int desired, int forecast, int expected) =>
        Assert.Equal(expected, PredictiveScaling.Desired(desired, forecast, 3, 20));
}
