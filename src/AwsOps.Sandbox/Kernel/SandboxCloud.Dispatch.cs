namespace AwsOps.Sandbox.Kernel;

public sealed partial class SandboxCloud
{
    private const string InvocationTag = "md/AwsOps#";

    private readonly Dictionary<string, ServiceSimulator> _simulators =
        Simulators.All().ToDictionary(static simulator => simulator.Model, StringComparer.Ordinal);

    /// <summary>The calls answered so far.</summary>
    public CallTrail Trail { get; } = new();

    /// <summary>Faults to inject.</summary>
    public FaultInjector Faults { get; }

    /// <summary>The credentials the sandbox knows.</summary>
    public CredentialStore Credentials { get; }

    /// <summary>The caller behind credentials that the sandbox did not issue: the first account's root.</summary>
    public Caller Root => field ??= RootOf(Options.Account);

    /// <summary>The root of an account.</summary>
    public static Caller RootOf(string account) => new(account, $"arn:aws:iam::{account}:root", account, "");

    /// <summary>
    /// Answers a call: checks it against the service's model, runs its simulator, checks what that returns, writes the trail.
    /// </summary>
    /// <exception cref="ArgumentException">The service, the operation or a member is not in the models.</exception>
    public ApiAnswer Invoke(ApiRequest request)
    {
        var service = ServiceModel.Get(request.Service);
        if (!service.Operations.TryGetValue(request.Operation, out var operation))
        {
            throw new ArgumentException($"Service '{service.Name}' has no operation '{request.Operation}'.", nameof(request));
        }

        lock (Gate)
        {
            ThrowIfPumpFailed();
            var call = new Call
            {
                Scope = Scope((request.Caller ?? Root).Account, request.Region),
                Service = service.Name,
                Operation = operation.Name,
                Caller = request.Caller ?? Root,
                RequestId = Ids.Uuid(),
                UserAgent = request.UserAgent,
                SourceIp = request.SourceIp ?? Options.SourceIp,
            };

            var fault = Faults.Next(operation);
            var (output, error) = fault?.Prevents == true ? (null, fault.Error(operation, call)) : Answer(operation, call, request.Input);
            Record(operation, call, request.Input, output, error);
            NoteUse(operation, call);
            return new ApiAnswer(call.RequestId, output ?? new Struct(), error)
            {
                Latency = fault?.Latency ?? TimeSpan.Zero,
                Dropped = fault?.Drops == true,
            };
        }
    }

    private (Struct? Output, AwsError? Error) Answer(OperationModel operation, Call call, Struct input)
    {
        try
        {
            if (!_simulators.TryGetValue(operation.Service.Name, out var simulator) || !simulator.TryGet(operation.Name, out var handler))
            {
                throw NotSimulated.Error(operation);
            }

            if (RequestValidator.Check(operation, input) is { Count: > 0 } violations)
            {
                throw ValidationErrors.Of(operation.Service, violations);
            }

            Access.AccessGate.Check(operation, call, input);
            var output = handler(call, input) ?? new Struct();
            ResponseCheck.Check(operation, output);
            return (output, null);
        }
        catch (AwsError error)
        {
            return (null, error);
        }
    }

    private void Record(OperationModel operation, Call call, Struct input, Struct? output, AwsError? error) => Trail.Add(new TrailEvent
    {
        Time = call.Now,
        Service = call.Service,
        EventSource = operation.Service.EventSource,
        Operation = call.Operation,
        Action = operation.Action,
        Region = call.Region,
        Account = call.Account,
        Principal = call.Caller.Arn,
        Caller = call.Caller,
        SourceIp = call.SourceIp,
        UserAgent = call.UserAgent,
        Invocation = InvocationOf(call.UserAgent),
        Parameters = SecretMask.Apply(operation.Input, input),
        Response = output is { Count: > 0 } && (!operation.IsReadOnly || operation.Name.StartsWith("Assume", StringComparison.Ordinal)) ? SecretMask.Apply(operation.Output, output) : null,
        DeniedBy = error?.Reason,
        ErrorCode = error?.Code,
        ErrorMessage = error?.Message,
        ReadOnly = operation.IsReadOnly,
        RequestId = call.RequestId,
    });

    /// <summary>What IAM tells of the last use of keys, roles and services.</summary>
    private void NoteUse(OperationModel operation, Call call)
    {
        var caller = call.Caller;
        var iam = Iam(caller.Account);
        iam.Usage.Note(caller.EntityArn, operation.Action, call.Now, call.Region);
        switch (iam.FindHolder(caller.EntityArn))
        {
            case Iam.Role role:
                (role.LastUsed, role.LastUsedRegion) = (call.Now, call.Region);
                break;
            case Iam.User user when user.Keys.Find(key => key.Id == caller.AccessKeyId) is { } key:
                key.LastUsed = (call.Now, call.Region, operation.Service.IamPrefix);
                break;
            default:
                break;
        }
    }

    private static string? InvocationOf(string? userAgent)
    {
        var start = userAgent?.IndexOf(InvocationTag, StringComparison.Ordinal) ?? -1;
        if (start < 0)
        {
            return null;
        }

        start += InvocationTag.Length;
        var end = userAgent!.IndexOf(' ', start);
        return end < 0 ? userAgent[start..] : userAgent[start..end];
    }
}
