using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>AWS Identity and Access Management.</summary>
internal sealed class IamSimulator : ServiceSimulator
{
    public IamSimulator()
        : base("iam")
    {
        UserOperations.Register(this);
        GroupOperations.Register(this);
        RoleOperations.Register(this);
        HolderOperations.Register(this);
        ServiceLinkedRoleOperations.Register(this);
        InstanceProfileOperations.Register(this);
        PolicyOperations.Register(this);
        AccessKeyOperations.Register(this);
        PasswordOperations.Register(this);
        MfaOperations.Register(this);
        OidcOperations.Register(this);
        AccountOperations.Register(this);
        AuthorizationDetails.Register(this);
        CredentialReport.Register(this);
        LastAccessed.Register(this);
        Simulation.Register(this);
    }

    /// <summary>Registers an operation on the account's IAM, wherever the call was sent.</summary>
    public void Op(string operation, Func<IamState, Struct, Struct?> handler) =>
        On(operation, (call, input) => handler(call.Scope.Global.Get<IamState>(), input));

    /// <summary>Registers an operation that depends on who calls.</summary>
    public void Op(string operation, Func<IamState, Struct, Call, Struct?> handler) =>
        On(operation, (call, input) => handler(call.Scope.Global.Get<IamState>(), input, call));
}
