using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>Access keys: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html. A key signs requests to the sandbox.</summary>
internal static class AccessKeyOperations
{
    public static void Register(IamSimulator simulator)
    {
        simulator.Op("CreateAccessKey", Create);
        simulator.Op("ListAccessKeys", static (iam, input, call) =>
        {
            var user = UserOperations.Named(iam, input, call);
            return IamText.Page(user.Keys, input, "AccessKeyMetadata", key => Render(user, key));
        });
        simulator.Op("UpdateAccessKey", static (iam, input, call) =>
        {
            var (user, key) = Find(iam, input, call);
            key.IsActive = input.String("Status") == "Active";
            key.Changed = iam.Now;
            Refresh(iam, user);
            return null;
        });
        simulator.Op("DeleteAccessKey", static (iam, input, call) =>
        {
            var (user, key) = Find(iam, input, call);
            user.Keys.Remove(key);
            iam.Cloud.Credentials.Remove(key.Id);
            return null;
        });
        simulator.Op("GetAccessKeyLastUsed", LastUsed);
    }

    /// <summary>Brings the credentials of a user's keys to its present name and their status.</summary>
    public static void Refresh(IamState iam, User user)
    {
        foreach (var key in user.Keys)
        {
            var old = iam.Cloud.Credentials.Find(key.Id)!;
            iam.Cloud.Credentials.Add(old with { Caller = old.Caller with { Arn = user.Arn }, IsActive = key.IsActive });
        }
    }

    private static Struct Render(User user, AccessKey key) => new()
    {
        ["UserName"] = user.Name,
        ["AccessKeyId"] = key.Id,
        ["Status"] = key.IsActive ? "Active" : "Inactive",
        ["CreateDate"] = key.Created,
    };

    private static (User User, AccessKey Key) Find(IamState iam, Struct input, Call call)
    {
        var id = input.String("AccessKeyId")!;
        var user = UserOperations.Named(iam, input, call);
        return (user, user.Keys.Find(key => key.Id == id) ?? throw NoKey(id));
    }

    private static AwsError NoKey(string id) => IamErrors.NoEntity($"The Access Key with id {id} cannot be found.");

    private static Struct Create(IamState iam, Struct input, Call call)
    {
        var user = UserOperations.Named(iam, input, call);
        if (user.Keys.Count >= Quotas.KeysPerUser)
        {
            throw IamErrors.Quota("AccessKeysPerUser", Quotas.KeysPerUser);
        }

        var key = new AccessKey(iam.Ids.Upper("AKIA", 20), iam.Now);
        var secret = iam.Ids.Secret();
        user.Keys.Add(key);
        iam.Cloud.Credentials.Add(new Credential(key.Id, secret, new Caller(iam.Account, user.Arn, user.Id, key.Id)));
        var shown = Render(user, key);
        shown["SecretAccessKey"] = secret;
        return new Struct { ["AccessKey"] = shown };
    }

    /// <summary>A key never used has the service and region N/A (https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyLastUsed.html).</summary>
    private static Struct LastUsed(IamState iam, Struct input)
    {
        var id = input.String("AccessKeyId")!;
        foreach (var user in iam.Users.Values)
        {
            if (user.Keys.Find(key => key.Id == id) is { } key)
            {
                return new Struct
                {
                    ["UserName"] = user.Name,
                    ["AccessKeyLastUsed"] = new Struct
                    {
                        ["LastUsedDate"] = key.LastUsed?.Time,
                        ["ServiceName"] = key.LastUsed?.Service ?? "N/A",
                        ["Region"] = key.LastUsed?.Region ?? "N/A",
                    },
                };
            }
        }

        throw NoKey(id);
    }
}
