namespace AwsOps.Engine.Policy.Evaluation;

/// <summary>Puts what the layers say into words.</summary>
internal static class Explainer
{
    internal static IReadOnlyList<LayerFinding> Describe(AccessRequest request, PolicySet policies, in Layers layers)
    {
        RequestPrincipal principal = request.Principal;
        bool hasIdentity = Scope.HasIdentity(principal);
        List<LayerFinding> findings = [];
        Add(findings, PolicyLayer.ResourceControl, "resource control policy",
            policies.ResourceControl.Count > 0 && Scope.IsUnderResourceControl(request), layers.ResourceControl);
        Add(findings, PolicyLayer.ServiceControl, "service control policy",
            policies.ServiceControl.Count > 0 && Scope.IsUnderServiceControl(principal), layers.ServiceControl);
        findings.Add(DescribeResource(request, policies, layers.Resource));
        Add(findings, PolicyLayer.Identity, "identity-based policy", hasIdentity && !Scope.IsRoot(principal), layers.Identity);
        Add(findings, PolicyLayer.Boundary, "permissions boundary", policies.Boundary is not null && Scope.HasBoundary(principal), layers.Boundary);
        Add(findings, PolicyLayer.Session, "session policy",
            hasIdentity && (policies.Session is not null || principal.Kind == PrincipalKind.FederatedUser), layers.Session);
        return findings;
    }

    private static void Add(List<LayerFinding> findings, PolicyLayer layer, string name, bool applies, in LayerResult result)
    {
        LayerFinding finding = applies
            ? Describe(layer, name, result.Deny, result.DenyBy, result.Allow, result.AllowBy)
            : new(layer, LayerVerdict.NotApplicable, null, $"No {name} applies.");
        findings.Add(finding);
    }

    private static LayerFinding DescribeResource(AccessRequest request, PolicySet policies, in ResourceResult result)
    {
        const string Name = "resource-based policy";
        bool isRequired = Scope.NeedsResourcePolicy(request);
        if (policies.Resource is null)
        {
            return result.Any == Truth.Unknown && isRequired
                ? new(PolicyLayer.Resource, LayerVerdict.Unknown, null, $"A {Name} must allow this, and none was given.")
                : new(PolicyLayer.Resource, isRequired ? LayerVerdict.DoesNotAllow : LayerVerdict.NotApplicable, null,
                    isRequired ? $"A {Name} must allow this, and none was given." : $"No {Name} was given.");
        }

        if (policies.Resource.Count == 0 && !isRequired)
        {
            return new(PolicyLayer.Resource, LayerVerdict.NotApplicable, null, $"The resource has no {Name}.");
        }

        LayerFinding finding = Describe(PolicyLayer.Resource, Name, result.Deny, result.DenyBy, result.Any, result.AnyBy);
        return finding.Verdict == LayerVerdict.Allows && result.Direct != Truth.True && result.Limited != Truth.True && request.IsSameAccount
            ? finding with { Reason = $"{finding.Reason} It names the account, which leaves the decision to the account's own policies." }
            : finding;
    }

    private static LayerFinding Describe(PolicyLayer layer, string name, Truth deny, Statement? denyBy, Truth allow, Statement? allowBy)
    {
        if (deny == Truth.True)
        {
            return new(layer, LayerVerdict.Denies, denyBy, $"{A(name)} denies it: {denyBy} ({denyBy!.Position}).");
        }

        if (deny == Truth.Unknown || allow == Truth.Unknown)
        {
            Statement? by = deny == Truth.Unknown ? denyBy : allowBy;
            return new(layer, LayerVerdict.Unknown, by, $"Whether {A(name).ToLowerInvariant()} {(deny == Truth.Unknown ? "denies" : "allows")} it depends on context keys that were not given: {by} ({by!.Position}).");
        }

        return allow == Truth.False
            ? new(layer, LayerVerdict.DoesNotAllow, null, $"No {name} allows it.")
            : new(layer, LayerVerdict.Allows, allowBy, allowBy is null ? $"No {name} denies it." : $"{A(name)} allows it: {allowBy} ({allowBy.Position}).");
    }

    private static string A(string name) => name[0] == 'i' ? $"An {name}" : $"A {name}";
}
