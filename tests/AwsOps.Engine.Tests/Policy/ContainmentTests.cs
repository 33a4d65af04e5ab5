using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Containment;
using CsCheck;
using static AwsOps.Engine.Tests.Policy.Ask;

namespace AwsOps.Engine.Tests.Policy;

/// <summary>Whether what one policy allows is allowed by another.</summary>
public class ContainmentTests
{
    private static readonly RequestPrincipal Alice = RequestPrincipal.Parse(User);

    private static string Allow(string rest) => $$"""{"Effect":"Allow",{{rest}}}""";

    private static string Deny(string rest) => $$"""{"Effect":"Deny",{{rest}}}""";

    [Theory]
    // Actions.
    [InlineData("\"Action\":\"s3:GetObject\",\"Resource\":\"*\"", "\"Action\":\"s3:*\",\"Resource\":\"*\"", true)]
    [InlineData("\"Action\":\"s3:*\",\"Resource\":\"*\"", "\"Action\":\"s3:GetObject\",\"Resource\":\"*\"", false)]
    [InlineData("\"Action\":\"S3:getobject\",\"Resource\":\"*\"", "\"Action\":\"s3:Get*\",\"Resource\":\"*\"", true)]
    [InlineData("\"Action\":\"*\",\"Resource\":\"*\"", "\"Action\":\"*:*\",\"Resource\":\"*\"", true)]
    [InlineData("\"NotAction\":\"iam:*\",\"Resource\":\"*\"", "\"NotAction\":\"iam:GetUser\",\"Resource\":\"*\"", true)]
    [InlineData("\"NotAction\":\"iam:GetUser\",\"Resource\":\"*\"", "\"NotAction\":\"iam:*\",\"Resource\":\"*\"", false)]
    // A service that AWS adds tomorrow is not in the list.
    [InlineData("\"Action\":\"*\",\"Resource\":\"*\"", "\"NotAction\":\"service-to-come:*\",\"Resource\":\"*\"", false)]
    // Resources.
    [InlineData("\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::a/b\"", "\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::a/*\"", true)]
    [InlineData("\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::a*/b\"", "\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::a/*\"", false)]
    [InlineData("\"Action\":\"sqs:SendMessage\",\"Resource\":\"*\"", "\"Action\":\"sqs:*\",\"Resource\":\"arn:aws:sqs:*:*:*\"", true)]
    // Objects are got through access points too, whose ARNs have a region and an account.
    [InlineData("\"Action\":\"s3:GetObject\",\"Resource\":\"*\"", "\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::*\"", false)]
    [InlineData("\"Action\":\"s3:ListBucket\",\"Resource\":\"arn:aws:s3:::*\"", "\"Action\":\"s3:*\",\"NotResource\":\"arn:aws:s3:::*/*\"", true)]
    [InlineData("\"Action\":\"sqs:SendMessage\",\"Resource\":\"arn:aws:sqs:*:111122223333:*\"", "\"Action\":\"sqs:*\",\"Resource\":\"arn:aws:sqs:eu-*:111122223333:*\"", false)]
    [InlineData("\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::home/alice/*\"", "\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::home/${aws:username}/*\"", true)]
    [InlineData("\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::home/bob/*\"", "\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::home/${aws:username}/*\"", false)]
    // Together the two resources of the second cover the first.
    [InlineData("\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::b/*\"", "\"Action\":\"s3:GetObject\",\"Resource\":[\"arn:aws:s3:::b/x*\",\"arn:aws:s3:::*\"]", true)]
    // Conditions.
    [InlineData("\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"k:a\":\"1\"}}", "\"Action\":\"s3:*\",\"Resource\":\"*\"", true)]
    [InlineData("\"Action\":\"s3:*\",\"Resource\":\"*\"", "\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"k:a\":\"1\"}}", false)]
    [InlineData("\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"k:a\":\"prod\"}}", "\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"StringLike\":{\"k:a\":\"p*d\"}}", true)]
    [InlineData("\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"StringLike\":{\"k:a\":\"p*\"}}", "\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"StringLike\":{\"k:a\":\"p*d\"}}", false)]
    [InlineData("\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"StringEqualsIgnoreCase\":{\"k:a\":\"p\"}}", "\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"k:a\":\"p\"}}", false)]
    [InlineData("\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"10.1.0.0/16\"}}", "\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"}}", true)]
    [InlineData("\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"}}", "\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":[\"10.0.0.0/9\",\"10.128.0.0/10\"]}}", false)]
    [InlineData("\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"}}", "\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":[\"10.0.0.0/9\",\"10.128.0.0/9\"]}}", true)]
    [InlineData("\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"NumericLessThan\":{\"s3:max-keys\":\"10\"}}", "\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"NumericLessThanEquals\":{\"s3:max-keys\":\"10\"}}", true)]
    [InlineData("\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"NumericLessThanEquals\":{\"s3:max-keys\":\"10\"}}", "\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"NumericLessThan\":{\"s3:max-keys\":\"10\"}}", false)]
    [InlineData("\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"DateLessThan\":{\"aws:CurrentTime\":\"2030-01-01T00:00:00Z\"}}", "\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"DateLessThan\":{\"aws:CurrentTime\":\"2029-12-31T23:59:59Z\"}}", false)]
    [InlineData("\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"Bool\":{\"aws:MultiFactorAuthPresent\":\"true\"}}", "\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"BoolIfExists\":{\"aws:MultiFactorAuthPresent\":\"true\"}}", true)]
    [InlineData("\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"BoolIfExists\":{\"aws:MultiFactorAuthPresent\":\"true\"}}", "\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"Bool\":{\"aws:MultiFactorAuthPresent\":\"true\"}}", false)]
    [InlineData("\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"ForAnyValue:StringEquals\":{\"aws:TagKeys\":\"a\"}}", "\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"ForAllValues:StringEquals\":{\"aws:TagKeys\":\"a\"}}", false)]
    public void One_statement_against_another(string inner, string outer, bool contained)
    {
        ContainmentResult result = PolicyContainment.Check([Doc(Allow(inner))], [Doc(Allow(outer))], Alice);
        Assert.Equal(contained, result.IsContained);
        foreach (ContainmentWitness witness in result.Witnesses)
        {
            Assert.True(Evaluate(witness.Request, Doc(Allow(inner))));
            Assert.False(Evaluate(witness.Request, Doc(Allow(outer))));
        }
    }

    /// <summary>An action of twenty types of resources, on patterns of which each crosses colons.</summary>
    [Fact]
    public void Many_types_and_patterns_are_no_obstacle()
    {
        string[] types = ["instance", "network-interface", "security-group", "subnet", "volume"];
        PolicyDocument launch = Doc(Allow($"\"Action\":\"ec2:RunInstances\",\"Resource\":[{string.Join(",", types.Select(type => $"\"arn:aws:ec2:*:111122223333:{type}/*\""))},\"arn:aws:ec2:*::image/*\"]"));
        ContainmentResult result = PolicyContainment.Check([launch], [Doc(Allow("\"Action\":\"ec2:*\",\"Resource\":\"*\""))], Alice);
        Assert.True(result.IsComplete);
        Assert.True(result.IsContained);
        Assert.False(PolicyContainment.Check([launch], [Doc(Allow("\"Action\":\"ec2:*\",\"Resource\":\"arn:aws:ec2:*:*:instance/*\""))], Alice).IsContained);
    }

    [Fact]
    public void Denies_of_both_sides_count()
    {
        PolicyDocument all = Doc(Allow("\"Action\":\"s3:*\",\"Resource\":\"*\""));
        PolicyDocument limited = Doc(Allow("\"Action\":\"s3:*\",\"Resource\":\"*\""), Deny("\"Action\":\"s3:Delete*\",\"Resource\":\"arn:aws:s3:::logs/*\""));
        Assert.True(PolicyContainment.Check([limited], [all], Alice).IsContained);
        ContainmentWitness witness = Assert.Single(PolicyContainment.Check([all], [limited], Alice).Witnesses);
        Assert.StartsWith("s3:Delete", witness.Request.Action, StringComparison.Ordinal);
        Assert.StartsWith("arn:aws:s3:::logs/", witness.Request.Resource, StringComparison.Ordinal);
        Assert.True(witness.Refusal.IsExplicit);
    }

    [Fact]
    public void Several_policies_are_one()
    {
        PolicyDocument[] split = [Doc(Allow("\"Action\":\"s3:Get*\",\"Resource\":\"*\"")), Doc(Allow("\"NotAction\":\"s3:Get*\",\"Resource\":\"*\""))];
        Assert.True(PolicyContainment.Check([AllowAll], split, Alice).IsContained);
    }

    [Fact]
    public void A_witness_of_each_class_of_actions_on_request()
    {
        ContainmentResult result = PolicyContainment.Check(
            [Doc(Allow("\"Action\":[\"s3:GetObject\",\"kms:Decrypt\"],\"Resource\":\"*\""), Allow("\"Action\":\"sqs:SendMessage\",\"Resource\":\"*\""))],
            [Doc(Allow("\"Action\":\"s3:*\",\"Resource\":\"*\""))], Alice, maximumWitnesses: 10);
        Assert.Equal(["kms:Decrypt", "sqs:SendMessage"], result.Witnesses.Select(witness => witness.Request.Action).Order());
    }

    /// <summary>What is contained has no counter-example among random requests; what is not, comes with one that the evaluator confirms.</summary>
    [Fact]
    public void Agrees_with_sampling() =>
        Gen.Select(PolicyGenerators.IdentityPolicy.Array[1, 2], PolicyGenerators.IdentityPolicy.Array[1, 2], PolicyGenerators.Request.Array[40]).Sample(
            (inner, outer, requests) =>
            {
                ContainmentResult result = PolicyContainment.Check(inner, outer, Alice);
                foreach (ContainmentWitness witness in result.Witnesses)
                {
                    Assert.True(Evaluate(witness.Request, inner));
                    Assert.False(Evaluate(witness.Request, outer));
                }

                if (!result.IsContained)
                {
                    return;
                }

                // Of the requests only those with a resource that the action can have: a bucket for a queue's action proves nothing.
                foreach (AccessRequest request in requests.Where(request => request.Principal.Arn == User && IsReal(request)))
                {
                    Assert.False(Evaluate(request, inner) && !Evaluate(request, outer), $"{request.Action} on {request.Resource}");
                }
            },
            iter: 60);

    /// <summary>A policy allows what it allows, and what it allows with a Deny more.</summary>
    [Fact]
    public void Is_reflexive_and_a_Deny_only_takes_away() =>
        Gen.Select(PolicyGenerators.IdentityPolicy, PolicyGenerators.IdentityStatement).Sample(
            (policy, statement) =>
            {
                Assert.Empty(PolicyContainment.Check([policy], [policy], Alice).Witnesses);
                PolicyDocument denied = Doc(statement.Replace("\"Allow\"", "\"Deny\"", StringComparison.Ordinal));
                Assert.Empty(PolicyContainment.Check([policy, denied], [policy], Alice).Witnesses);
            },
            iter: 40);

    private static bool IsReal(AccessRequest request) => request.Action[..3] switch
    {
        "s3:" => request.Resource.StartsWith("arn:aws:s3:::", StringComparison.Ordinal),
        "sqs" => request.Resource.StartsWith("arn:aws:sqs:", StringComparison.Ordinal),
        _ => request.Resource == "*",
    };

    private static bool Evaluate(AccessRequest request, params PolicyDocument[] identity) =>
        AccessEvaluator.Evaluate(request, new() { Identity = identity, Resource = [Grant($$"""{"AWS":"{{Account}}"}""")] }).IsAllowed;
}
