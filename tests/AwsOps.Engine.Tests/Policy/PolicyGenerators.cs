using AwsOps.Engine.Policy;
using CsCheck;

namespace AwsOps.Engine.Tests.Policy;

/// <summary>Random policies and requests over a small world, so that they often meet.</summary>
internal static class PolicyGenerators
{
    private static readonly string[] ActionPatterns =
        ["*", "s3:*", "s3:Get*", "s3:GetObject", "s3:PutObject", "S3:getobject", "sqs:*", "sqs:SendMessage", "*:*Object", "sqs:?endMessage", "iam:*"];

    private static readonly string[] ResourcePatterns =
    [
        "*", "arn:aws:s3:::*", "arn:aws:s3:::red/*", "arn:aws:s3:::red/?", "arn:aws:s3:::*/a", "arn:aws:s3:::${aws:username}/*",
        "arn:aws:s3:::red/a", "arn:aws:sqs:*:111122223333:*", "arn:aws:sqs:eu-west-1:111122223333:jobs",
    ];

    private static readonly string[] Conditions =
    [
        "", "", "", """{"StringEquals":{"k:a":"1"}}""", """{"StringNotEquals":{"k:a":["1","2"]}}""", """{"StringLike":{"k:a":"1*"}}""",
        """{"StringEqualsIfExists":{"k:a":"1"}}""", """{"Null":{"k:a":"true"}}""", """{"Null":{"k:b":"false"}}""",
        """{"ForAllValues:StringLike":{"k:b":["1","2*"]}}""", """{"ForAnyValue:StringEquals":{"k:b":["1","3"]}}""",
        """{"ForAnyValue:StringNotEquals":{"k:b":["1"]}}""", """{"StringEquals":{"k:a":"1"},"StringNotLike":{"k:b":"2?"}}""",
    ];

    private static readonly string[] Principals = ["*", Ask.User, Ask.Role, Ask.Session, Ask.Account, Ask.OtherAccount, Ask.Stranger];

    internal static readonly Gen<string> IdentityStatement = Statement(Gen.Const(""));

    internal static readonly Gen<string> ResourceStatement =
        Statement(Gen.OneOfConst(Principals).Select(principal => $$"""
            "Principal":{"AWS":"{{principal}}"},
            """));

    internal static readonly Gen<PolicyDocument> IdentityPolicy = IdentityStatement.Array[1, 5].Select(statements => Ask.Doc(statements));

    internal static readonly Gen<PolicyDocument> ResourcePolicy = ResourceStatement.Array[1, 5].Select(statements => Ask.Doc(statements));

    internal static readonly Gen<AccessRequest> Request = Gen.Select(
        Gen.OneOfConst(Ask.User, Ask.Session, Ask.Stranger),
        Gen.OneOfConst("s3:GetObject", "s3:PutObject", "sqs:SendMessage", "iam:ListUsers"),
        Gen.OneOfConst("arn:aws:s3:::red/a", "arn:aws:s3:::red/bb", "arn:aws:s3:::alice/a", "arn:aws:sqs:eu-west-1:111122223333:jobs", "*"),
        Gen.OneOfConst("", "1", "12", "2"),
        Gen.OneOfConst("", "1", "1,2", "22,3", "3"),
        (principal, action, resource, a, b) =>
        {
            RequestContext context = [];
            if (a.Length > 0)
            {
                context["k:a"] = [a];
            }

            if (b.Length > 0)
            {
                context["k:b"] = b.Split(',');
            }

            return new AccessRequest(RequestPrincipal.Parse(principal), action, resource, context, Ask.Account);
        });

    internal static readonly Gen<PolicySet> Policies = Gen.Select(
        IdentityPolicy.Array[0, 2], ResourcePolicy.Array[0, 1], Optional(IdentityPolicy), Optional(IdentityPolicy), IdentityPolicy.Array[1, 2].Array[0, 2],
        (identity, resource, boundary, session, levels) => new PolicySet
        {
            Identity = identity,
            Resource = resource,
            Boundary = boundary,
            Session = session is null ? null : [session],
            ServiceControl = levels,
        });

    private static Gen<PolicyDocument?> Optional(Gen<PolicyDocument> policy) =>
        Gen.Select(Gen.Int[0, 2], policy, (die, some) => die == 0 ? some : null);

    private static Gen<string> Statement(Gen<string> principal) => Gen.Select(
        Gen.OneOfConst("Allow", "Allow", "Allow", "Deny"), principal,
        Gen.OneOfConst("Action", "Action", "Action", "NotAction"), Gen.OneOfConst(ActionPatterns).Array[1, 3],
        Gen.OneOfConst("Resource", "Resource", "Resource", "NotResource"), Gen.OneOfConst(ResourcePatterns).Array[1, 3],
        Gen.OneOfConst(Conditions),
        (effect, who, action, actions, resource, resources, condition) =>
            $$"""{"Effect":"{{effect}}",{{who}}"{{action}}":{{List(actions)}},"{{resource}}":{{List(resources)}}{{(condition.Length > 0 ? ",\"Condition\":" + condition : "")}}}""");

    private static string List(string[] values) => "[" + string.Join(",", values.Select(value => $"\"{value}\"")) + "]";
}
