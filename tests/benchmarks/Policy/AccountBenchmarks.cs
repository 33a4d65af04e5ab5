using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Accounts;
using AwsOps.Engine.Policy.Analysis;

namespace AwsOps.Benchmarks.Policy;

/// <summary>An account of 44 users and 78 roles: each user is asked about 100 actions on each role. The budget is 2 s.</summary>
internal sealed class QuickAccount : IQuickMeasure
{
    private const int Users = 44;
    private const int Roles = 78;
    private const int Actions = 100;

    private readonly AccountSnapshot _account = new(Account());

    private readonly string[] _actions =
        [.. Engine.Policy.Actions.ActionTable.Default.Expand("iam:*").Where(action => action.Resources.Any(type => type.Type.Name == "role")).Select(action => action.FullName)
            .Concat(Engine.Policy.Actions.ActionTable.Default.Expand("sts:*").Select(action => action.FullName))
            .Concat(Engine.Policy.Actions.ActionTable.Default.Expand("ec2:Describe*").Select(action => action.FullName)).Take(Actions)];

    public string Name => "44 users × 78 roles × 100 actions";

    public string Unit => "decisions";

    public double Run()
    {
        AccountEntity[] roles = [.. _account.Entities.Where(entity => entity.Principal.Kind == PrincipalKind.Role)];
        long count = 0;
        long allowed = 0;
        foreach (AccountEntity user in _account.Entities.Where(entity => entity.Principal.Kind == PrincipalKind.User))
        {
            foreach (AccountEntity role in roles)
            {
                PolicySet policies = new() { Identity = user.Policies.Identity, Boundary = user.Policies.Boundary, Resource = [role.Trust!] };
                foreach (string action in _actions)
                {
                    allowed += AccessEvaluator.Evaluate(new(user.Principal, action, role.Arn), policies).IsAllowed ? 1 : 0;
                    count++;
                }
            }
        }

        return allowed >= 0 ? count : 0;
    }

    private static AccountInventory Account()
    {
        AccountInventory account = new();
        string Statements(int seed) => string.Join(",", Enumerable.Range(0, 10).Select(i =>
            $$$"""{"Effect":"{{{(i == 9 ? "Deny" : "Allow")}}}","Action":["iam:{{{(i % 2 == 0 ? "Get*" : "List*")}}}","sts:AssumeRole","ec2:Describe*"],"Resource":"arn:aws:iam::111122223333:role/role-{{{(seed * 7 + i) % Roles}}}"}"""));
        for (int i = 0; i < Users; i++)
        {
            account.Users.Add(new($"arn:aws:iam::111122223333:user/user-{i}", $"user-{i}")
            {
                Inline = [new("own", $$"""{"Version":"2012-10-17","Statement":[{{Statements(i)}}]}""")],
            });
        }

        for (int i = 0; i < Roles; i++)
        {
            account.Roles.Add(new($"arn:aws:iam::111122223333:role/role-{i}", $"role-{i}",
                """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}""")
            {
                Inline = [new("own", $$"""{"Version":"2012-10-17","Statement":[{{Statements(i)}}]}""")],
            });
        }

        return account;
    }
}
