"""What both clients share: asking the PowerShell session that runs the sandbox, and saying what went wrong."""
import sys


def powershell(script):
    """Runs a script in the session and gives its output, one line."""
    print("!" + script, flush=True)
    return sys.stdin.readline().strip()


def equal(expected, actual):
    assert expected == actual, f"expected {expected!r}, got {actual!r}"


def at_least(least, actual):
    assert actual >= least, f"expected {least!r} or more, got {actual!r}"


LOAD = "Get-ScalingGroup shop | Set-SandboxLoad -RequestsPerSecond 900 -CapacityPerInstance 100; Step-AwsOpsSandbox -Minutes 30"
MAIL = "(@(Get-SandboxEvent -Mail) | ForEach-Object { $_.Subject }) -join '|'"
TRUST = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
