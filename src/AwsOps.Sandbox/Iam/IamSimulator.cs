using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>AWS Identity and Access Management: roles, instance profiles, managed policies.</summary>
internal sealed class IamSimulator : ServiceSimulator
{
    public IamSimulator()
        : base("iam")
    {
        RoleOperations.Register(this);
        InstanceProfileOperations.Register(this);
        PolicyOperations.Register(this);
        AuthorizationDetails.Register(this);
    }

    /// <summary>Registers an operation on the account's IAM, wherever the call was sent.</summary>
    public void Op(string operation, Func<IamState, Struct, Struct?> handler) =>
        On(operation, (call, input) => handler(call.Scope.Global.Get<IamState>(), input));
}
