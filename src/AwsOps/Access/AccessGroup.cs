using Amazon.IdentityManagement.Model;
using AwsOps.Common;

namespace AwsOps;

/// <summary>An IAM group: members and policies.</summary>
public sealed class AccessGroup : AwsResource
{
    internal AccessGroup(AwsConnection aws, Group group, IEnumerable<string> members, IEnumerable<string> policyArns, IEnumerable<string> inlineNames)
        : base(aws, Arns.Account(group.Arn))
    {
        GroupName = group.GroupName;
        GroupId = group.GroupId;
        Arn = group.Arn;
        Path = group.Path;
        Member = (string[])[.. members];
        PolicyArn = (string[])[.. policyArns];
        InlinePolicyName = (string[])[.. inlineNames];
        CreatedTime = group.CreateDate?.ToUniversalTime();
    }

    /// <summary>Name of the group.</summary>
    public string GroupName { get; }

    /// <summary>Unique id, <c>AGPA…</c>.</summary>
    public string GroupId { get; }

    /// <summary>ARN of the group.</summary>
    public string Arn { get; }

    /// <summary>Path, / unless given.</summary>
    public string Path { get; }

    /// <summary>Names of the users in it.</summary>
    public IReadOnlyList<string> Member { get; }

    /// <summary>Managed policies its members get.</summary>
    public IReadOnlyList<string> PolicyArn { get; }

    /// <summary>Names of its inline policies.</summary>
    public IReadOnlyList<string> InlinePolicyName { get; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime? CreatedTime { get; }
}
