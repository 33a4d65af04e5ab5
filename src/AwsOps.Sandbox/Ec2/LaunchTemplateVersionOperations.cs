using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Versions of launch templates.</summary>
internal static class LaunchTemplateVersionOperations
{
    private static readonly Filters<Item> Filters = new()
    {
        { "create-time", static v => v.Version.CreateTime },
        { "ebs-optimized", static v => v.Data.Bool("EbsOptimized") == true },
        { "iam-instance-profile", static v => v.Data.Child("IamInstanceProfile")?.String("Arn") ?? v.Data.Child("IamInstanceProfile")?.String("Name") },
        { "image-id", static v => v.Data.String("ImageId") },
        { "instance-type", static v => v.Data.String("InstanceType") },
        { "is-default-version", static v => v.Version.Number == v.Template.DefaultVersionNumber },
        { "kernel-id", static v => v.Data.String("KernelId") },
        { "ram-disk-id", static v => v.Data.String("RamDiskId") },
        { "http-endpoint", static v => v.Data.Child("MetadataOptions")?.String("HttpEndpoint") },
        { "http-tokens", static v => v.Data.Child("MetadataOptions")?.String("HttpTokens") },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateLaunchTemplateVersion", Create);
        simulator.Op("DescribeLaunchTemplateVersions", List);
        simulator.Op("DeleteLaunchTemplateVersions", Delete);
        simulator.Op("GetLaunchTemplateData", DataOfInstance);
    }

    /// <summary>
    /// What EC2 checks of LaunchTemplateData when it is stored; the rest is only checked at a launch.
    /// </summary>
    public static void CheckData(Struct data)
    {
        if (!data.Any())
        {
            throw new AwsError("MissingParameter", "The request must contain the parameter LaunchTemplateData");
        }

        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/create-launch-template.html: groups belong to the interface, where there is one.
        if (data.Structs("NetworkInterfaces").Count > 0 && (data.Has("SecurityGroupIds") || data.Has("SecurityGroups")))
        {
            throw new AwsError("InvalidParameterCombination", "Network interfaces and an instance-level security groups may not be specified on the same request");
        }

        if (data.Has("InstanceType") && data.Has("InstanceRequirements"))
        {
            throw new AwsError("InvalidParameterCombination", "InstanceType and InstanceRequirements may not be specified on the same request");
        }

        if (data.String("UserData") is { } userData)
        {
            InstanceOperations.CheckUserData(userData);
        }

        foreach (var tags in TagSpecifications.ByType(data).Values)
        {
            foreach (var (key, value) in tags)
            {
                TagSpecifications.Check(key, value);
            }
        }
    }

    private static Struct Create(Call call, Ec2State ec2, Struct request)
    {
        var template = LaunchTemplateOperations.Find(ec2, request);
        var given = request.Child("LaunchTemplateData") ?? new Struct();
        Struct data;
        if (request.String("SourceVersion") is { } source)
        {
            // "the new version inherits the launch parameters from the source version. If you specify additional launch
            // parameters for the new version, they overwrite any corresponding launch parameters inherited".
            // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplateVersion.html
            data = Copy(ec2.VersionOf(template, source).Data);
            if (data.Has("BlockDeviceMappings"))
            {
                data["BlockDeviceMappings"] = data.Structs("BlockDeviceMappings").Select(WithoutSnapshot).ToList();
            }

            foreach (var (member, value) in given)
            {
                data[member] = value;
            }
        }
        else
        {
            data = given;
        }

        CheckData(data);
        var number = ++template.LatestVersionNumber;
        var version = new LaunchTemplateVersion(number, request.String("VersionDescription"), call.Now, call.Caller.Arn, data);
        template.Versions.Add(number, version);
        return new Struct { { "LaunchTemplateVersion", View(ec2, new Item(template, version), request.Bool("ResolveAlias") == true) } };
    }

    /// <summary>"Snapshots applied to the block device mapping are ignored when creating a new version unless they are explicitly included."</summary>
    private static Struct WithoutSnapshot(Struct mapping)
    {
        if (mapping.Child("Ebs") is not { } ebs)
        {
            return mapping;
        }

        var (copy, disk) = (Copy(mapping), Copy(ebs));
        disk.Remove("SnapshotId");
        copy["Ebs"] = disk;
        return copy;
    }

    private static Struct Copy(Struct data)
    {
        var copy = new Struct();
        foreach (var (member, value) in data)
        {
            copy[member] = value;
        }

        return copy;
    }

    private static Struct List(Call call, Ec2State ec2, Struct request)
    {
        var wanted = request.Strings("Versions");
        IEnumerable<Item> items;
        if (!request.Has("LaunchTemplateId") && !request.Has("LaunchTemplateName"))
        {
            // Without a template: the latest or the default versions of all of them.
            if (wanted.Count == 0 || wanted.Any(static v => v is not ("$Latest" or "$Default")))
            {
                throw new AwsError("MissingParameter", "The request must contain the parameter LaunchTemplateId or LaunchTemplateName, unless Versions is $Latest or $Default.");
            }

            items = ec2.LaunchTemplates.SelectMany(t => wanted.Select(v => new Item(t, ec2.VersionOf(t, v))));
        }
        else
        {
            var template = LaunchTemplateOperations.Find(ec2, request);
            items = wanted.Count > 0
                ? wanted.Select(v => new Item(template, ec2.VersionOf(template, v))).ToList()
                : template.Versions.Values
                    .Where(v => v.Number >= Bound(request, "MinVersion", 1) && v.Number <= Bound(request, "MaxVersion", long.MaxValue))
                    .Reverse()
                    .Select(v => new Item(template, v));
        }

        return Describe.Answer(request, Filters.Apply(request, items), "LaunchTemplateVersions", v => View(ec2, v, request.Bool("ResolveAlias") == true), maximum: 200);
    }

    private static long Bound(Struct request, string member, long otherwise) => request.String(member) switch
    {
        null => otherwise,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        var text => throw new AwsError("InvalidParameterValue", $"Invalid value '{text}' for {member}. It must be a version number."),
    };

    private static Struct Delete(Call call, Ec2State ec2, Struct request)
    {
        var template = LaunchTemplateOperations.Find(ec2, request);
        var (done, failed) = (new List<Struct>(), new List<Struct>());
        foreach (var text in request.Strings("Versions"))
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                throw new AwsError("InvalidParameterValue", $"Invalid value '{text}' for Versions. Versions are deleted by number.");
            }

            var item = new Struct
            {
                { "LaunchTemplateId", template.Id },
                { "LaunchTemplateName", template.LaunchTemplateName },
                { "VersionNumber", number },
            };
            var error = !template.Versions.ContainsKey(number)
                ? ("launchTemplateVersionDoesNotExist", $"The version {number} does not exist.")
                : number == template.DefaultVersionNumber
                    ? ("unexpectedError", $"Cannot delete default version {number} of the launch template. Set another default version first.")
                    : ((string Code, string Message)?)null;
            if (error is { } e)
            {
                item["ResponseError"] = new Struct { { "Code", e.Code }, { "Message", e.Message } };
                failed.Add(item);
            }
            else
            {
                template.Versions.Remove(number);
                done.Add(item);
            }
        }

        return new Struct { { "SuccessfullyDeletedLaunchTemplateVersions", done }, { "UnsuccessfullyDeletedLaunchTemplateVersions", failed } };
    }

    private static Struct DataOfInstance(Call call, Ec2State ec2, Struct request)
    {
        var instance = ec2.Instances.Get(request.String("InstanceId"));
        return new Struct
        {
            {
                "LaunchTemplateData", new Struct
                {
                    { "ImageId", instance.ImageId },
                    { "InstanceType", instance.InstanceType },
                    { "KeyName", instance.Spec.KeyName },
                    { "EbsOptimized", instance.EbsOptimized },
                    { "UserData", instance.UserData },
                    { "Monitoring", new Struct { { "Enabled", instance.DetailedMonitoring } } },
                    { "DisableApiTermination", instance.DisableApiTermination },
                    { "IamInstanceProfile", instance.IamInstanceProfileArn is { } arn ? new Struct { { "Arn", arn } } : null },
                    {
                        "NetworkInterfaces", new List<Struct>
                        {
                            new()
                            {
                                { "DeviceIndex", 0 },
                                { "SubnetId", instance.SubnetId },
                                { "Groups", instance.SecurityGroups.Select(static g => g.Id).ToList() },
                            },
                        }
                    },
                }
            },
        };
    }

    private static Struct View(Ec2State ec2, Item item, bool resolve)
    {
        var data = item.Data;
        if (resolve && data.String("ImageId") is { } image)
        {
            data = Copy(item.Data);
            data["ImageId"] = ec2.ResolveImage(image);
        }

        return new Struct
        {
            { "LaunchTemplateId", item.Template.Id },
            { "LaunchTemplateName", item.Template.LaunchTemplateName },
            { "VersionNumber", item.Version.Number },
            { "VersionDescription", item.Version.Description },
            { "CreateTime", item.Version.CreateTime },
            { "CreatedBy", item.Version.CreatedBy },
            { "DefaultVersion", item.Version.Number == item.Template.DefaultVersionNumber },
            { "LaunchTemplateData", data },
        };
    }

    private sealed class Item(LaunchTemplate template, LaunchTemplateVersion version)
        : Ec2Resource(template.Id + "/" + version.Number.ToString(CultureInfo.InvariantCulture))
    {
        public override string ResourceType => "launch-template-version";

        public LaunchTemplate Template => template;

        public LaunchTemplateVersion Version => version;

        public Struct Data => version.Data;
    }
}
