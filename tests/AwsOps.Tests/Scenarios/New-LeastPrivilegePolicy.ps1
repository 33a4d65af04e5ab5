# Setup
$sandbox = Start-AwsOpsSandbox -Region eu-west-1 -Port 0
$null = New-AccessRole shop -TrustedAccountId 111122223333 -PolicyArn AdministratorAccess -PermissionsBoundary arn:aws:iam::aws:policy/PowerUserAccess
$http = [System.Net.Http.HttpClient]::new(); $http.DefaultRequestHeaders.TryAddWithoutValidation('Authorization', 'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260105/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0') | Out-Null
$null = $http.PutAsync("$($sandbox.EndpointUrl)trail-of-shop", [System.Net.Http.StringContent]::new('')).Result.EnsureSuccessStatusCode()
$null = $http.PutAsync("$($sandbox.EndpointUrl)trail-of-shop/AWSLogs/1.json", [System.Net.Http.StringContent]::new('{"Records":[{"eventSource":"sqs.amazonaws.com","eventName":"ListQueues","userIdentity":{"arn":"arn:aws:sts::111122223333:assumed-role/shop/x"}}]}')).Result.EnsureSuccessStatusCode()
# Case
New-LeastPrivilegePolicy shop
# Case
New-LeastPrivilegePolicy shop -LastAccessed
# Case
New-LeastPrivilegePolicy shop -TrailS3Uri s3://trail-of-shop/AWSLogs/ -Region us-east-1
