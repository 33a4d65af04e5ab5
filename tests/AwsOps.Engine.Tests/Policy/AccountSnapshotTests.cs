using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Accounts;
using AwsOps.Engine.Policy.Analysis;

namespace AwsOps.Engine.Tests.Policy;

public class AccountSnapshotTests
{
    // The shape is that of the CLI's reference: https://docs.aws.amazon.com/cli/latest/reference/iam/get-account-authorization-details.html
    private const string Sample = """
        {
          "UserDetailList": [
            {"Path": "/", "UserName": "alice", "UserId": "AIDA1", "Arn": "arn:aws:iam::111122223333:user/alice", "GroupList": ["staff"],
             "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}}}],
             "AttachedManagedPolicies": [], "Tags": [{"Key": "team", "Value": "red"}],
             "PermissionsBoundary": {"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/limit"}}
          ],
          "GroupDetailList": [
            {"Path": "/", "GroupName": "staff", "GroupId": "AGPA1", "Arn": "arn:aws:iam::111122223333:group/staff", "GroupPolicyList": [],
             "AttachedManagedPolicies": [{"PolicyName": "read", "PolicyArn": "arn:aws:iam::111122223333:policy/read"}]}
          ],
          "RoleDetailList": [
            {"Path": "/", "RoleName": "app", "RoleId": "AROA1", "Arn": "arn:aws:iam::111122223333:role/app",
             "AssumeRolePolicyDocument": "%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22Service%22%3A%22ec2.amazonaws.com%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%7D",
             "InstanceProfileList": [{"InstanceProfileName": "app", "Arn": "arn:aws:iam::111122223333:instance-profile/app", "Roles": []}],
             "RolePolicyList": [], "AttachedManagedPolicies": [{"PolicyName": "gone", "PolicyArn": "arn:aws:iam::111122223333:policy/gone"}], "Tags": []}
          ],
          "Policies": [
            {"PolicyName": "read", "Arn": "arn:aws:iam::111122223333:policy/read", "DefaultVersionId": "v2", "PolicyVersionList": [
              {"VersionId": "v2", "IsDefaultVersion": true, "Document": {"Version": "2012-10-17", "Statement": [{"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}},
              {"VersionId": "v1", "IsDefaultVersion": false, "Document": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}}]},
            {"PolicyName": "limit", "Arn": "arn:aws:iam::111122223333:policy/limit", "PolicyVersionList": [
              {"VersionId": "v1", "IsDefaultVersion": true, "Document": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}}]}
          ]
        }
        """;

    [Fact]
    public void Everything_that_decides_the_rights_of_a_user_is_gathered()
    {
        AccountSnapshot account = new(AuthorizationDetails.Parse(Sample));
        AccountEntity alice = Assert.Single(account.Find("alice"));
        Assert.Empty(account.Problems);
        Assert.Equal(["own", "read"], alice.Policies.Identity.Select(policy => policy.Name));
        Assert.Equal("limit", alice.Policies.Boundary!.Name);
        Assert.Equal(["arn:aws:iam::111122223333:policy/read"], alice.PolicyArns);
        Assert.Equal(["arn:aws:iam::111122223333:group/staff"], alice.GroupArns);
        Assert.Equal("red", alice.Tags["team"]);
        Assert.Empty(alice.MissingPolicies);
        AccessDecision read = AccessEvaluator.Evaluate(Ask.Request(action: "s3:GetObject", resource: "arn:aws:s3:::b/k"), alice.Policies);
        Assert.Equal("statement 'Read' of read", read.Statement!.ToString());
        // The boundary has no SQS.
        Assert.False(AccessEvaluator.Evaluate(Ask.Request(), alice.Policies).IsAllowed);
    }

    [Fact]
    public void A_role_is_found_by_its_sessions_and_its_profile()
    {
        AccountSnapshot account = new(AuthorizationDetails.Parse(Sample));
        AccountEntity app = Assert.Single(account.Find(Ask.Session));
        Assert.Same(app, Assert.Single(account.Find(Ask.Role)));
        Assert.Equal("ec2.amazonaws.com", app.Trust!.Statements[0].Principal!.Values[0].Value);
        Assert.Equal(Ask.Role, account.RoleOf("arn:aws:iam::111122223333:instance-profile/app"));
        Assert.Equal(["arn:aws:iam::111122223333:policy/gone"], app.MissingPolicies);
        Assert.Empty(account.Find("nobody"));
        Assert.Empty(account.Find("arn:aws:sts::444455556666:assumed-role/app/x"));
    }

    [Fact]
    public void A_policy_that_cannot_be_read_is_named_with_its_place()
    {
        AccountSnapshot account = new(AuthorizationDetails.Parse(Sample.Replace("\"Action\": \"sqs:*\"", "\"Acton\": \"sqs:*\"", StringComparison.Ordinal)));
        Assert.StartsWith("own, line 1, column ", Assert.Single(account.Problems), StringComparison.Ordinal);
        Assert.Equal(["own"], Assert.Single(account.Find("alice")).MissingPolicies);
    }

    [Theory]
    [InlineData("[]", "line 1, column 1")]
    [InlineData("{\n  \"UserDetailList\": 7}", "line 2, column 21")]
    [InlineData("{\"UserDetailList\": [\n{\"Arn\": 1}]}", "line 2, column 9")]
    [InlineData("{\"RoleDetailList\": [{\"Arn\":\"arn:aws:iam::111122223333:role/b\",\n\"RoleName\":\"b\"}]}", "line 1, column 21")]
    public void What_is_no_such_answer_is_an_error_with_its_place(string text, string place) =>
        Assert.StartsWith(place, Assert.Throws<PolicyFormatException>(() => AuthorizationDetails.Parse(text)).Message, StringComparison.Ordinal);

    /// <summary>Ten thousand mutations: each is read, or refused with a position in the text.</summary>
    [Fact]
    public void No_mutation_crashes_the_reader()
    {
        Random random = new(20261125);
        const string Alphabet = "{}[]\",:\\u0*?$% \n'e-.1truefalsn\u0000\uFFFF";
        for (int i = 0; i < 10_000; i++)
        {
            char[] text = Sample.ToCharArray();
            for (int edits = random.Next(1, 4); edits > 0; edits--)
            {
                text[random.Next(text.Length)] = Alphabet[random.Next(Alphabet.Length)];
            }

            try
            {
                _ = new AccountSnapshot(AuthorizationDetails.Parse(new(text))).Find("alice");
            }
            catch (PolicyFormatException exception)
            {
                Assert.All(exception.Errors, error => Assert.True(error.Position is { Line: >= 1, Column: >= 1 }));
            }
        }
    }
}
