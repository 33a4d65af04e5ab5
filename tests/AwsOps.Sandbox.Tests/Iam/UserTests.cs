namespace AwsOps.Sandbox.Tests.Iam;

/// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users.html and the API reference's page of each operation.</summary>
public class UserTests : IamTest
{
    [Fact]
    public void A_user_is_made_shown_renamed_and_deleted()
    {
        var made = Iam("CreateUser", ("UserName", "Ana"), ("Path", "/shop/"), ("Tags", new[] { Input(("Key", "team"), ("Value", "web")) })).Child("User")!;
        Assert.Equal(($"arn:aws:iam::{Account}:user/shop/Ana", "/shop/"), (made.String("Arn"), made.String("Path")));
        Assert.StartsWith("AIDA", made.String("UserId"), StringComparison.Ordinal);
        Fails("EntityAlreadyExists", "User with name ANA already exists.", "CreateUser", ("UserName", "ANA"));
        Fails("NoSuchEntity", "The user with name Bob cannot be found.", "GetUser", ("UserName", "Bob"));
        Assert.Single(Iam("ListUsers", ("PathPrefix", "/shop/")).Structs("Users"));
        Assert.Empty(Iam("ListUsers", ("PathPrefix", "/other/")).Structs("Users"));

        Iam("UpdateUser", ("UserName", "Ana"), ("NewUserName", "Anna"), ("NewPath", "/"));
        var renamed = Iam("GetUser", ("UserName", "Anna")).Child("User")!;
        Assert.Equal((made.String("UserId"), $"arn:aws:iam::{Account}:user/Anna"), (renamed.String("UserId"), renamed.String("Arn")));
        Assert.Equal("team", renamed.Structs("Tags").Single().String("Key"));
        Iam("DeleteUser", ("UserName", "Anna"));
        Assert.Empty(Iam("ListUsers").Structs("Users"));
    }

    [Fact]
    public void Nothing_may_hang_on_a_user_that_goes()
    {
        // https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html
        Iam("CreateUser", ("UserName", "ana"));
        Iam("CreateGroup", ("GroupName", "admins"));
        Iam("AddUserToGroup", ("GroupName", "admins"), ("UserName", "ana"));
        Iam("AttachUserPolicy", ("UserName", "ana"), ("PolicyArn", ReadOnly));
        Iam("PutUserPolicy", ("UserName", "ana"), ("PolicyName", "p"), ("PolicyDocument", Allow("s3:*")));
        Iam("CreateLoginProfile", ("UserName", "ana"), ("Password", "Correct-horse-1"));
        var key = Key("ana").String("AccessKeyId");

        void Conflict(string message) => Fails("DeleteConflict", $"Cannot delete entity, must {message} first.", "DeleteUser", ("UserName", "ana"));
        Conflict("delete login profile");
        Iam("DeleteLoginProfile", ("UserName", "ana"));
        Conflict("delete access keys");
        Iam("DeleteAccessKey", ("UserName", "ana"), ("AccessKeyId", key));
        Conflict("detach all policies");
        Iam("DetachUserPolicy", ("UserName", "ana"), ("PolicyArn", ReadOnly));
        Conflict("delete policies");
        Iam("DeleteUserPolicy", ("UserName", "ana"), ("PolicyName", "p"));
        Conflict("remove users from group");
        Assert.Equal("DeleteConflict", Fails("DeleteGroup", ("GroupName", "admins")).Code);
        Iam("RemoveUserFromGroup", ("GroupName", "admins"), ("UserName", "ana"));
        Iam("DeleteUser", ("UserName", "ana"));
        Iam("DeleteGroup", ("GroupName", "admins"));
    }

    [Fact]
    public void Quotas_hold()
    {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
        Iam("CreateUser", ("UserName", "ana"));
        for (var i = 0; i < 11; i++)
        {
            Iam("CreateGroup", ("GroupName", $"g{i}"));
            Iam("CreatePolicy", ("PolicyName", $"p{i}"), ("PolicyDocument", Allow("s3:*")));
            if (i < 10)
            {
                Iam("AddUserToGroup", ("GroupName", $"g{i}"), ("UserName", "ana"));
                Iam("AttachGroupPolicy", ("GroupName", "g0"), ("PolicyArn", $"arn:aws:iam::{Account}:policy/p{i}"));
            }
        }

        Fails("LimitExceeded", "Cannot exceed quota for GroupsPerUser: 10", "AddUserToGroup", ("GroupName", "g10"), ("UserName", "ana"));
        Fails("LimitExceeded", "Cannot exceed quota for PoliciesPerGroup: 10", "AttachGroupPolicy", ("GroupName", "g0"), ("PolicyArn", $"arn:aws:iam::{Account}:policy/p10"));
        Fails("LimitExceeded", "Maximum policy size of 2048 bytes exceeded for user ana", "PutUserPolicy", ("UserName", "ana"), ("PolicyName", "p"), ("PolicyDocument", Allow("s3:" + new string('a', 2000))));
        Key("ana");
        Key("ana");
        Fails("LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2", "CreateAccessKey", ("UserName", "ana"));
        var summary = Iam("GetAccountSummary").Child("SummaryMap")!;
        Assert.Equal((1, 11, 11, 300), (summary.Int("Users"), summary.Int("Groups"), summary.Int("Policies"), summary.Int("GroupsQuota")));
    }

    [Fact]
    public void Lists_come_in_pages()
    {
        for (var i = 0; i < 5; i++)
        {
            Iam("CreateUser", ("UserName", $"u{i}"));
        }

        var first = Iam("ListUsers", ("MaxItems", 3L));
        Assert.Equal(("u0", true), (first.Structs("Users")[0].String("UserName"), first.Bool("IsTruncated")));
        var second = Iam("ListUsers", ("MaxItems", 3L), ("Marker", first.String("Marker")));
        Assert.Equal(["u3", "u4"], second.Structs("Users").Select(user => user.String("UserName")));
        Assert.False(second.Bool("IsTruncated"));
    }

    [Fact]
    public void Policies_are_those_of_all_three_kinds()
    {
        Iam("CreateUser", ("UserName", "ana"));
        Iam("CreateGroup", ("GroupName", "web"));
        Iam("CreateRole", ("RoleName", "app"), ("AssumeRolePolicyDocument", Trust("""{"Service":"ec2.amazonaws.com"}""")));
        foreach (var (kind, name) in new[] { ("User", "ana"), ("Group", "web"), ("Role", "app") })
        {
            Iam($"Attach{kind}Policy", ($"{kind}Name", name), ("PolicyArn", ReadOnly));
            Iam($"Put{kind}Policy", ($"{kind}Name", name), ("PolicyName", "in"), ("PolicyDocument", Allow("s3:*")));
            Assert.Equal(["in"], Iam($"List{kind}Policies", ($"{kind}Name", name)).Strings("PolicyNames"));
            Assert.Equal(Uri.EscapeDataString(Allow("s3:*")), Iam($"Get{kind}Policy", ($"{kind}Name", name), ("PolicyName", "in")).String("PolicyDocument"));
            Fails("NoSuchEntity", $"The {kind.ToLowerInvariant()} policy with name no cannot be found.", $"Delete{kind}Policy", ($"{kind}Name", name), ("PolicyName", "no"));
            Assert.Equal("MalformedPolicyDocument", Fails($"Put{kind}Policy", ($"{kind}Name", name), ("PolicyName", "in"), ("PolicyDocument", """{"Statement":[]}""")).Code);
        }

        var entities = Iam("ListEntitiesForPolicy", ("PolicyArn", ReadOnly));
        Assert.Equal(("ana", "web", "app"), (entities.Structs("PolicyUsers")[0].String("UserName"), entities.Structs("PolicyGroups")[0].String("GroupName"), entities.Structs("PolicyRoles")[0].String("RoleName")));
        Assert.Equal(3, Iam("GetPolicy", ("PolicyArn", ReadOnly)).Child("Policy")!.Int("AttachmentCount"));
        var all = Iam("GetAccountAuthorizationDetails");
        Assert.Equal((1, 1, 1, 1), (all.Structs("UserDetailList").Count, all.Structs("GroupDetailList").Count, all.Structs("RoleDetailList").Count, all.Structs("Policies").Count));
    }

    [Fact]
    public void A_boundary_is_kept_apart_from_the_policies()
    {
        Iam("CreateUser", ("UserName", "ana"), ("PermissionsBoundary", ReadOnly));
        Assert.Equal(ReadOnly, Iam("GetUser", ("UserName", "ana")).Child("User")!.Child("PermissionsBoundary")!.String("PermissionsBoundaryArn"));
        Assert.Equal("ana", Iam("ListEntitiesForPolicy", ("PolicyArn", ReadOnly), ("PolicyUsageFilter", "PermissionsBoundary")).Structs("PolicyUsers").Single().String("UserName"));
        Assert.Empty(Iam("ListEntitiesForPolicy", ("PolicyArn", ReadOnly), ("PolicyUsageFilter", "PermissionsPolicy")).Structs("PolicyUsers"));
        Iam("DeleteUserPermissionsBoundary", ("UserName", "ana"));
        Assert.Equal("NoSuchEntity", Fails("DeleteUserPermissionsBoundary", ("UserName", "ana")).Code);
    }

    [Fact]
    public void A_service_linked_role_is_its_services_alone()
    {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html
        Iam("CreateServiceLinkedRole", ("AWSServiceName", "autoscaling.amazonaws.com"));
        Assert.Equal("UnmodifiableEntity", Fails("AttachRolePolicy", ("RoleName", "AWSServiceRoleForAutoScaling"), ("PolicyArn", ReadOnly)).Code);
        Assert.Equal("UnmodifiableEntity", Fails("DeleteRole", ("RoleName", "AWSServiceRoleForAutoScaling")).Code);
        var task = Iam("DeleteServiceLinkedRole", ("RoleName", "AWSServiceRoleForAutoScaling")).String("DeletionTaskId");
        Assert.Equal("IN_PROGRESS", Iam("GetServiceLinkedRoleDeletionStatus", ("DeletionTaskId", task)).String("Status"));
        Cloud.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("SUCCEEDED", Iam("GetServiceLinkedRoleDeletionStatus", ("DeletionTaskId", task)).String("Status"));
        Assert.Equal("NoSuchEntity", Fails("GetRole", ("RoleName", "AWSServiceRoleForAutoScaling")).Code);
    }
}
