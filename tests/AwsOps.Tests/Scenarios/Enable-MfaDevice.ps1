# Setup
Start-AwsOpsSandbox -Region eu-west-1
$device = New-AccessUser anna | New-MfaDevice
# Case
$device | Enable-MfaDevice
# Case
Enable-MfaDevice $device.SerialNumber -UserName anna -Seed $device.Seed -PassThru
