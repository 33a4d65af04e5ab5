using System.Text.RegularExpressions;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Launch templates. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-launch-templates.html</summary>
internal static partial class LaunchTemplateOperations
{
    private static readonly Filters<LaunchTemplate> Filters = new()
    {
        { "create-time", static t => t.CreateTime },
        { "launch-template-name", static t => t.LaunchTemplateName },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateLaunchTemplate", Create);
        simulator.Op("DescribeLaunchTemplates", List);
        simulator.Op("ModifyLaunchTemplate", Modify);
        simulator.Op("DeleteLaunchTemplate", Delete);
    }

    /// <summary>The template a request names.</summary>
    public static LaunchTemplate Find(Ec2State ec2, Struct request)
    {
        var (id, name) = (request.String("LaunchTemplateId"), request.String("LaunchTemplateName"));
        return id is null && name is null
            ? throw new AwsError("MissingParameter", "The request must contain the parameter LaunchTemplateId or LaunchTemplateName.")
            : ec2.FindLaunchTemplate(id, name);
    }

    private static Struct Create(Call call, Ec2State ec2, Struct request)
    {
        var name = Check.Required(request, "LaunchTemplateName");
        if (name.Length is < 3 or > 128 || !Allowed().IsMatch(name))
        {
            throw new AwsError(
                "InvalidLaunchTemplateName.MalformedException",
                "A launch template name must be between 3 and 128 characters, and may contain letters, numbers, and the following characters: - ( ) . / _.");
        }

        if (ec2.LaunchTemplates.Any(t => t.LaunchTemplateName == name))
        {
            throw new AwsError("InvalidLaunchTemplateName.AlreadyExistsException", "Launch template name already in use.");
        }

        var data = request.Child("LaunchTemplateData") ?? new Struct();
        LaunchTemplateVersionOperations.CheckData(data);
        var tags = TagSpecifications.ForOne(request, "launch-template");
        var template = new LaunchTemplate(call.Ids.Ec2("lt"), name, call.Now, call.Caller.Arn) { LatestVersionNumber = 1 };
        TagSpecifications.Set(template, tags);
        template.Versions.Add(1, new LaunchTemplateVersion(1, request.String("VersionDescription"), call.Now, call.Caller.Arn, data));
        ec2.LaunchTemplates.Add(template);
        return new Struct { { "LaunchTemplate", View(template) } };
    }

    private static Struct List(Call call, Ec2State ec2, Struct request)
    {
        var chosen = Describe.Select(request, ec2.LaunchTemplates, "LaunchTemplateIds", Filters);
        var names = request.Strings("LaunchTemplateNames");
        if (names.Count > 0)
        {
            var named = names.Select(n => ec2.FindLaunchTemplate(null, n)).ToHashSet();
            chosen = chosen.Where(named.Contains);
        }

        return Describe.Answer(request, chosen, "LaunchTemplates", View, maximum: 200);
    }

    private static Struct Modify(Call call, Ec2State ec2, Struct request)
    {
        var template = Find(ec2, request);
        if (request.String("DefaultVersion") is { } version)
        {
            template.DefaultVersionNumber = ec2.VersionOf(template, version).Number;
        }

        return new Struct { { "LaunchTemplate", View(template) } };
    }

    private static Struct Delete(Call call, Ec2State ec2, Struct request)
    {
        var template = Find(ec2, request);
        ec2.LaunchTemplates.Remove(template);
        return new Struct { { "LaunchTemplate", View(template) } };
    }

    private static Struct View(LaunchTemplate template) => new()
    {
        { "LaunchTemplateId", template.Id },
        { "LaunchTemplateName", template.LaunchTemplateName },
        { "CreateTime", template.CreateTime },
        { "CreatedBy", template.CreatedBy },
        { "DefaultVersionNumber", template.DefaultVersionNumber },
        { "LatestVersionNumber", template.LatestVersionNumber },
        { "Tags", Render.Tags(template) },
    };

    [GeneratedRegex(@"^[a-zA-Z0-9().\-/_]+$")]
    private static partial Regex Allowed();
}
