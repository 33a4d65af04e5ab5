using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AccessAnalyzer;

/// <summary>Findings and the resources they are about.</summary>
internal static class FindingOperations
{
    public static void Register(AnalyzerSimulator simulator)
    {
        simulator.On("ListFindings", static (call, input) => AnalyzerSimulator.Page(Wanted(call, input), input, "findings", finding => Whole(finding, call.Now)));
        simulator.On("ListFindingsV2", static (call, input) => AnalyzerSimulator.Page(Wanted(call, input), input, "findings", finding => Summary(finding, call.Now)));
        simulator.On("GetFinding", static (call, input) => new Struct { ["finding"] = Whole(Find(call, input), call.Now) });
        simulator.On("GetFindingV2", static (call, input) =>
        {
            var finding = Find(call, input);
            var answer = Summary(finding, call.Now);
            answer["findingDetails"] = new List<object?> { new Struct { ["externalAccessDetails"] = Details(finding) } };
            return answer;
        });
        simulator.On("UpdateFindings", Update);
        simulator.On("ApplyArchiveRule", static (call, input) =>
        {
            var analyzer = Refreshed(call, input);
            var name = input.String("ruleName")!;
            var rule = analyzer.Rules.GetValueOrDefault(name) ?? throw AnalyzerErrors.NotFound("archive rule", name);
            foreach (var finding in analyzer.Findings.Values.Where(finding => finding.Status == "ACTIVE" && FindingFilter.Matches(finding, rule.Filter)))
            {
                (finding.Status, finding.Updated) = ("ARCHIVED", call.Now);
            }

            return null;
        });
        simulator.On("StartResourceScan", static (call, input) =>
        {
            Resource(call, input);
            Refreshed(call, input);
            return null;
        });
        simulator.On("ListAnalyzedResources", static (call, input) =>
        {
            var type = input.String("resourceType");
            Refreshed(call, input);
            return AnalyzerSimulator.Page(
                [.. ResourceScan.Resources(call.Scope).Where(item => type is null || item.Type == type)],
                input,
                "analyzedResources",
                item => new Struct { ["resourceArn"] = item.Arn, ["resourceOwnerAccount"] = call.Account, ["resourceType"] = item.Type });
        });
        simulator.On("GetAnalyzedResource", static (call, input) =>
        {
            var item = Resource(call, input);
            var findings = Refreshed(call, input).Findings.Values.Where(finding => finding.Resource == item.Arn).ToList();
            var active = findings.Where(static finding => finding.Status == "ACTIVE").ToList();
            return new Struct
            {
                ["resource"] = new Struct
                {
                    ["resourceArn"] = item.Arn,
                    ["resourceType"] = item.Type,
                    ["createdAt"] = item.Created,
                    ["analyzedAt"] = call.Now,
                    ["updatedAt"] = findings.Count == 0 ? item.Created : findings.Max(static finding => finding.Updated),
                    ["isPublic"] = active.Exists(static finding => finding.IsPublic),
                    ["actions"] = active.SelectMany(static finding => finding.Actions).Distinct(StringComparer.Ordinal).ToList<object?>(),
                    ["sharedVia"] = active.Select(static finding => finding.Source).Distinct(StringComparer.Ordinal).ToList<object?>(),
                    ["status"] = findings.Count == 0 ? null : active.Count > 0 ? "ACTIVE" : findings[^1].Status,
                    ["resourceOwnerAccount"] = call.Account,
                },
            };
        });
        simulator.On("GetFindingsStatistics", static (call, input) =>
        {
            var findings = Refreshed(call, input).Findings.Values;
            return new Struct
            {
                ["findingsStatistics"] = new List<object?>
                {
                    new Struct
                    {
                        ["externalAccessFindingsStatistics"] = new Struct
                        {
                            ["totalActiveFindings"] = (long)findings.Count(static finding => finding.Status == "ACTIVE"),
                            ["totalArchivedFindings"] = (long)findings.Count(static finding => finding.Status == "ARCHIVED"),
                            ["totalResolvedFindings"] = (long)findings.Count(static finding => finding.Status == "RESOLVED"),
                        },
                    },
                },
                ["lastUpdatedAt"] = call.Now,
            };
        });
    }

    private static Analyzer Refreshed(Call call, Struct input)
    {
        var analyzer = AnalyzerSimulator.State(call).WithArn(input.String("analyzerArn")!);
        ResourceScan.Refresh(call.Scope, analyzer);
        return analyzer;
    }

    private static ResourceScan.Item Resource(Call call, Struct input)
    {
        var arn = input.String("resourceArn")!;
        return ResourceScan.Resources(call.Scope).FirstOrDefault(item => item.Arn == arn) ?? throw AnalyzerErrors.NotFound("resource", arn);
    }

    /// <summary>Those that fit the filter, the latest change first unless another order is asked for.</summary>
    private static List<Finding> Wanted(Call call, Struct input)
    {
        var findings = Refreshed(call, input).Findings.Values.Where(finding => FindingFilter.Matches(finding, input.Child("filter")));
        var ascending = input.Child("sort")?.String("orderBy") == "ASC";
        Func<Finding, string> key = input.Child("sort")?.String("attributeName") switch
        {
            "resource" => static finding => finding.Resource,
            "resourceType" => static finding => finding.ResourceType,
            "status" => static finding => finding.Status,
            "createdAt" => static finding => finding.Created.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            _ => static finding => finding.Updated.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        };
        return [.. ascending ? findings.OrderBy(key, StringComparer.Ordinal) : findings.OrderByDescending(key, StringComparer.Ordinal)];
    }

    private static Finding Find(Call call, Struct input)
    {
        var id = input.String("id")!;
        return Refreshed(call, input).Findings.Values.FirstOrDefault(finding => finding.Id == id) ?? throw AnalyzerErrors.NotFound("finding", id);
    }

    private static Struct? Update(Call call, Struct input)
    {
        var ids = input.Strings("ids");
        var resource = input.String("resourceArn");
        if (ids.Count == 0 && resource is null)
        {
            throw AnalyzerErrors.Invalid("Give ids or a resourceArn.");
        }

        var findings = Refreshed(call, input).Findings.Values;
        if (ids.FirstOrDefault(id => findings.All(finding => finding.Id != id)) is { } unknown)
        {
            throw AnalyzerErrors.NotFound("finding", unknown);
        }

        foreach (var finding in findings.Where(finding => finding.Status != "RESOLVED" && (ids.Contains(finding.Id, StringComparer.Ordinal) || finding.Resource == resource)))
        {
            (finding.Status, finding.Updated) = (input.String("status")!, call.Now);
        }

        return null;
    }

    private static Struct Summary(Finding finding, DateTime now) => new()
    {
        ["id"] = finding.Id,
        ["resource"] = finding.Resource,
        ["resourceType"] = finding.ResourceType,
        ["resourceOwnerAccount"] = finding.Owner,
        ["status"] = finding.Status,
        ["createdAt"] = finding.Created,
        ["analyzedAt"] = now,
        ["updatedAt"] = finding.Updated,
        ["findingType"] = "ExternalAccess",
    };

    private static Struct Whole(Finding finding, DateTime now)
    {
        var shown = Summary(finding, now);
        shown.Remove("findingType");
        foreach (var (name, value) in Details(finding))
        {
            shown[name] = value;
        }

        return shown;
    }

    private static Struct Details(Finding finding)
    {
        var conditions = new Struct();
        foreach (var (key, value) in finding.Conditions)
        {
            conditions[key] = value;
        }

        return new Struct
        {
            ["principal"] = new Struct { [finding.Principal.Type] = finding.Principal.Value },
            ["action"] = finding.Actions.ToList<object?>(),
            ["condition"] = conditions,
            ["isPublic"] = finding.IsPublic,
            ["sources"] = new List<object?> { new Struct { ["type"] = finding.Source } },
        };
    }
}
