namespace AwsOps.Tests.Session;

public sealed class SandboxTests : ModuleTest
{
    [Fact]
    public void A_sandbox_starts_with_the_time_and_account_asked_for()
    {
        var status = One("Start-AwsOpsSandbox eu-west-1 -StartTime '2026-11-27T06:00:00Z' -AccountId 444455556666 -Seed 7");
        Assert.Equal(new DateTime(2026, 11, 27, 6, 0, 0, DateTimeKind.Utc), status.Get<DateTime>("Now"));
        Assert.Equal("444455556666", status.Text("AccountId"));
        Assert.Equal("eu-west-1", status.Text("Region"));
    }

    [Fact]
    public void A_second_sandbox_needs_force()
    {
        Ok("Start-AwsOpsSandbox");
        var error = Fails("SandboxRuns", "Start-AwsOpsSandbox");
        Assert.Contains("Stop-AwsOpsSandbox", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Ok("Start-AwsOpsSandbox -Force");
    }

    [Fact]
    public void WhatIf_starts_none()
    {
        Ok("Start-AwsOpsSandbox -WhatIf");
        Fails("NoSandbox", "Get-AwsOpsSandbox");
    }

    [Theory]
    [InlineData("-Minutes 30", 30.0)]
    [InlineData("-Seconds 90", 1.5)]
    [InlineData("-Until '2026-01-05T10:00:00Z'", 120.0)]
    public void Time_moves_by_stepping(string parameters, double minutes)
    {
        Ok("Start-AwsOpsSandbox");
        var status = One($"Step-AwsOpsSandbox {parameters} -PassThru");
        Assert.Equal(new DateTime(2026, 1, 5, 8, 0, 0, DateTimeKind.Utc).AddMinutes(minutes), status.Get<DateTime>("Now"));
    }

    [Fact]
    public void Time_never_moves_back()
    {
        Ok("Start-AwsOpsSandbox");
        var error = Fails("InvalidUntil", "Step-AwsOpsSandbox -Until '2026-01-01'");
        Assert.Contains("only moves forward", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_rehearsed_reaches_an_account()
    {
        Ok("Start-AwsOpsSandbox");
        Fails("SandboxIsActive", "Get-AwsOpsSession -ProfileName production");
        Fails("SandboxIsActive", "Get-AwsOpsSession -EndpointUrl http://127.0.0.1:9");
        Fails("SandboxIsActive", "Connect-AwsOps -ProfileName production");
    }

    [Fact]
    public void Stopping_gives_back_the_state_before()
    {
        Ok("Start-AwsOpsSandbox; Stop-AwsOpsSandbox");
        Fails("NoSandbox", "Get-AwsOpsSandbox");
        Fails("NoSandbox", "Stop-AwsOpsSandbox");
    }
}
