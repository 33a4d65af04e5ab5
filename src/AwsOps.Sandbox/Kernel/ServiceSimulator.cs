namespace AwsOps.Sandbox.Kernel;

/// <summary>
/// A simulated service: a table from operation name to handler. A handler gets the validated request and returns the
/// response's members (null for an empty response); what it throws as <see cref="AwsError"/> is answered as AWS would.
/// Handlers run one at a time under the cloud's gate, so they are plain single-threaded code.
/// </summary>
public abstract class ServiceSimulator
{
    private readonly Dictionary<string, Func<Call, Struct, Struct?>> _operations = new(StringComparer.Ordinal);

    /// <summary>Names the service by its model.</summary>
    /// <param name="model">File name of the model without extension, e.g. <c>autoscaling</c>.</param>
    protected ServiceSimulator(string model) => Model = model;

    /// <summary>File name of the service's model without extension.</summary>
    public string Model { get; }

    /// <summary>The operations this simulator answers.</summary>
    public IReadOnlyCollection<string> Operations => _operations.Keys;

    /// <summary>Finds a handler.</summary>
    public bool TryGet(string operation, out Func<Call, Struct, Struct?> handler) => _operations.TryGetValue(operation, out handler!);

    /// <summary>Registers the handler of an operation.</summary>
    protected internal void On(string operation, Func<Call, Struct, Struct?> handler) => _operations.Add(operation, handler);
}
