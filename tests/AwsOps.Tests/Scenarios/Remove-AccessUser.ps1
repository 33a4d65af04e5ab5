# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-AccessGroup developers
$password = [securestring]::new(); 'correct-Horse-7'.ToCharArray() | ForEach-Object { $password.AppendChar($_) }
$null = New-AccessUser anna -GroupName developers -PolicyArn AmazonSSMManagedInstanceCore -Policy @{ read = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}' } -Password $password
$null = New-AccessKey anna
$device = New-MfaDevice anna
$device | Enable-MfaDevice
# Case
Remove-AccessUser anna -Confirm:$false
# Case
Get-AccessUser anna | Remove-AccessUser -PassThru -Confirm:$false
