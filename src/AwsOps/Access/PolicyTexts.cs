using System.Collections;
using System.Globalization;
using System.Management.Automation;
using AwsOps.Engine.Policy;

namespace AwsOps.Access;

/// <summary>Policy documents as they come from users and from IAM.</summary>
internal static class PolicyTexts
{
    /// <summary>IAM answers documents URL-encoded.</summary>
    public static string Decode(string document) => Uri.UnescapeDataString(document);

    /// <summary>A document that AWS will take; an error with line and column when it will not.</summary>
    /// <param name="parameter">The parameter it came from.</param>
    /// <param name="text">The JSON.</param>
    /// <param name="kind">What it is attached to.</param>
    /// <param name="limit">Most characters, white space not counted.</param>
    /// <param name="name">Which of several in the parameter; null for the only one.</param>
    public static PolicyDocument Check(string parameter, string text, PolicyKind kind, int limit = int.MaxValue, string? name = null)
    {
        var what = name is null ? "-" + parameter : $"-{parameter} '{name}'";
        if (!PolicyDocument.TryParse(text, null, out var document, out var errors) || (errors = PolicyGrammar.Check(document, kind)).Count > 0)
        {
            throw new AwsOpsException("Invalid" + parameter, ErrorCategory.InvalidArgument, $"{what} is no policy that AWS takes: {string.Join(" ", errors)}", """A policy looks like { "Version": "2012-10-17", "Statement": [ … ] }; Test-AccessPolicy tells more.""");
        }

        return document.Size <= limit
            ? document
            : throw new AwsOpsException(
                "PolicyTooLong",
                ErrorCategory.LimitsExceeded,
                string.Create(CultureInfo.InvariantCulture, $"{what} has {document.Size} characters without white space; {limit} are allowed here."),
                "Split it, or shorten its lists: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html");
    }

    /// <summary>A parameter's hashtable of names and documents, each checked.</summary>
    public static IReadOnlyList<(string Name, string Document)> Inline(string parameter, IDictionary? policies, IdentityKind kind)
    {
        var inline = new List<(string, string)>();
        foreach (DictionaryEntry entry in policies ?? new Hashtable())
        {
            var name = Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!;
            inline.Add((name, Check(parameter, Convert.ToString(entry.Value, CultureInfo.InvariantCulture)!, PolicyKind.Identity, InlineLimit(kind), name).Text));
        }

        return inline;
    }

    /// <summary>Most characters of all inline policies of an identity together.</summary>
    /// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length</remarks>
    public static int InlineLimit(IdentityKind kind) => kind switch
    {
        IdentityKind.User => 2_048,
        IdentityKind.Group => 5_120,
        _ => 10_240,
    };

    /// <summary>Most characters of a managed policy.</summary>
    public const int ManagedLimit = 6_144;
}
