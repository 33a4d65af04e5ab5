# Setup
Start-AwsOpsSandbox -Region eu-west-1
$device = New-AccessUser anna | New-MfaDevice
$device | Enable-MfaDevice
# Case
Remove-MfaDevice $device.SerialNumber -Confirm:$false
# Case
Get-MfaDevice anna | Remove-MfaDevice -PassThru -Confirm:$false
