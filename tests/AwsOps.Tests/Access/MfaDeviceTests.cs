namespace AwsOps.Tests.Access;

public sealed class MfaDeviceTests() : ModuleTest("Start-AwsOpsSandbox -Region eu-west-1; $null = New-AccessUser anna")
{
    [Fact]
    public void A_device_is_made_enabled_shown_and_removed()
    {
        Ok("New-MfaDevice anna | Enable-MfaDevice");
        var device = One("Get-MfaDevice anna");
        Assert.Equal(("arn:aws:iam::111122223333:mfa/anna", "Virtual", "True"), (device.Text("SerialNumber"), device.Text("DeviceType"), device.Text("Enabled")));
        Ok("Get-MfaDevice anna | Remove-MfaDevice -Confirm:$false");
        Assert.Empty(Ok("Get-MfaDevice"));
    }

    [Fact]
    public void Wrong_codes_are_an_error_with_advice()
    {
        var error = Fails("InvalidAuthenticationCode", "New-MfaDevice anna | Enable-MfaDevice -Code '000000', '000000'");
        Assert.Contains("one after the other", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.False(One("Get-MfaDevice").Get<bool>("Enabled"));
    }

    [Theory]
    [InlineData("UserNotFound", "New-MfaDevice nobody")]
    [InlineData("UserNotFound", "Get-MfaDevice nobody")]
    [InlineData("MFADeviceNotFound", "Remove-MfaDevice arn:aws:iam::111122223333:mfa/nobody -Confirm:$false")]
    [InlineData("NoCode", "Enable-MfaDevice arn:aws:iam::111122223333:mfa/anna -UserName anna")]
    [InlineData("EntityAlreadyExists", "$null = New-MfaDevice anna; New-MfaDevice anna")]
    [InlineData("ParameterArgumentValidationError", "Enable-MfaDevice x -UserName anna -Code 12345, 123456")]
    public void Bad_input_and_missing_things_are_named(string id, string script) => Fails(id, script);

    [Fact]
    public void Serial_numbers_complete()
    {
        Ok("$null = New-MfaDevice anna");
        Assert.Equal(["arn:aws:iam::111122223333:mfa/anna"], Complete("Remove-MfaDevice arn"));
    }
}
