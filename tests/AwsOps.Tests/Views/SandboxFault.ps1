Add-SandboxFault Throttle -Operation Describe* -Count 3 -PassThru
Add-SandboxFault AccessDenied -Service ec2 -Mutating -After 2 -PassThru
Add-SandboxFault Latency -LatencyMilliseconds 20 -Probability 0.25 -PassThru
