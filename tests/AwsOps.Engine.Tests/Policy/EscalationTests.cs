using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Analysis;
using static AwsOps.Engine.Tests.Policy.Ask;

namespace AwsOps.Engine.Tests.Policy;

/// <summary>Ways to the rights of an administrator, over a whole account.</summary>
public class EscalationTests
{
    private const string Bob = "arn:aws:iam::111122223333:user/bob";
    private const string Admin = "arn:aws:iam::111122223333:role/admin";
    private const string TrustEc2 = """{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}""";

    private static AccountEntity User(string arn, params string[] statements) =>
        new(RequestPrincipal.Parse(arn), new() { Identity = statements.Length == 0 ? [] : [Doc(statements)] });

    private static AccountEntity Role(string arn, string trust, params string[] statements) => User(arn, statements) with { Trust = Doc(trust) };

    private static AccountEntity AdminRole(string trust = TrustEc2) => Role(Admin, trust, """{"Effect":"Allow","Action":"*","Resource":"*"}""");

    private static string TrustOf(string arn) => $$"""{"Effect":"Allow","Principal":{"AWS":"{{arn}}"},"Action":"sts:AssumeRole"}""";

    private static string Allow(string actions, string resource = "*") => $$"""{"Effect":"Allow","Action":[{{actions}}],"Resource":"{{resource}}"}""";

    private static string Methods(EscalationPath? path) => path is null ? "" : string.Join(" > ", path.Steps.Select(step => step.Method));

    [Theory]
    [InlineData("\"iam:PutUserPolicy\"", "PutUserPolicy")]
    [InlineData("\"iam:AttachUserPolicy\"", "AttachUserPolicy")]
    [InlineData("\"iam:CreatePolicyVersion\"", "CreatePolicyVersion")]
    [InlineData("\"iam:PutGroupPolicy\"", "PutGroupPolicy")]
    [InlineData("\"iam:AddUserToGroup\"", "AddUserToGroup")]
    [InlineData("\"iam:CreateAccessKey\"", "CreateAccessKey > AssumeRole")]
    [InlineData("\"iam:CreateLoginProfile\"", "CreateLoginProfile > AssumeRole")]
    [InlineData("\"iam:UpdateAssumeRolePolicy\"", "UpdateAssumeRolePolicy")]
    [InlineData("\"iam:PassRole\",\"ec2:RunInstances\"", "PassRoleToEc2")]
    [InlineData("\"iam:PassRole\",\"ec2:DescribeInstances\"", "")]
    [InlineData("\"iam:PassRole\",\"lambda:CreateFunction\",\"lambda:InvokeFunction\"", "")]
    [InlineData("\"lambda:UpdateFunctionCode\"", "UpdateFunctionCode")]
    [InlineData("\"iam:GetUser\"", "")]
    public void Methods_are_found(string actions, string methods)
    {
        AccountEntity alice = User(Ask.User, Allow(actions)) with { PolicyArns = ["arn:aws:iam::111122223333:policy/p"], GroupArns = ["arn:aws:iam::111122223333:group/staff"] };
        EscalationFinder finder = new(
            [alice, User(Bob, Allow("\"sts:AssumeRole\"")), AdminRole(TrustEc2 + "," + TrustOf(Bob))],
            [new("arn:aws:iam::111122223333:group/admins", [AllowAll]), new("arn:aws:iam::111122223333:group/staff", [])],
            [new("arn:aws:lambda:eu-west-1:111122223333:function:f", Admin)]);
        EscalationPath? path = finder.Find(Ask.User);
        Assert.Equal(methods, Methods(path));
        Assert.True(path is null || !path.IsConditional);
    }

    /// <summary>The rights of one principal may be spread over policies: neither alone is dangerous.</summary>
    [Fact]
    public void An_escalation_may_be_split_over_policies()
    {
        AccountEntity alice = new(RequestPrincipal.Parse(Ask.User), new()
        {
            Identity = [Doc(Allow("\"iam:PassRole\"")), Doc(Allow("\"ec2:RunInstances\""))],
        });
        Assert.Equal("PassRoleToEc2", Methods(new EscalationFinder([alice, AdminRole()]).Find(Ask.User)));
    }

    [Fact]
    public void Chains_go_through_roles_and_services()
    {
        const string Middle = "arn:aws:iam::111122223333:role/middle";
        AccountEntity[] account =
        [
            User(Ask.User, Allow("\"sts:AssumeRole\"", Middle)),
            Role(Middle, TrustOf(Account), Allow("\"iam:PassRole\",\"ec2:RunInstances\"")),
            AdminRole(),
        ];
        EscalationPath path = new EscalationFinder(account).Find(Ask.User)!;
        Assert.Equal("AssumeRole > PassRoleToEc2", Methods(path));
        Assert.Equal([Ask.User, Middle], path.Steps.Select(step => step.From));
        Assert.Equal(Admin, path.End);
        Assert.Contains($"iam:PassRole on {Admin}", path.Steps[1].Actions);
    }

    [Fact]
    public void Trust_is_needed()
    {
        AccountEntity alice = User(Ask.User, Allow("\"sts:AssumeRole\""));
        Assert.Null(new EscalationFinder([alice, AdminRole()]).Find(Ask.User));
        Assert.NotNull(new EscalationFinder([alice, AdminRole(TrustOf(Account))]).Find(Ask.User));
        Assert.Null(new EscalationFinder([User(Ask.User), AdminRole(TrustOf(Account))]).Find(Ask.User));
        Assert.NotNull(new EscalationFinder([User(Ask.User), AdminRole(TrustOf(Ask.User))]).Find(Ask.User));
    }

    [Fact]
    public void Denies_are_honoured()
    {
        const string Deny = """{"Effect":"Deny","Action":"iam:Put*","Resource":"*"}""";
        Assert.Null(new EscalationFinder([User(Ask.User, Allow("\"iam:PutUserPolicy\""), Deny)]).Find(Ask.User));
        Assert.NotNull(new EscalationFinder([User(Ask.User, Allow("\"iam:AttachUserPolicy\""), Deny.Replace("iam:Put*", "iam:Put?", StringComparison.Ordinal))]).Find(Ask.User));
    }

    /// <summary>Whoever may write his own policies is still within his boundary, unless he can take it off.</summary>
    [Fact]
    public void Boundaries_are_honoured()
    {
        AccountEntity alice = User(Ask.User, Allow("\"iam:*\""));
        PolicyDocument boundary = Doc(Allow("\"iam:PutUserPolicy\",\"s3:*\""));
        Assert.Null(new EscalationFinder([alice with { Policies = new() { Identity = alice.Policies.Identity, Boundary = boundary } }]).Find(Ask.User));
        PolicyDocument loose = Doc(Allow("\"iam:PutUserPolicy\",\"iam:DeleteUserPermissionsBoundary\""));
        EscalationPath path = new EscalationFinder([alice with { Policies = new() { Identity = alice.Policies.Identity, Boundary = loose } }]).Find(Ask.User)!;
        Assert.Equal(["DeleteUserPermissionsBoundary", "PutUserPolicy"], path.Steps.Select(step => step.Method).Order());
    }

    [Fact]
    public void Service_control_policies_are_honoured()
    {
        AccountEntity alice = User(Ask.User, Allow("\"iam:*\""));
        PolicySet limited = new() { Identity = alice.Policies.Identity, ServiceControl = [[AllowAll, Doc("""{"Effect":"Deny","Action":"iam:*","Resource":"*"}""")]] };
        Assert.Null(new EscalationFinder([alice with { Policies = limited }]).Find(Ask.User));
    }

    /// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate</summary>
    [Fact]
    public void A_condition_on_the_boundary_of_the_target_is_evaluated()
    {
        const string Boundary = "arn:aws:iam::111122223333:policy/Limits";
        string statement = $$$$"""{"Effect":"Allow","Action":"iam:PutUserPolicy","Resource":"*","Condition":{"StringEquals":{"iam:PermissionsBoundary":"{{{{Boundary}}}}"}}}""";
        Assert.Null(new EscalationFinder([User(Ask.User, statement)]).Find(Ask.User));
        AccountEntity limited = User(Ask.User, statement) with { BoundaryArn = Boundary };
        Assert.NotNull(new EscalationFinder([limited]).Find(Ask.User));
    }

    [Fact]
    public void A_condition_on_what_may_be_attached_is_evaluated()
    {
        const string Statement = """{"Effect":"Allow","Action":"iam:AttachUserPolicy","Resource":"*","Condition":{"ArnEquals":{"iam:PolicyARN":"arn:aws:iam::aws:policy/ReadOnlyAccess"}}}""";
        Assert.Null(new EscalationFinder([User(Ask.User, Statement)]).Find(Ask.User));
    }

    [Fact]
    public void What_depends_on_unknown_keys_is_conditional_and_names_them()
    {
        EscalationPath path = new EscalationFinder([User(Ask.User,
            """{"Effect":"Allow","Action":"iam:PutUserPolicy","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}""")]).Find(Ask.User)!;
        Assert.True(path.IsConditional);
        Assert.Equal(["aws:MultiFactorAuthPresent"], path.Steps[0].MissingKeys);
    }

    [Fact]
    public void Tags_of_principals_are_known()
    {
        const string Statement = """{"Effect":"Allow","Action":"iam:PutUserPolicy","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"red"}}}""";
        AccountEntity alice = User(Ask.User, Statement) with { Tags = new Dictionary<string, string> { ["team"] = "red" } };
        Assert.False(new EscalationFinder([alice]).Find(Ask.User)!.IsConditional);
        Assert.Null(new EscalationFinder([alice with { Tags = new Dictionary<string, string> { ["team"] = "blue" } }]).Find(Ask.User));
    }

    [Fact]
    public void Administrators_are_listed_and_have_no_path()
    {
        EscalationFinder finder = new([User(Ask.User, Allow("\"*\"")), User(Bob), AdminRole()]);
        Assert.Equal([Admin, Ask.User], finder.FindAdministrators());
        Assert.Empty(finder.Find());
        Assert.Throws<KeyNotFoundException>(() => finder.Find("arn:aws:iam::111122223333:user/nobody"));
    }

    [Fact]
    public void A_role_may_rewrite_itself_and_a_user_a_role_that_it_assumes()
    {
        const string Middle = "arn:aws:iam::111122223333:role/middle";
        Assert.Equal("PutRolePolicy", Methods(new EscalationFinder([Role(Middle, TrustEc2, Allow("\"iam:PutRolePolicy\"", Middle))]).Find(Middle)));
        EscalationFinder finder = new([User(Ask.User, Allow("\"iam:PutRolePolicy\",\"sts:AssumeRole\"")), Role(Middle, TrustOf(Account))]);
        Assert.Equal("AssumeRole", Methods(finder.Find(Ask.User)));
        Assert.Contains($"iam:PutRolePolicy on {Middle}", finder.Find(Ask.User)!.Steps[0].Actions);
    }
}
