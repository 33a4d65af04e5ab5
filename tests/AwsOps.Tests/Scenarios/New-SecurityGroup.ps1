# Setup
Start-AwsOpsSandbox -Region eu-west-1
# Case
New-SecurityGroup web, app -Description 'Web' -Tag @{ team = 'web' }
