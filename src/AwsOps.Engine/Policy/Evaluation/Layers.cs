namespace AwsOps.Engine.Policy.Evaluation;

/// <summary>What every layer says of one request.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html"/>
internal struct Layers
{
    internal LayerResult ResourceControl;
    internal LayerResult ServiceControl;
    internal ResourceResult Resource;
    internal LayerResult Identity;
    internal LayerResult Boundary;
    internal LayerResult Session;

    /// <summary>Asks the layers in AWS's order; an explicit Deny ends it, unless all are wanted.</summary>
    internal static Layers Of(in EvaluationContext context, PolicySet policies, bool all = false)
    {
        AccessRequest request = context.Request;
        RequestPrincipal principal = request.Principal;
        Layers layers = new()
        {
            ResourceControl = LayerResult.Open,
            ServiceControl = LayerResult.Open,
            Identity = LayerResult.Open,
            Boundary = LayerResult.Open,
            Session = LayerResult.Open,
        };

        if (policies.ResourceControl.Count > 0 && Scope.IsUnderResourceControl(request))
        {
            layers.ResourceControl = LayerResult.OfLevels(policies.ResourceControl, context);
            // RCPFullAWSAccess is attached everywhere and cannot be detached: only a Deny limits.
            layers.ResourceControl.Allow = Truth.True;
            if (layers.ResourceControl.Deny == Truth.True && !all)
            {
                return layers;
            }
        }

        if (policies.ServiceControl.Count > 0 && Scope.IsUnderServiceControl(principal))
        {
            layers.ServiceControl = LayerResult.OfLevels(policies.ServiceControl, context);
            if (layers.ServiceControl.Deny == Truth.True && !all)
            {
                return layers;
            }
        }

        bool hasBoundary = policies.Boundary is not null && Scope.HasBoundary(principal);
        layers.Resource = ResourceResult.Of(policies.Resource, hasBoundary, context);
        if ((layers.Resource.Deny == Truth.True && !all) || !Scope.HasIdentity(principal))
        {
            return layers;
        }

        if (!Scope.IsRoot(principal))
        {
            layers.Identity = LayerResult.Of(policies.Identity, context);
        }

        if (hasBoundary)
        {
            layers.Boundary = LayerResult.Of(policies.Boundary!, context);
        }

        // A federated user without a session policy has no permissions but those that resources grant to it.
        if (policies.Session is not null)
        {
            layers.Session = LayerResult.Of(policies.Session, context);
        }
        else if (principal.Kind == PrincipalKind.FederatedUser)
        {
            layers.Session = default;
        }

        return layers;
    }

    internal readonly AccessDecision Decide(AccessRequest request)
    {
        Truth deny = Truth.False;
        PolicyLayer denyLayer = PolicyLayer.None;
        Statement? denyBy = null;
        Consider(ResourceControl.Deny, PolicyLayer.ResourceControl, ResourceControl.DenyBy, ref deny, ref denyLayer, ref denyBy);
        Consider(ServiceControl.Deny, PolicyLayer.ServiceControl, ServiceControl.DenyBy, ref deny, ref denyLayer, ref denyBy);
        Consider(Resource.Deny, PolicyLayer.Resource, Resource.DenyBy, ref deny, ref denyLayer, ref denyBy);
        Consider(Identity.Deny, PolicyLayer.Identity, Identity.DenyBy, ref deny, ref denyLayer, ref denyBy);
        Consider(Boundary.Deny, PolicyLayer.Boundary, Boundary.DenyBy, ref deny, ref denyLayer, ref denyBy);
        Consider(Session.Deny, PolicyLayer.Session, Session.DenyBy, ref deny, ref denyLayer, ref denyBy);
        if (deny == Truth.True)
        {
            return new(AccessOutcome.Denied, denyLayer, true, denyBy);
        }

        AccessDecision granted = DecideGrant(request);
        return deny == Truth.Unknown && granted.Outcome != AccessOutcome.Denied
            ? new(AccessOutcome.Unknown, denyLayer, true, denyBy)
            : granted;
    }

    private readonly AccessDecision DecideGrant(AccessRequest request)
    {
        if (ServiceControl.Allow == Truth.False)
        {
            return Implicit(PolicyLayer.ServiceControl);
        }

        Truth limits = Truths.And(Boundary.Allow, Session.Allow);
        Truth byIdentity = Truths.And(Identity.Allow, limits);
        Truth byResource;
        bool needsResource = true;
        if (request.IsSameAccount)
        {
            byResource = Truths.Or(Resource.Direct, Truths.And(Resource.Limited, limits));
            needsResource = Scope.NeedsResourcePolicy(request);
            if (needsResource)
            {
                byIdentity = Truths.And(byIdentity, Resource.Any);
            }
        }
        else
        {
            // "The request is allowed only if both evaluations return a decision of Allow."
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
            byResource = Truth.False;
            byIdentity = Truths.And(byIdentity, Resource.Any);
        }

        Truth allowed = Truths.And(Truths.Or(byResource, byIdentity), ServiceControl.Allow);
        if (allowed == Truth.False)
        {
            return Implicit(Blocking(needsResource));
        }

        bool isByResource = byResource >= byIdentity;
        Statement? by = isByResource ? Resource.DirectBy ?? Resource.LimitedBy : Identity.AllowBy;
        PolicyLayer layer = isByResource ? PolicyLayer.Resource : PolicyLayer.Identity;
        if (!isByResource && by is null)
        {
            // A service, or the root user: the resource's policy decides, or nothing needs to.
            (layer, by) = needsResource ? (PolicyLayer.Resource, Resource.AnyBy) : (PolicyLayer.None, null);
        }

        return allowed == Truth.True
            ? new(AccessOutcome.Allowed, layer, false, by)
            : Uncertain(layer, by, needsResource);
    }

    /// <summary>Names the first layer that is in doubt, rather than the one that would grant.</summary>
    private readonly AccessDecision Uncertain(PolicyLayer layer, Statement? by, bool needsResource)
    {
        if (ServiceControl.Allow == Truth.Unknown)
        {
            (layer, by) = (PolicyLayer.ServiceControl, ServiceControl.AllowBy);
        }
        else if (needsResource && Resource.Any == Truth.Unknown)
        {
            (layer, by) = (PolicyLayer.Resource, Resource.AnyBy);
        }
        else if (Identity.Allow == Truth.Unknown)
        {
            (layer, by) = (PolicyLayer.Identity, Identity.AllowBy);
        }
        else if (Boundary.Allow == Truth.Unknown)
        {
            (layer, by) = (PolicyLayer.Boundary, Boundary.AllowBy);
        }
        else if (Session.Allow == Truth.Unknown)
        {
            (layer, by) = (PolicyLayer.Session, Session.AllowBy);
        }

        return new(AccessOutcome.Unknown, layer, false, by);
    }

    private readonly PolicyLayer Blocking(bool needsResource)
    {
        if (needsResource && Resource.Any == Truth.False)
        {
            return PolicyLayer.Resource;
        }

        if (Identity.Allow == Truth.False && (needsResource || Resource.Limited == Truth.False))
        {
            return PolicyLayer.Identity;
        }

        return Boundary.Allow == Truth.False ? PolicyLayer.Boundary : PolicyLayer.Session;
    }

    private static AccessDecision Implicit(PolicyLayer layer) => new(AccessOutcome.Denied, layer, false, null);

    private static void Consider(Truth candidate, PolicyLayer layer, Statement? by, ref Truth deny, ref PolicyLayer denyLayer, ref Statement? denyBy)
    {
        if (candidate > deny)
        {
            (deny, denyLayer, denyBy) = (candidate, layer, by);
        }
    }
}
