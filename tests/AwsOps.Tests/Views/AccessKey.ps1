$null = New-AccessUser anna, build
$null = New-AccessKey build
Step-AwsOpsSandbox -Minutes 1440
New-AccessKey build
