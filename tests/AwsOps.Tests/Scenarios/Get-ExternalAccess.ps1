# Setup
$sandbox = Start-AwsOpsSandbox -Region eu-west-1 -Port 0
$send = {
    param([string] $Service, [string] $Method, [string] $Path, [string] $Target, [string] $Body)
    $client = [System.Net.Http.HttpClient]::new()
    $request = [System.Net.Http.HttpRequestMessage]::new([System.Net.Http.HttpMethod]::new($Method), [uri]::new($sandbox.EndpointUrl, $Path))
    $null = $request.Headers.TryAddWithoutValidation('Authorization', "AWS4-HMAC-SHA256 Credential=test/20260105/eu-west-1/$Service/aws4_request, SignedHeaders=host, Signature=0")
    if ($Target) { $null = $request.Headers.TryAddWithoutValidation('X-Amz-Target', $Target) }
    $type = 'application/json'
    if ($Service -eq 'kms') { $type = 'application/x-amz-json-1.1' }
    if ($Service -eq 'sqs') { $type = 'application/x-amz-json-1.0' }
    if ($Body) { $request.Content = [System.Net.Http.StringContent]::new($Body, [System.Text.Encoding]::UTF8, $type) }
    $response = $client.Send($request)
    if (-not $response.IsSuccessStatusCode) { throw "$Service $Path $([System.IO.StreamReader]::new($response.Content.ReadAsStream()).ReadToEnd())" }
}
$policy = { param([string] $Principal, [string] $Action, [string] $Resource) '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":' + $Principal + ',"Action":"' + $Action + '","Resource":"' + $Resource + '"}]}' }
$quote = { param([string] $Text) '"' + $Text.Replace('"', '\"') + '"' }
& $send s3 PUT /shop-public '' '<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>'
& $send s3 DELETE '/shop-public?publicAccessBlock'
& $send s3 PUT '/shop-public?policy' '' (& $policy '"*"' 's3:GetObject' 'arn:aws:s3:::shop-public/*')
& $send s3 PUT /shop-blocked '' '<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>'
& $send s3 PUT '/shop-blocked?publicAccessBlock' '' '<PublicAccessBlockConfiguration><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>'
& $send s3 PUT '/shop-blocked?policy' '' (& $policy '"*"' 's3:GetObject' 'arn:aws:s3:::shop-blocked/*')
& $send kms POST / TrentService.CreateKey ('{"BypassPolicyLockoutSafetyCheck":true,"Policy":' + (& $quote (& $policy '{"AWS":["arn:aws:iam::111122223333:root","arn:aws:iam::444455556666:root"]}' 'kms:*' '*')) + '}')
& $send sqs POST / AmazonSQS.CreateQueue ('{"QueueName":"orders","Attributes":{"Policy":' + (& $quote (& $policy '{"AWS":"arn:aws:iam::444455556666:role/app"}' 'sqs:SendMessage' 'arn:aws:sqs:eu-west-1:111122223333:orders')) + '}}')
& $send lambda POST /2015-03-31/functions '' '{"FunctionName":"orders","Role":"arn:aws:iam::111122223333:role/orders","Code":{"ZipFile":"AQID"}}'
& $send lambda POST /2015-03-31/functions/orders/policy '' '{"StatementId":"partner","Action":"lambda:InvokeFunction","Principal":"444455556666"}'
& $send access-analyzer PUT /analyzer '' '{"analyzerName":"zone","type":"ACCOUNT"}'
$null = New-NotificationTopic alerts
$null = New-AccessRole auditor -TrustedAccountId 444455556666 -ExternalId k7
# Case
Get-ExternalAccess
# Case
Get-ExternalAccess -ByEngine
# Case
Get-ExternalAccess -Region us-east-1 -CreateAnalyzer
