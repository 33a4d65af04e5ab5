using System.Collections;
using Amazon;

namespace AwsOps.Sdk.Tests.Differential;

/// <summary>
/// The same comparisons where collections start empty rather than null, as in version 3 of the SDK
/// (https://docs.aws.amazon.com/sdk-for-net/v4/developer-guide/net-dg-v4.html). The switch is the process's, so
/// nothing else runs meanwhile.
/// </summary>
[Collection(nameof(InitializedCollectionsTests))]
[CollectionDefinition(nameof(InitializedCollectionsTests), DisableParallelization = true)]
public sealed class InitializedCollectionsTests : IDisposable
{
    public InitializedCollectionsTests() => AWSConfigs.InitializeCollections = true;

    [Theory]
    [MemberData(nameof(ServicePair.Models), MemberType = typeof(ServicePair))]
    public void Collections_start_empty(string model)
    {
        foreach (var type in ServicePair.All[model].GeneratedTypes.Where(static type => type.Namespace!.EndsWith(".Model", StringComparison.Ordinal) && type.GetConstructor([]) is not null))
        {
            var made = Activator.CreateInstance(type);
            foreach (var property in type.GetProperties().Where(static property => property.PropertyType.IsGenericType && typeof(ICollection).IsAssignableFrom(property.PropertyType)))
            {
                Assert.True(property.GetValue(made) is ICollection { Count: 0 }, $"{type.Name}.{property.Name}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(ServicePair.Models), MemberType = typeof(ServicePair))]
    public async Task Clients_agree(string model)
    {
        var pair = ServicePair.All[model];
        foreach (var row in ResponseTests.Answered.Where(row => row.Data.Item1 == model))
        {
            await RequestTests.RequestsAreEqual(pair, row.Data.Item2, seeds: 2);
            await ResponseTests.AnswersAreReadAlike(pair, row.Data.Item2, seeds: 2);
        }
    }

    public void Dispose() => AWSConfigs.InitializeCollections = false;
}
