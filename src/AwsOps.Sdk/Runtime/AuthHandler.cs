using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace AwsOps.Sdk.Runtime;

/// <summary>Says how a request is signed: Signature Version 4, or not at all where the model says so.</summary>
internal sealed class AuthHandler : BaseAuthResolverHandler
{
    protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) =>
        executionContext.RequestContext.OriginalRequest is IAnonymousRequest ? AuthSchemeOption.DEFAULT_NOAUTH : AuthSchemeOption.DEFAULT_SIGV4;
}
