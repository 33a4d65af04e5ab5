using System.Security.Cryptography;
using System.Text;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>Passwords for the console, and what they must be.</summary>
internal static class PasswordOperations
{
    public static void Register(IamSimulator simulator)
    {
        simulator.Op("CreateLoginProfile", Create);
        simulator.Op("GetLoginProfile", static (iam, input, call) =>
        {
            var user = UserOperations.Named(iam, input, call);
            return new Struct { ["LoginProfile"] = Render(user, Find(user)) };
        });
        simulator.Op("UpdateLoginProfile", Update);
        simulator.Op("DeleteLoginProfile", static (iam, input, call) =>
        {
            var user = UserOperations.Named(iam, input, call);
            Find(user);
            user.Login = null;
            return null;
        });
        simulator.Op("ChangePassword", Change);
        simulator.Op("GetAccountPasswordPolicy", static (iam, _) => new Struct { ["PasswordPolicy"] = (iam.PasswordPolicy ?? throw NoPolicy(iam)).Render() });
        simulator.Op("UpdateAccountPasswordPolicy", static (iam, input) =>
        {
            iam.PasswordPolicy = new PasswordPolicy(input);
            return null;
        });
        simulator.Op("DeleteAccountPasswordPolicy", static (iam, _) =>
        {
            iam.PasswordPolicy = iam.PasswordPolicy is null ? throw NoPolicy(iam) : null;
            return null;
        });
    }

    private static AwsError NoPolicy(IamState iam) => IamErrors.NoEntity($"The Password Policy with domain name {iam.Account} cannot be found.");

    private static LoginProfile Find(User user) => user.Login ?? throw IamErrors.NoEntity($"Login Profile for User {user.Name} cannot be found.");

    private static Struct Render(User user, LoginProfile login) => new()
    {
        ["UserName"] = user.Name,
        ["CreateDate"] = login.Created,
        ["PasswordResetRequired"] = login.ResetRequired,
    };

    private static Struct Create(IamState iam, Struct input, Call call)
    {
        var user = UserOperations.Named(iam, input, call);
        if (user.Login is not null)
        {
            throw IamErrors.Exists($"Login Profile for user {user.Name} already exists.");
        }

        var login = new LoginProfile(iam.Now) { ResetRequired = input.Bool("PasswordResetRequired") == true };
        Set(iam, login, input.String("Password") ?? throw IamErrors.Validation("Must specify a password."));
        user.Login = login;
        return new Struct { ["LoginProfile"] = Render(user, login) };
    }

    private static Struct? Update(IamState iam, Struct input)
    {
        var login = Find(iam.User(input.String("UserName")!));
        if (input.String("Password") is { } password)
        {
            Set(iam, login, password);
        }

        login.ResetRequired = input.Bool("PasswordResetRequired") ?? login.ResetRequired;
        return null;
    }

    /// <summary>Only users have passwords to change: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ChangePassword.html</summary>
    private static Struct? Change(IamState iam, Struct input, Call call)
    {
        var user = iam.Users.Values.FirstOrDefault(user => user.Arn == call.Caller.Arn)
            ?? throw new AwsError("InvalidUserType", "Only IAM Users can change their own password");
        var login = Find(user);
        if (login.History[0] != Hash(input.String("OldPassword")!))
        {
            throw new AwsError("AccessDenied", "The old password was incorrect.", 403);
        }

        Set(iam, login, input.String("NewPassword")!);
        login.ResetRequired = false;
        return null;
    }

    private static void Set(IamState iam, LoginProfile login, string password)
    {
        var hash = Hash(password);
        var fault = PasswordPolicy.Check(iam.PasswordPolicy, password)
            ?? (login.History.Take(iam.PasswordPolicy?.ReusePrevention ?? 0).Contains(hash) ? "Policy constraint on password reuse" : null);
        if (fault is not null)
        {
            throw new AwsError("PasswordPolicyViolation", fault);
        }

        login.History.Insert(0, hash);
        login.Changed = iam.Now;
    }

    private static string Hash(string password) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(password)));
}
