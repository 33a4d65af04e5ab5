using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AccessAnalyzer;

/// <summary>Analyzers, their archive rules and tags.</summary>
internal static class AnalyzerOperations
{
    public static void Register(AnalyzerSimulator simulator)
    {
        simulator.On("CreateAnalyzer", Create);
        simulator.On("GetAnalyzer", static (call, input) => new Struct { ["analyzer"] = Render(AnalyzerSimulator.State(call).Named(input.String("analyzerName")!)) });
        simulator.On("ListAnalyzers", static (call, input) =>
        {
            var type = input.String("type");
            return AnalyzerSimulator.Page<Analyzer>(type is null or "ACCOUNT" ? [.. AnalyzerSimulator.State(call).Analyzers.Values] : [], input, "analyzers", Render);
        });
        simulator.On("DeleteAnalyzer", static (call, input) =>
        {
            var state = AnalyzerSimulator.State(call);
            state.Analyzers.Remove(state.Named(input.String("analyzerName")!).Name);
            return null;
        });
        simulator.On("CreateArchiveRule", static (call, input) =>
        {
            var rules = AnalyzerSimulator.State(call).Named(input.String("analyzerName")!).Rules;
            var name = input.String("ruleName")!;
            return rules.TryAdd(name, new ArchiveRule(name, input.Child("filter")!, call.Now, call.Now)) ? null : throw AnalyzerErrors.Conflict("archive rule", name);
        });
        simulator.On("UpdateArchiveRule", static (call, input) =>
        {
            var rule = Rule(call, input);
            AnalyzerSimulator.State(call).Named(input.String("analyzerName")!).Rules[rule.Name] = rule with { Filter = input.Child("filter")!, Updated = call.Now };
            return null;
        });
        simulator.On("DeleteArchiveRule", static (call, input) =>
        {
            AnalyzerSimulator.State(call).Named(input.String("analyzerName")!).Rules.Remove(Rule(call, input).Name);
            return null;
        });
        simulator.On("GetArchiveRule", static (call, input) => new Struct { ["archiveRule"] = RenderRule(Rule(call, input)) });
        simulator.On("ListArchiveRules", static (call, input) => AnalyzerSimulator.Page([.. AnalyzerSimulator.State(call).Named(input.String("analyzerName")!).Rules.Values], input, "archiveRules", RenderRule));
        simulator.On("TagResource", static (call, input) =>
        {
            Tag(AnalyzerSimulator.State(call).WithArn(input.String("resourceArn")!), input);
            return null;
        });
        simulator.On("UntagResource", static (call, input) =>
        {
            foreach (var key in input.Strings("tagKeys"))
            {
                AnalyzerSimulator.State(call).WithArn(input.String("resourceArn")!).Tags.Remove(key);
            }

            return null;
        });
        simulator.On("ListTagsForResource", static (call, input) => new Struct { ["tags"] = Tags(AnalyzerSimulator.State(call).WithArn(input.String("resourceArn")!)) });
    }

    private static Struct Create(Call call, Struct input)
    {
        var (name, type) = (input.String("analyzerName")!, input.String("type")!);
        if (type != "ACCOUNT")
        {
            throw new AwsError("NotSimulated", $"The AwsOps sandbox does not simulate analyzers of type {type}: it finds external access to an account's resources.", 501);
        }

        var state = AnalyzerSimulator.State(call);
        if (state.Analyzers.ContainsKey(name))
        {
            throw AnalyzerErrors.Conflict("analyzer", name);
        }

        // https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-quotas.html: one for an account and region.
        if (state.Analyzers.Count > 0)
        {
            throw new AwsError("ServiceQuotaExceededException", "You have the maximum number of analyzers of type ACCOUNT.", 402) { Detail = new Struct { ["resourceId"] = name, ["resourceType"] = "analyzer" } };
        }

        var analyzer = new Analyzer(name, call.Arn("access-analyzer", $"analyzer/{name}"), call.Now);
        foreach (var rule in input.Structs("archiveRules"))
        {
            analyzer.Rules[rule.String("ruleName")!] = new ArchiveRule(rule.String("ruleName")!, rule.Child("filter")!, call.Now, call.Now);
        }

        Tag(analyzer, input);
        state.Analyzers.Add(name, analyzer);
        Iam.ServiceLinkedRoleOperations.Ensure(call.Cloud.Iam(call.Account), "access-analyzer.amazonaws.com");
        return new Struct { ["arn"] = analyzer.Arn };
    }

    private static ArchiveRule Rule(Call call, Struct input)
    {
        var name = input.String("ruleName")!;
        return AnalyzerSimulator.State(call).Named(input.String("analyzerName")!).Rules.GetValueOrDefault(name) ?? throw AnalyzerErrors.NotFound("archive rule", name);
    }

    private static void Tag(Analyzer analyzer, Struct input)
    {
        foreach (var (key, value) in input.Child("tags") ?? [])
        {
            analyzer.Tags[key] = (string)value!;
        }
    }

    private static Struct Tags(Analyzer analyzer)
    {
        var tags = new Struct();
        foreach (var (key, value) in analyzer.Tags)
        {
            tags[key] = value;
        }

        return tags;
    }

    private static Struct Render(Analyzer analyzer) => new()
    {
        ["arn"] = analyzer.Arn,
        ["name"] = analyzer.Name,
        ["type"] = "ACCOUNT",
        ["createdAt"] = analyzer.Created,
        ["status"] = "ACTIVE",
        ["tags"] = Tags(analyzer),
    };

    private static Struct RenderRule(ArchiveRule rule) => new() { ["ruleName"] = rule.Name, ["filter"] = rule.Filter, ["createdAt"] = rule.Created, ["updatedAt"] = rule.Updated };
}
