namespace AwsOps.Engine.Network;

/// <summary>A well-known service, and what it means when strangers reach it.</summary>
/// <param name="Services">The protocol and ports.</param>
/// <param name="Name">The service.</param>
/// <param name="Category">What kind of service it is.</param>
/// <param name="Severity">The severity when the whole internet reaches it.</param>
public sealed record PortRisk(ServiceRange Services, string Name, string Category, Severity Severity)
{
    private const string Administration = "administration";
    private const string Database = "a database";
    private const string Files = "file sharing or an internal protocol";
    private const string Web = "a web server";

    /// <summary>
    /// The known services, the most severe first. The ports are IANA's registrations and vendors' defaults;
    /// administration and databases stand at the top because AWS's own checks flag those as unrestricted access
    /// (https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-19).
    /// </summary>
    public static IReadOnlyList<PortRisk> Known { get; } =
    [
        Tcp(22, "SSH", Administration, Severity.Critical),
        Tcp(3389, "Remote Desktop", Administration, Severity.Critical),
        Udp(3389, "Remote Desktop", Administration, Severity.Critical),
        Tcp(5985, "WinRM", Administration, Severity.Critical),
        Tcp(5986, "WinRM over TLS", Administration, Severity.Critical),
        Tcp(23, "Telnet", Administration, Severity.Critical),
        Tcp(5900, "VNC", Administration, Severity.Critical),
        Tcp(5800, "VNC over HTTP", Administration, Severity.Critical),
        Tcp(2375, "Docker", Administration, Severity.Critical),
        Tcp(2376, "Docker over TLS", Administration, Severity.Critical),
        Tcp(6443, "Kubernetes API", Administration, Severity.Critical),
        Tcp(10250, "Kubernetes kubelet", Administration, Severity.Critical),
        Tcp(512, "rexec", Administration, Severity.Critical),
        Tcp(513, "rlogin", Administration, Severity.Critical),
        Tcp(514, "rsh", Administration, Severity.Critical),
        Tcp(3306, "MySQL, Aurora", Database, Severity.Critical),
        Tcp(5432, "PostgreSQL, Aurora", Database, Severity.Critical),
        Tcp(1433, "SQL Server", Database, Severity.Critical),
        Udp(1434, "SQL Server Browser", Database, Severity.Critical),
        Tcp(1434, "SQL Server administration", Database, Severity.Critical),
        Tcp(1521, "Oracle", Database, Severity.Critical),
        Tcp(50000, "Db2", Database, Severity.Critical),
        Tcp(27017, "MongoDB, DocumentDB", Database, Severity.Critical),
        Tcp(27018, "MongoDB shard", Database, Severity.Critical),
        Tcp(27019, "MongoDB config server", Database, Severity.Critical),
        Tcp(6379, "Redis, Valkey", Database, Severity.Critical),
        Tcp(11211, "Memcached", Database, Severity.Critical),
        Udp(11211, "Memcached", Database, Severity.Critical),
        Tcp(9200, "OpenSearch", Database, Severity.Critical),
        Tcp(9300, "OpenSearch nodes", Database, Severity.Critical),
        Tcp(5601, "OpenSearch Dashboards", Database, Severity.Critical),
        Tcp(5439, "Redshift", Database, Severity.Critical),
        Tcp(8182, "Neptune", Database, Severity.Critical),
        Tcp(7000, "Cassandra nodes", Database, Severity.Critical),
        Tcp(7199, "Cassandra JMX", Database, Severity.Critical),
        Tcp(9042, "Cassandra", Database, Severity.Critical),
        Tcp(9160, "Cassandra Thrift", Database, Severity.Critical),
        Tcp(2379, "etcd", Database, Severity.Critical),
        Tcp(2380, "etcd peers", Database, Severity.Critical),
        Tcp(9092, "Kafka", Database, Severity.Critical),
        Tcp(2181, "ZooKeeper", Database, Severity.Critical),
        Tcp(445, "SMB", Files, Severity.High),
        Tcp(139, "NetBIOS session", Files, Severity.High),
        Tcp(135, "RPC endpoint mapper", Files, Severity.High),
        Udp(137, "NetBIOS names", Files, Severity.High),
        Udp(138, "NetBIOS datagrams", Files, Severity.High),
        Tcp(2049, "NFS, EFS", Files, Severity.High),
        Udp(2049, "NFS", Files, Severity.High),
        Tcp(111, "RPC portmapper", Files, Severity.High),
        Udp(111, "RPC portmapper", Files, Severity.High),
        Tcp(21, "FTP", Files, Severity.High),
        Tcp(20, "FTP data", Files, Severity.High),
        Udp(69, "TFTP", Files, Severity.High),
        Tcp(873, "rsync", Files, Severity.High),
        Tcp(3260, "iSCSI", Files, Severity.High),
        Tcp(389, "LDAP", Files, Severity.High),
        Udp(389, "LDAP", Files, Severity.High),
        Tcp(636, "LDAP over TLS", Files, Severity.High),
        Udp(161, "SNMP", Files, Severity.High),
        Tcp(25, "SMTP", Files, Severity.High),
        Tcp(110, "POP3", Files, Severity.High),
        Tcp(143, "IMAP", Files, Severity.High),
        Tcp(5672, "AMQP", Files, Severity.High),
        Tcp(61616, "ActiveMQ", Files, Severity.High),
        Tcp(8888, "Jupyter", Files, Severity.High),
        Tcp(80, "HTTP", Web, Severity.Low),
        Tcp(443, "HTTPS", Web, Severity.Low),
        Udp(443, "HTTP/3", Web, Severity.Low),
    ];

    /// <summary>The keys of the known services, in their order: what the search looks through.</summary>
    private static readonly uint[] KnownKeys = [.. Known.Select(static r => r.Key)];

    internal uint Key { get; } = ServiceSet.Key(Services.Protocol, Services.First);

    /// <summary>The most severe known service in a set.</summary>
    /// <param name="services">The set.</param>
    public static PortRisk? WorstOf(ServiceSet services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var worst = KnownKeys.Length;
        foreach (var range in services.Keys.Ranges)
        {
            for (var i = 0; i < worst; i++)
            {
                if (KnownKeys[i] >= range.Lo && KnownKeys[i] <= range.Hi)
                {
                    worst = i;
                }
            }
        }

        return worst == KnownKeys.Length ? null : Known[worst];
    }

    private static PortRisk Tcp(int port, string name, string category, Severity severity) =>
        new(new(IpProtocols.Tcp, port, port), name, category, severity);

    private static PortRisk Udp(int port, string name, string category, Severity severity) =>
        new(new(IpProtocols.Udp, port, port), name, category, severity);
}
