using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>Groups and their members: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html</summary>
internal static class GroupOperations
{
    public static void Register(IamSimulator simulator)
    {
        simulator.Op("CreateGroup", Create);
        simulator.Op("GetGroup", static (iam, input) =>
        {
            var group = iam.Group(input.String("GroupName")!);
            var answer = IamText.Page([.. Members(iam, group)], input, "Users", static user => UserOperations.Render(user, whole: false));
            answer["Group"] = Render(group);
            return answer;
        });
        simulator.Op("ListGroups", static (iam, input) => IamText.Page(HolderOperations.InPath(iam.Groups.Values, input), input, "Groups", Render));
        simulator.Op("ListGroupsForUser", static (iam, input) => IamText.Page(iam.User(input.String("UserName")!).Groups, input, "Groups", Render));
        simulator.Op("UpdateGroup", Update);
        simulator.Op("DeleteGroup", Delete);
        simulator.Op("AddUserToGroup", Add);
        simulator.Op("RemoveUserFromGroup", Remove);
    }

    public static IEnumerable<User> Members(IamState iam, Group group) => iam.Users.Values.Where(user => user.Groups.Contains(group));

    private static Struct Render(Group group) => new()
    {
        ["Path"] = group.Path,
        ["GroupName"] = group.Name,
        ["GroupId"] = group.Id,
        ["Arn"] = group.Arn,
        ["CreateDate"] = group.Created,
    };

    private static Struct Create(IamState iam, Struct input)
    {
        var name = input.String("GroupName")!;
        if (iam.Groups.ContainsKey(name))
        {
            throw IamErrors.Exists($"Group with name {name} already exists.");
        }

        if (iam.Groups.Count >= Quotas.Groups)
        {
            throw IamErrors.Quota("GroupsPerAccount", Quotas.Groups);
        }

        var group = new Group(iam.Account, name, IamText.Path(input), iam.Ids.Upper("AGPA", 21), iam.Now);
        iam.Groups.Add(name, group);
        return new Struct { ["Group"] = Render(group) };
    }

    private static Struct? Update(IamState iam, Struct input)
    {
        var group = iam.Group(input.String("GroupName")!);
        if (input.String("NewGroupName") is { } name)
        {
            if (iam.Groups.TryGetValue(name, out var other) && other != group)
            {
                throw IamErrors.Exists($"Group with name {name} already exists.");
            }

            iam.Groups.Remove(group.Name);
            group.Name = name;
            iam.Groups.Add(name, group);
        }

        group.Path = IamText.Path(input, "NewPath") ?? group.Path;
        return null;
    }

    /// <summary>https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html: no members, no policies.</summary>
    private static Struct? Delete(IamState iam, Struct input)
    {
        var group = iam.Group(input.String("GroupName")!);
        if (Members(iam, group).Any())
        {
            throw IamErrors.Conflict("Cannot delete entity, must remove users from group first.");
        }

        HolderOperations.CheckBare(group);
        iam.Groups.Remove(group.Name);
        return null;
    }

    private static Struct? Add(IamState iam, Struct input)
    {
        var group = iam.Group(input.String("GroupName")!);
        var user = iam.User(input.String("UserName")!);
        if (user.Groups.Contains(group))
        {
            return null;
        }

        if (user.Groups.Count >= Quotas.GroupsPerUser)
        {
            throw IamErrors.Quota("GroupsPerUser", Quotas.GroupsPerUser);
        }

        user.Groups.Add(group);
        return null;
    }

    private static Struct? Remove(IamState iam, Struct input)
    {
        var group = iam.Group(input.String("GroupName")!);
        var user = iam.User(input.String("UserName")!);
        return user.Groups.Remove(group) ? null : throw IamErrors.NoEntity($"The user with name {user.Name} is not a member of the group {group.Name}.");
    }
}
