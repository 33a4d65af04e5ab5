using System.Reflection;
using System.Text.RegularExpressions;
using Amazon.Runtime;

namespace AwsOps.Sdk.Tests.Differential;

/// <summary>
/// Code written against a generated client compiles against the official one: every public type and member of the first is in
/// the second, of the same type. The other way round, each thing that only the official client has is of a kind named here.
/// </summary>
public sealed class SurfaceTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>
    /// What the generated clients alone have. botocore's pagination rules name the items of some pages where the rules in the
    /// official package do not: code that is to compile against both walks the paginator's Responses there.
    /// </summary>
    private static readonly HashSet<string> GeneratedOnly =
    [
        "~.Model.IDescribeParametersPaginator Amazon.Runtime.IPaginatedEnumerable`1<~.Model.ParameterMetadata> Parameters get ",
        "~.Model.IGetParameterHistoryPaginator Amazon.Runtime.IPaginatedEnumerable`1<~.Model.ParameterHistory> Parameters get ",
        "~.Model.IGetParametersByPathPaginator Amazon.Runtime.IPaginatedEnumerable`1<~.Model.Parameter> Parameters get ",
    ];

    /// <summary>What the official clients alone have: patterns of names (~ is the namespace, ^ what the client's name starts with) and why.</summary>
    private static readonly (string Model, string Pattern, string Reason)[] OfficialOnly =
    [
        ("*", @"^~\.(Model\.)?Internal\.", "the package's own machinery; here it is AwsOps.Sdk.Runtime"),
        ("*", @"^~\.Endpoints\.", "for custom endpoint providers; Core's EndpointParameters carries the same values by name"),
        ("*", @"^~\.\^DefaultConfiguration$", "the same in every package; here it is AwsOps.Sdk.Runtime.DefaultConfigurations"),
        ("*", @"^~\.(\^Client|I\^) \S+ \w+\((?!~\.Model\.\w+Request request,)", "an overload without a request object; the module always has one"),
        ("*", @"^~\.Model\.\w+ new\(", "a constructor that takes members; the module uses object initialisers"),
        ("sts", @"^~\.SecurityTokenService\w*RetryPolicy$|^~\.SAML\.", "written by hand in the package"),
        ("sts", "MinimumSessionTokenSize|SessionTokenSize|SessionTokenUtilization", "newer than the model"),
        ("kms", @"(En|De)capsul|ENCAPSULATE|ML_KEM|ServicePrincipal|GrantConstraints System\.String SourceArn", "newer than the model"),
        ("ssm", @"CloudConnector|MicrosoftComputeVirtualMachines|InstanceInformation System\.String SourceLocation", "newer than the model"),
        ("ssm", @"^~\.(Model\.)?\w+$|^~\.(\^Client|I\^|Model\.I?SimpleSystemsManagementPaginatorFactory) ", "not on the allow-list of the differential model"),
        ("sqs", @"^~\.(SQSConstants|Util\.|Model\.GetQueueAttributesResponse )", "written by hand in the package"),
        ("ssooidc", @"CreateTokenWithIAM|InvalidRequestRegionException|AwsAdditionalDetails", "not on the allow-list of the differential model"),
    ];

    [Theory]
    [MemberData(nameof(ServicePair.Models), MemberType = typeof(ServicePair))]
    public void Whatever_is_generated_is_in_the_official_package(string model)
    {
        var pair = ServicePair.All[model];
        var missing = new List<string>();
        foreach (var type in pair.GeneratedTypes)
        {
            var official = pair.OfficialOf(type);
            if (official is null || !official.IsPublic)
            {
                missing.Add(Name(pair, type));
                continue;
            }

            // A base type of the package's own making (STS Credentials are AWSCredentials) takes nothing away.
            if (Name(pair, type.BaseType) != Name(pair, official.BaseType) && type.BaseType != typeof(object))
            {
                missing.Add($"{Name(pair, type)} : {Name(pair, type.BaseType)}");
            }

            var theirs = Members(pair, official).ToHashSet();
            missing.AddRange(Members(pair, type).Where(member => !theirs.Contains(member)).Select(member => $"{Name(pair, type)} {member}"));
        }

        missing.RemoveAll(GeneratedOnly.Contains);
        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }

    [Theory]
    [MemberData(nameof(ServicePair.Models), MemberType = typeof(ServicePair))]
    public void What_only_the_official_package_has_is_known(string model)
    {
        var pair = ServicePair.All[model];
        var generated = pair.GeneratedTypes.ToDictionary(type => Name(pair, type));
        var unexplained = new List<string>();
        foreach (var type in pair.Official.GetExportedTypes())
        {
            if (!generated.TryGetValue(Name(pair, type), out var mine))
            {
                unexplained.Add(Name(pair, type));
                continue;
            }

            var own = Members(pair, mine).ToHashSet();
            unexplained.AddRange(Members(pair, type).Where(member => !own.Contains(member)).Select(member => $"{Name(pair, type)} {member}"));
        }

        unexplained.RemoveAll(name => Why(pair, name) is not null);
        Assert.True(unexplained.Count == 0, string.Join('\n', unexplained));
    }

    // Why the official client alone has a thing; null when that is not known.
    private static string? Why(ServicePair pair, string name) => OfficialOnly
        .FirstOrDefault(known => (known.Model == "*" || known.Model == pair.Model) && Regex.IsMatch(name.Replace(pair.Prefix, "^", StringComparison.Ordinal), known.Pattern)).Reason;

    private static IEnumerable<string> Members(ServicePair pair, Type type)
    {
        foreach (var member in type.GetMembers(Declared))
        {
            switch (member)
            {
                case ConstructorInfo constructor:
                    yield return $"new({Parameters(pair, constructor)})";
                    break;

                // Dispose and the like come from Core's base class whether or not the package overrides them.
                case MethodInfo method when !method.IsSpecialName && method.GetBaseDefinition().DeclaringType == type:
                    yield return $"{Name(pair, method.ReturnType)} {method.Name}({Parameters(pair, method)})";
                    break;
                case MethodInfo { IsSpecialName: true } method when method.Name.StartsWith("op_", StringComparison.Ordinal):
                    yield return $"{Name(pair, method.ReturnType)} {method.Name}({Parameters(pair, method)})";
                    break;
                case PropertyInfo property:
                    yield return $"{Name(pair, property.PropertyType)} {property.Name} {(property.GetMethod?.IsPublic == true ? "get" : "")} {(property.SetMethod?.IsPublic == true ? "set" : "")}";
                    break;
                case FieldInfo field:
                    yield return $"{Name(pair, field.FieldType)} {field.Name} = {(field.IsStatic && field.GetValue(null) is ConstantClass constant ? constant.Value : "")}";
                    break;
                default:
                    break;
            }
        }
    }

    private static string Parameters(ServicePair pair, MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter => $"{Name(pair, parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? "?" : "")}"));

    // The name as code on either side would read it.
    private static string Name(ServicePair pair, Type? type)
    {
        if (type is null)
        {
            return "";
        }

        if (type.IsGenericType)
        {
            return $"{type.Namespace}.{type.Name}<{string.Join(", ", type.GetGenericArguments().Select(argument => Name(pair, argument)))}>";
        }

        // Where the official base class sits below Model or above it differs between versions of the package.
        return type.FullName!
            .Replace(pair.GeneratedNamespace, "~", StringComparison.Ordinal)
            .Replace(pair.Namespace, "~", StringComparison.Ordinal);
    }
}
