using System.Globalization;

namespace AwsOps.Sandbox.Kernel;

/// <summary>
/// How each service words a request that its model doesn't allow. Codes are those of the services' pages of common errors,
/// e.g. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/CommonErrors.html and
/// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html.
/// </summary>
internal static class ValidationErrors
{
    public static AwsError Of(ServiceModel service, IReadOnlyList<Violation> violations) => service.Protocol switch
    {
        "ec2" => Ec2(violations[0]),
        "rest-xml" => new AwsError("InvalidArgument", Joined(violations)),
        "query" => Query(service, violations),
        "json" => new AwsError(service.Name == "logs" ? "InvalidParameterException" : "ValidationException", Joined(violations)),
        _ when service.Name == "backup" => Backup(violations),
        _ => new AwsError("ValidationException", Joined(violations)),
    };

    private static AwsError Query(ServiceModel service, IReadOnlyList<Violation> violations) => (service.Name, violations[0]) switch
    {
        ("rds", { Kind: ViolationKind.Missing } missing) =>
            new AwsError("MissingParameter", $"The request must contain the parameter {missing.Path.ModelName()}."),
        ("cloudwatch", { Kind: ViolationKind.Missing } missing) =>
            new AwsError("MissingParameter", $"The parameter {missing.Path.ModelName()} is required."),

        // IAM explains the alphabet of names instead of quoting its expression.
        ("iam", { Kind: ViolationKind.Pattern, Shape.Pattern: "[\\w+=,.@-]+" } name) => new AwsError(
            "ValidationError",
            $"The specified value for {name.Path.CamelCase()} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-"),
        _ => new AwsError("ValidationError", Joined(violations)),
    };

    private static AwsError Ec2(Violation violation)
    {
        var name = violation.Path.Parameter();
        var camel = char.ToLowerInvariant(name[0]) + name[1..];
        return violation.Kind switch
        {
            ViolationKind.Missing => new AwsError("MissingParameter", $"The request must contain the parameter {name}"),
            ViolationKind.Range when Number(violation.Value) < violation.Shape.Min => new AwsError(
                "InvalidParameterValue",
                string.Create(CultureInfo.InvariantCulture, $"Value ( {violation.Value} ) for parameter {camel} is invalid. Expecting a value greater than {violation.Shape.Min}.")),
            ViolationKind.Range => new AwsError(
                "InvalidParameterValue",
                string.Create(CultureInfo.InvariantCulture, $"Value ( {violation.Value} ) for parameter {camel} is invalid. Expecting a value less than {violation.Shape.Max}.")),
            _ => new AwsError("InvalidParameterValue", $"Value ({violation.Value}) for parameter {camel} is invalid. {violation.Constraint}"),
        };
    }

    private static AwsError Backup(IReadOnlyList<Violation> violations) => violations.FirstOrDefault(violation => violation.Kind == ViolationKind.Missing) is { } missing
        ? new AwsError("MissingParameterValueException", $"{missing.Path.ModelName()} is required.")
        : new AwsError("InvalidParameterValueException", Joined(violations));

    private static double Number(object? value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);

    private static string Joined(IReadOnlyList<Violation> violations)
    {
        var noun = violations.Count == 1 ? "error" : "errors";
        return $"{violations.Count} validation {noun} detected: {string.Join("; ", violations.Select(violation => violation.Describe(violation.Path.CamelCase())))}";
    }
}
