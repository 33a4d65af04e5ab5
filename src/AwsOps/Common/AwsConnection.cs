using Amazon.AccessAnalyzer;
using Amazon.AutoScaling;
using Amazon.CloudTrail;
using Amazon.CloudWatch;
using Amazon.CloudWatchLogs;
using Amazon.EC2;
using Amazon.ElasticLoadBalancing;
using Amazon.ElasticLoadBalancingV2;
using Amazon.IdentityManagement;
using Amazon.KeyManagementService;
using Amazon.Lambda;
using Amazon.Pricing;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Amazon.SimpleNotificationService;
using Amazon.SQS;
using AwsOps.Session;

namespace AwsOps.Common;

/// <summary>Where calls go: credentials, region, endpoint, and the clients made for them. Immutable but for its caches.</summary>
internal sealed class AwsConnection : IDisposable
{
    /// <summary>How often a call is tried again before its failure is told.</summary>
    public const int Retries = 4;

    private readonly Dictionary<System.Type, IDisposable> _clients = [];
    private readonly Dictionary<string, AwsConnection> _regions = [];
    private readonly SandboxSession? _sandbox;
    private readonly AwsConnection? _home;
    private string? _accountId;

    /// <summary>A connection.</summary>
    /// <param name="credentials">What signs.</param>
    /// <param name="region">Region code.</param>
    /// <param name="credentialSource">Where the credentials came from, for people.</param>
    /// <param name="regionSource">Where the region came from, for people.</param>
    /// <param name="profileName">Profile behind it; null when none.</param>
    /// <param name="endpoint">Endpoint for all services; null for AWS's own.</param>
    /// <param name="sandbox">The sandbox it talks to; null for an account.</param>
    public AwsConnection(AWSCredentials credentials, string region, string credentialSource, string regionSource, string? profileName = null, Uri? endpoint = null, SandboxSession? sandbox = null)
    {
        Credentials = credentials;
        Region = region;
        CredentialSource = credentialSource;
        RegionSource = regionSource;
        ProfileName = profileName;
        Endpoint = endpoint;
        _sandbox = sandbox;
        _accountId = sandbox?.Cloud.Options.Account;
    }

    private AwsConnection(AwsConnection home, string region, string regionSource)
        : this(home.Credentials, region, home.CredentialSource, regionSource, home.ProfileName, home.Endpoint, home._sandbox)
    {
        _home = home;
        _accountId = home._accountId;
    }

    /// <summary>What signs.</summary>
    public AWSCredentials Credentials { get; }

    /// <summary>Region code.</summary>
    public string Region { get; }

    /// <summary>Where the credentials came from, for people; never a secret.</summary>
    public string CredentialSource { get; }

    /// <summary>Where the region came from, for people.</summary>
    public string RegionSource { get; }

    /// <summary>Profile behind it; null when none.</summary>
    public string? ProfileName { get; }

    /// <summary>Endpoint for all services; null for AWS's own.</summary>
    public Uri? Endpoint { get; }

    /// <summary>The sandbox it talks to; null for an account.</summary>
    public SandboxSession? Sandbox => _sandbox;

    /// <summary>True when something else than AWS answers, so that any well-formed region will do. A sandbox has AWS's regions.</summary>
    public bool HasOwnEndpoint => _sandbox is null && (Endpoint is not null || Endpoints.FromEnvironment is not null);

    /// <summary>Account id, when known without asking; null otherwise.</summary>
    public string? KnownAccountId => _home?.KnownAccountId ?? _accountId;

    /// <summary>The place for messages: region, and account or sandbox when known.</summary>
    public string Where => _sandbox is not null ? $"{Region}, sandbox" : KnownAccountId is { } account ? $"{Region}, account {account}" : Region;

    /// <summary>The time that counts here: the sandbox's or the world's, UTC.</summary>
    public DateTime UtcNow => _sandbox?.Cloud.UtcNow ?? DateTime.UtcNow;

    /// <summary>Access Analyzer client.</summary>
    public IAmazonAccessAnalyzer AccessAnalyzer => Client(() => new AmazonAccessAnalyzerClient(Credentials, Configure(new AmazonAccessAnalyzerConfig())));

    /// <summary>Auto Scaling client.</summary>
    public IAmazonAutoScaling AutoScaling => Client(() => new AmazonAutoScalingClient(Credentials, Configure(new AmazonAutoScalingConfig())));

    /// <summary>CloudTrail client.</summary>
    public IAmazonCloudTrail CloudTrail => Client(() => new AmazonCloudTrailClient(Credentials, Configure(new AmazonCloudTrailConfig())));

    /// <summary>CloudWatch client.</summary>
    public IAmazonCloudWatch CloudWatch => Client(() => new AmazonCloudWatchClient(Credentials, Configure(new AmazonCloudWatchConfig())));

    /// <summary>Client of Classic Load Balancers.</summary>
    public IAmazonElasticLoadBalancing ClassicLoadBalancing => Client(() => new AmazonElasticLoadBalancingClient(Credentials, Configure(new AmazonElasticLoadBalancingConfig())));

    /// <summary>EC2 client.</summary>
    public IAmazonEC2 Ec2 => Client(() => new AmazonEC2Client(Credentials, Configure(new AmazonEC2Config())));

    /// <summary>Load balancing client.</summary>
    public IAmazonElasticLoadBalancingV2 LoadBalancing => Client(() => new AmazonElasticLoadBalancingV2Client(Credentials, Configure(new AmazonElasticLoadBalancingV2Config())));

    /// <summary>KMS client.</summary>
    public IAmazonKeyManagementService Kms => Client(() => new AmazonKeyManagementServiceClient(Credentials, Configure(new AmazonKeyManagementServiceConfig())));

    /// <summary>Lambda client.</summary>
    public IAmazonLambda Lambda => Client(() => new AmazonLambdaClient(Credentials, Configure(new AmazonLambdaConfig())));

    /// <summary>CloudWatch Logs client.</summary>
    public IAmazonCloudWatchLogs Logs => Client(() => new AmazonCloudWatchLogsClient(Credentials, Configure(new AmazonCloudWatchLogsConfig())));

    /// <summary>IAM client.</summary>
    public IAmazonIdentityManagementService Iam => Client(() => new AmazonIdentityManagementServiceClient(Credentials, Configure(new AmazonIdentityManagementServiceConfig())));

    /// <summary>Price list client; only a few regions have the service.</summary>
    public IAmazonPricing Pricing => Client(() => new AmazonPricingClient(Credentials, Configure(new AmazonPricingConfig())));

    /// <summary>S3 client.</summary>
    public IAmazonS3 S3 => Client(() => new AmazonS3Client(Credentials, Configure(new AmazonS3Config { ForcePathStyle = _sandbox is not null || Endpoint is not null })));

    /// <summary>SQS client.</summary>
    public IAmazonSQS Sqs => Client(() => new AmazonSQSClient(Credentials, Configure(new AmazonSQSConfig())));

    /// <summary>SNS client.</summary>
    public IAmazonSimpleNotificationService Sns => Client(() => new AmazonSimpleNotificationServiceClient(Credentials, Configure(new AmazonSimpleNotificationServiceConfig())));

    /// <summary>STS client.</summary>
    public IAmazonSecurityTokenService Sts => Client(() => new AmazonSecurityTokenServiceClient(Credentials, Configure(new AmazonSecurityTokenServiceConfig())));

    /// <summary>The same connection in another region; this one when it is the same.</summary>
    public AwsConnection In(string region, string source)
    {
        if (region == Region)
        {
            return this;
        }

        lock (_regions)
        {
            if (!_regions.TryGetValue(region, out var other))
            {
                _regions.Add(region, other = new AwsConnection(_home ?? this, region, source));
            }

            return other;
        }
    }

    /// <summary>Account id behind the credentials; asked once. GetCallerIdentity needs no permission.</summary>
    public async Task<string> GetAccountIdAsync(CancellationToken stop)
    {
        if (_home is not null)
        {
            return await _home.GetAccountIdAsync(stop);
        }

        return _accountId ??= (await Sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), stop)).Account;
    }

    /// <summary>Remembers the account id that was asked for elsewhere.</summary>
    public void Identify(string accountId)
    {
        _accountId = accountId;
        if (_home is not null)
        {
            _home._accountId = accountId;
        }
    }

    /// <summary>The same place with other credentials.</summary>
    public AwsConnection With(AWSCredentials credentials, string source) =>
        new(credentials, Region, source, RegionSource, ProfileName, Endpoint, _sandbox) { _accountId = null };

    /// <summary>Waits as long as the clock that counts here says.</summary>
    public Task DelayAsync(TimeSpan delay, CancellationToken stop) => _sandbox is null ? Task.Delay(delay, stop) : _sandbox.DelayAsync(delay, stop);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_clients)
        {
            foreach (var client in _clients.Values)
            {
                client.Dispose();
            }

            _clients.Clear();
        }

        lock (_regions)
        {
            foreach (var region in _regions.Values)
            {
                region.Dispose();
            }

            _regions.Clear();
        }
    }

    private T Client<T>(Func<T> make)
        where T : class, IDisposable
    {
        lock (_clients)
        {
            if (!_clients.TryGetValue(typeof(T), out var client))
            {
                UserAgent.Register();
                _clients.Add(typeof(T), client = SandboxRetries.Make(_sandbox, make));
            }

            return (T)client;
        }
    }

    private T Configure<T>(T config)
        where T : ClientConfig
    {
        // Standard mode: exponential backoff with jitter and a retry quota.
        // https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
        config.RetryMode = RequestRetryMode.Standard;
        config.MaxErrorRetry = Retries;
        if (_sandbox is not null)
        {
            // Signing with a plain http endpoint: nothing leaves the process, and the sandbox reads service and region from the signature.
            config.ServiceURL = SandboxSession.Url;
            config.AuthenticationRegion = Region;
            config.HttpClientFactory = _sandbox.HttpClients;
        }
        else if (Endpoint is not null)
        {
            config.ServiceURL = Endpoint.ToString();
            config.AuthenticationRegion = Region;
        }
        else
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(Region);
            if (ProfileName is not null)
            {
                // Its endpoint_url counts, not the default profile's.
                config.Profile = new Amazon.Profile(ProfileName);
            }

            if (config.ServiceURL is not null)
            {
                // From AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_<SERVICE> or the profile. The SDK would sign for a region of its own finding.
                config.AuthenticationRegion = Region;
            }
        }

        return config;
    }
}
