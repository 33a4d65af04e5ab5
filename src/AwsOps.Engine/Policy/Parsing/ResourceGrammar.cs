namespace AwsOps.Engine.Policy.Parsing;

/// <summary>What IAM demands of the text of a resource.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html"/>
internal static class ResourceGrammar
{
    internal static void Check(PolicyText resource, List<PolicyError> errors)
    {
        string text = resource.Text;
        if (text.AsSpan().Trim('*').IsEmpty && text.Length > 0)
        {
            return;
        }

        string[] parts = text.Split(':', 6);
        if (parts.Length < 2 || parts[0] != "arn")
        {
            errors.Add(new(resource.Position, $"The resource '{text}' is neither an ARN nor \"*\".", $"Resource {text} must be in ARN format or \"*\"."));
            return;
        }

        // The partition may be a wildcard, or one of AWS's: aws, aws-cn, aws-us-gov, aws-eusc, aws-iso…
        if (!parts[1].Contains('*') && parts[1] != "aws" && !parts[1].StartsWith("aws-", StringComparison.Ordinal))
        {
            string[] rest = [.. parts.Skip(2), "*", "*", "*", "*"];
            errors.Add(new(resource.Position, $"'{parts[1]}' is no partition. Right would be aws, aws-cn, aws-us-gov or *.",
                $"Partition \"{parts[1]}\" is not valid for resource \"arn:{parts[1]}:{string.Join(':', rest.Take(4))}\"."));
        }

        if (parts.Length < 3 || parts[2].Length == 0 || parts[2].AsSpan().ContainsAny('*', '?'))
        {
            errors.Add(new(resource.Position, $"The service in '{text}' is missing or a wildcard. Right would be one service's namespace, such as s3.",
                "Resource vendor must be fully qualified and cannot contain regexes."));
            return;
        }

        if (parts is [_, _, "iam", { Length: > 0 } region, ..] && region != "*")
        {
            errors.Add(new(resource.Position, $"IAM is global: '{text}' cannot have a region.", $"IAM resource {text} cannot contain region information."));
        }
    }
}
