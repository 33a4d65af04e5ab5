using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.LaunchConfigurations;

/// <summary>https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateLaunchConfiguration.html</summary>
internal static class LaunchConfigurationOperations
{
    public static void Register(ServiceSimulator service)
    {
        service.On("CreateLaunchConfiguration", Create);
        service.On("DescribeLaunchConfigurations", Describe);
        service.On("DeleteLaunchConfiguration", Delete);
    }

    private static Struct? Create(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        var name = request.String("LaunchConfigurationName")!;
        if (state.LaunchConfigurations.ContainsKey(name))
        {
            throw AutoScalingErrors.AlreadyExists($"Launch Configuration by this name already exists - A launch configuration already exists with the name {name}");
        }

        if (request.String("InstanceId") is { } id)
        {
            var instance = state.Ec2.Instances.Get(id);
            request["ImageId"] ??= instance.ImageId;
            request["InstanceType"] ??= instance.InstanceType;
            request.Remove("InstanceId");
        }

        if (!request.Has("ImageId") || !request.Has("InstanceType"))
        {
            throw AutoScalingErrors.Validation("Valid requests must contain either the InstanceID parameter or both the ImageId and InstanceType parameters.");
        }

        try
        {
            var configuration = new LaunchConfiguration(name, call.Arn("autoscaling", $"launchConfiguration:{call.Ids.Uuid()}:launchConfigurationName/{name}"), call.Now, request);
            state.Ec2.LaunchSpec(configuration.LaunchData());
            state.LaunchConfigurations.Add(name, configuration);
        }
        catch (AwsError error) when (error.Code != "ValidationError")
        {
            throw AutoScalingErrors.Validation(error.Message);
        }

        return null;
    }

    private static Struct? Describe(Call call, Struct request)
    {
        var names = request.Strings("LaunchConfigurationNames");
        var all = call.Scope.Get<AutoScalingState>().LaunchConfigurations.Values
            .Where(c => names.Count == 0 || names.Contains(c.Name)).OrderBy(static c => c.Name, StringComparer.Ordinal).ToList();
        var (items, next) = Page.Of(all, request.String("NextToken"), Math.Clamp(request.Int("MaxRecords") ?? 50, 1, 100), AutoScalingErrors.InvalidToken);
        return new Struct { ["LaunchConfigurations"] = items.Select(static c => c.Describe()).ToList(), ["NextToken"] = next };
    }

    private static Struct? Delete(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        var name = request.String("LaunchConfigurationName")!;
        if (state.Groups.FirstOrDefault(g => g.Launch.ConfigurationName == name) is { } user)
        {
            throw AutoScalingErrors.InUse($"Cannot delete launch configuration {name} because it is attached to AutoScalingGroup {user.Name}");
        }

        return state.LaunchConfigurations.Remove(name)
            ? null
            : throw AutoScalingErrors.Validation($"Launch configuration name not found - Launch configuration {name} not found");
    }
}
