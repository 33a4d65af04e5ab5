using System.Management.Automation;
using Amazon.Runtime;
using AwsOps.Common;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Session;

/// <summary>Starts an AWS inside this process, for trying and rehearsing, and makes it the session's account.</summary>
/// <remarks>
/// <para>Every cmdlet then talks to the simulator over the real wire protocols: no account, no network. Time is virtual: it moves by Step-AwsOpsSandbox and by whatever waits, or runs by itself with -Speed.</para>
/// <para>With -Port other programs can use it too (the AWS CLI, boto3, any SDK): point them to the EndpointUrl that is returned, with any access key.</para>
/// <para>While it runs, -ProfileName and -EndpointUrl are refused: a rehearsal never reaches an account.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox -Region eu-west-1</code>
/// <para>Starts a sandbox with manual time.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox -StartTime '2026-11-27T06:00:00Z' -Seed 7; Step-AwsOpsSandbox -Minutes 30</code>
/// <para>Starts at a given time with other ids and launch times, and lets half an hour pass.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox -EnforceAccess; $admin = Get-AwsOpsSession; $role = New-AccessRole runbook -Service ssm.amazonaws.com -PolicyArn arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess; $null = Connect-AwsOps -RoleArn $role.Arn; Get-SecurityGroup; $null = $admin | Connect-AwsOps</code>
/// <para>Rehearses with a role's rights: what its policies do not allow is denied, with the statement that decided. The last command is the administrator again.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "AwsOpsSandbox", SupportsShouldProcess = true)]
[OutputType(typeof(SandboxStatus))]
public sealed class StartAwsOpsSandboxCommand : AwsOpsCmdlet
{
    /// <summary>Region to work in.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    public string Region { get; set; } = "eu-west-1";

    /// <summary>Simulated time at the start. Default: Monday 2026-01-05 08:00 UTC.</summary>
    [Parameter]
    public DateTime? StartTime { get; set; }

    /// <summary>Seed of ids and launch times: the same seed gives the same run.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Seed { get; set; } = 1;

    /// <summary>Account id of the simulated account.</summary>
    [Parameter]
    [ValidateFormat("^[0-9]{12}$", "An account id has 12 digits; '{0}' has not.")]
    public string AccountId { get; set; } = new SandboxOptions().Account;

    /// <summary>Lets time run by itself: simulated seconds per real second.</summary>
    [Parameter]
    [ValidateRange(0.001, 100000)]
    public double? Speed { get; set; }

    /// <summary>Loopback port to listen on for other programs; 0 takes a free one.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int? Port { get; set; }

    /// <summary>Lets every call in only where the IAM policies of its caller allow it. The session starts as the account's administrator; Connect-AwsOps -RoleArn goes on as a role.</summary>
    [Parameter]
    public SwitchParameter EnforceAccess { get; set; }

    /// <summary>Address that calls seem to come from, for conditions on aws:SourceIp.</summary>
    [Parameter]
    public System.Net.IPAddress? SourceIp { get; set; }

    /// <summary>Ends a sandbox that runs already, with all it holds.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    private protected override Task ProcessAsync()
    {
        var region = Regions.Check(Region, "-Region", customEndpoint: false);
        var running = SessionStore.Current?.Sandbox;
        if (running is not null && !Force)
        {
            throw new AwsOpsException("SandboxRuns", ErrorCategory.ResourceExists, "A sandbox runs already in this session.", "Stop-AwsOpsSandbox ends it; -Force ends it and starts anew.");
        }

        if (!ShouldProcess($"region {region}, account {AccountId}", "Start a sandbox"))
        {
            return Task.CompletedTask;
        }

        running?.Dispose();
        var options = new SandboxOptions { Seed = Seed, Account = AccountId, EnforceIam = EnforceAccess, SourceIp = SourceIp?.ToString() ?? SandboxOptions.DefaultSourceIp };
        if (StartTime is { } start)
        {
            options = options with { Start = start.Kind == DateTimeKind.Local ? start.ToUniversalTime() : DateTime.SpecifyKind(start, DateTimeKind.Utc) };
        }

        var sandbox = new SandboxSession(options, Speed ?? 0, Port);
        var connection = new AwsConnection(new BasicAWSCredentials(CredentialStore.RootAccessKeyId, CredentialStore.RootSecretAccessKey), region, "the sandbox", "parameter -Region of Start-AwsOpsSandbox", sandbox: sandbox);
        sandbox.Connection = connection;
        sandbox.Outer = running is null ? SessionStore.Current : running.Outer;
        SessionStore.Current = connection;
        WriteObject(new SandboxStatus(sandbox, region));
        return Task.CompletedTask;
    }
}
