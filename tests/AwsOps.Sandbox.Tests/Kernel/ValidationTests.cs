using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Kernel;

/// <summary>The wording of the services' common errors, e.g. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/CommonErrors.html.</summary>
public class ValidationTests
{
    [Fact]
    public void A_query_service_counts_and_joins_what_is_wrong()
    {
        var error = Check("autoscaling", "CreateAutoScalingGroup", new Struct { ["AutoScalingGroupName"] = "", ["MinSize"] = 1 });
        Assert.Equal("ValidationError", error.Code);
        Assert.Equal(
            "2 validation errors detected: Value null at 'maxSize' failed to satisfy constraint: Member must not be null; "
            + "Value '' at 'autoScalingGroupName' failed to satisfy constraint: Member must have length greater than or equal to 1",
            error.Message);
    }

    [Fact]
    public void An_element_of_a_list_is_named_by_its_number()
    {
        var error = Check("iam", "TagRole", new Struct
        {
            ["RoleName"] = "web",
            ["Tags"] = new[] { new Struct { ["Key"] = "a", ["Value"] = "b" }, new Struct { ["Key"] = "", ["Value"] = "b" } },
        });
        Assert.Contains("Value '' at 'tags.2.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_outside_an_enum_gets_the_set()
    {
        var error = Check("cloudwatch", "PutMetricAlarm", new Struct { ["AlarmName"] = "a", ["EvaluationPeriods"] = 1, ["ComparisonOperator"] = "Above" });
        Assert.StartsWith("1 validation error detected: Value 'Above' at 'comparisonOperator' failed to satisfy constraint: Member must satisfy enum value set: [", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_is_not_repeated()
    {
        var error = Check("iam", "CreateLoginProfile", new Struct { ["UserName"] = "ann", ["Password"] = new string('x', 129) });
        Assert.Equal("1 validation error detected: Value at 'password' failed to satisfy constraint: Member must have length less than or equal to 128", error.Message);
    }

    [Fact]
    public void IAM_explains_the_alphabet_of_names()
    {
        var error = Check("iam", "CreateUser", new Struct { ["UserName"] = "a b" });
        Assert.Equal("The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-", error.Message);
    }

    /// <summary>https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html.</summary>
    [Fact]
    public void EC2_names_the_parameter_of_the_query()
    {
        var error = Check("ec2", "CreateSecurityGroup", new Struct { ["GroupName"] = "web" });
        Assert.Equal(("MissingParameter", "The request must contain the parameter GroupDescription"), (error.Code, error.Message));

        error = Check("ec2", "DescribeSecurityGroups", new Struct { ["MaxResults"] = 1 });
        Assert.Equal("InvalidParameterValue", error.Code);
        Assert.Contains("maxResults", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_services_have_their_own_codes()
    {
        Assert.Equal("ValidationException", Check("kms", "DescribeKey", []).Code);
        Assert.Equal("InvalidParameterException", Check("logs", "CreateLogGroup", []).Code);
        Assert.Equal("MissingParameterValueException", Check("backup", "CreateBackupPlan", []).Code);
        Assert.Equal("MissingParameter", Check("rds", "DeleteDBInstance", []).Code);
    }

    [Fact]
    public void A_member_the_model_does_not_have_is_the_callers_fault() =>
        Assert.Throws<ArgumentException>(() => Check("sts", "AssumeRole", new Struct { ["Nonsense"] = 1 }));

    private static AwsError Check(string service, string operation, Struct input)
    {
        var model = ServiceModel.Get(service);
        var violations = RequestValidator.Check(model.Operations[operation], input);
        Assert.NotEmpty(violations);
        return ValidationErrors.Of(model, violations);
    }
}
