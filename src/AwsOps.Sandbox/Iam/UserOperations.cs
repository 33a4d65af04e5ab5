using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>Users: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users.html</summary>
internal static class UserOperations
{
    public static void Register(IamSimulator simulator)
    {
        simulator.Op("CreateUser", Create);
        simulator.Op("GetUser", Get);
        simulator.Op("ListUsers", static (iam, input) => IamText.Page(HolderOperations.InPath(iam.Users.Values, input), input, "Users", static user => Render(user, whole: false)));
        simulator.Op("UpdateUser", Update);
        simulator.Op("DeleteUser", Delete);
    }

    /// <summary>A user as IAM shows it; lists leave out boundary and tags. Nobody signs in here, so there is no PasswordLastUsed.</summary>
    public static Struct Render(User user, bool whole) => new()
    {
        ["Path"] = user.Path,
        ["UserName"] = user.Name,
        ["UserId"] = user.Id,
        ["Arn"] = user.Arn,
        ["CreateDate"] = user.Created,
        ["PermissionsBoundary"] = whole ? HolderOperations.Boundary(user) : null,
        ["Tags"] = whole && user.Tags.Count > 0 ? IamText.Tags(user.Tags) : null,
    };

    /// <summary>The user a request names, else the one that calls, as several operations have it.</summary>
    public static User Named(IamState iam, Struct input, Call call)
    {
        if (input.String("UserName") is { } name)
        {
            return iam.User(name);
        }

        return iam.Users.Values.FirstOrDefault(user => user.Arn == call.Caller.Arn)
            ?? throw IamErrors.Validation("Must specify userName when calling with non-User credentials");
    }

    private static Struct Create(IamState iam, Struct input)
    {
        var name = input.String("UserName")!;
        if (iam.Users.ContainsKey(name))
        {
            throw IamErrors.Exists($"User with name {name} already exists.");
        }

        if (iam.Users.Count >= Quotas.Users)
        {
            throw IamErrors.Quota("UsersPerAccount", Quotas.Users);
        }

        var user = new User(iam.Account, name, IamText.Path(input), iam.Ids.Upper("AIDA", 21), iam.Now)
        {
            PermissionsBoundary = input.String("PermissionsBoundary") is { } arn ? iam.Policy(arn).Arn : null,
        };
        IamText.SetTags(user.Tags, input);
        iam.Users.Add(name, user);
        return new Struct { ["User"] = Render(user, whole: true) };
    }

    /// <summary>Without a name, the caller; the root has its account's id for an id.</summary>
    private static Struct Get(IamState iam, Struct input, Call call)
    {
        if (input.String("UserName") is null && call.Caller.IsRoot)
        {
            return new Struct
            {
                ["User"] = new Struct { ["Path"] = "/", ["UserName"] = iam.Alias ?? iam.Account, ["UserId"] = iam.Account, ["Arn"] = call.Caller.Arn, ["CreateDate"] = call.Cloud.Options.Start },
            };
        }

        return new Struct { ["User"] = Render(Named(iam, input, call), whole: true) };
    }

    /// <summary>A new name or path makes a new ARN; keys, groups and policies stay (https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html).</summary>
    private static Struct? Update(IamState iam, Struct input)
    {
        var user = iam.User(input.String("UserName")!);
        if (input.String("NewUserName") is { } name)
        {
            if (iam.Users.TryGetValue(name, out var other) && other != user)
            {
                throw IamErrors.Exists($"User with name {name} already exists.");
            }

            iam.Users.Remove(user.Name);
            user.Name = name;
            iam.Users.Add(name, user);
        }

        user.Path = IamText.Path(input, "NewPath") ?? user.Path;
        AccessKeyOperations.Refresh(iam, user);
        return null;
    }

    /// <summary>https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html lists what must be gone first.</summary>
    private static Struct? Delete(IamState iam, Struct input)
    {
        var user = iam.User(input.String("UserName")!);
        if (user.Login is not null)
        {
            throw IamErrors.Conflict("Cannot delete entity, must delete login profile first.");
        }

        if (user.Keys.Count > 0)
        {
            throw IamErrors.Conflict("Cannot delete entity, must delete access keys first.");
        }

        if (user.MfaDevices.Count > 0)
        {
            throw IamErrors.Conflict("Cannot delete entity, must delete MFA device first.");
        }

        HolderOperations.CheckBare(user);
        if (user.Groups.Count > 0)
        {
            throw IamErrors.Conflict("Cannot delete entity, must remove users from group first.");
        }

        iam.Users.Remove(user.Name);
        return null;
    }
}
