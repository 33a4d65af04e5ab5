using System.Collections;
using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using Amazon.Runtime;

namespace AwsOps.Sdk.Tests.Differential;

/// <summary>Both clients ask for the same pages and give the same items.</summary>
public sealed class PaginatorTests
{
    /// <summary>Every paginator of every service.</summary>
    public static TheoryData<string, string> Paginated
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var pair in ServicePair.All.Values)
            {
                foreach (var type in pair.GeneratedTypes.Where(static type => type.IsInterface && type.Name.EndsWith("Paginator", StringComparison.Ordinal)))
                {
                    data.Add(pair.Model, type.Name[1..^"Paginator".Length]);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Paginated))]
    public async Task Pages_are_walked_alike(string model, string operation)
    {
        var pair = ServicePair.All[model];
        var rule = pair.Description["pagination"]![operation]!;
        var output = (string)rule["output_token"]!;
        var pages = new[] { "one", "two", null }.Select(token => Page(pair, operation, output, (string?)rule["more_results"], token)).ToArray();

        var official = await Walk(pair, official: true, operation, pages);
        var generated = await Walk(pair, official: false, operation, pages);

        Assert.Equal(3, generated.Requests.Count);
        Assert.Equal(official.Requests, generated.Requests);
        Assert.Equal(official.Items, generated.Items);
    }

    [Fact]
    public async Task A_repeated_token_ends_the_walk()
    {
        var pair = ServicePair.All["ssm"];

        var walked = await Walk(pair, official: false, "DescribeParameters", ["""{"NextToken":"same"}"""]);

        Assert.Equal(2, walked.Requests.Count);
    }

    [Fact]
    public async Task A_paginator_is_used_once()
    {
        using var wire = new Wire(HttpStatusCode.OK, """{"Parameters":[]}""");
        using var client = (AwsOps.Differential.SimpleSystemsManagement.AmazonSimpleSystemsManagementClient)ServicePair.All["ssm"].Client(official: false, wire);
        var paginator = client.Paginators.DescribeParameters(new());
        await foreach (var _ in paginator.Responses)
        {
        }

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var _ in paginator.Responses)
            {
            }
        });
    }

    private static string Page(ServicePair pair, string operation, string output, string? more, string? token)
    {
        var page = JsonNode.Parse(new CannedAnswer(pair, token?.Length ?? 7).Success(operation))!.AsObject();
        page.Remove(output);
        if (token is not null)
        {
            page[output] = token;
        }

        if (more is not null)
        {
            page[more] = token is not null;
        }

        return page.ToJsonString();
    }

    private static async Task<(List<string> Requests, List<string> Items)> Walk(ServicePair pair, bool official, string operation, string[] pages)
    {
        using var wire = new Wire(HttpStatusCode.OK, pages) { ContentType = "application/x-amz-json-1.1" };
        using var client = pair.Client(official, wire);
        var requests = new List<string>();
        var items = new List<string>();

        // Each of a paginator's properties walks all pages, once for each paginator.
        var shape = pair.Type(official: false, $"Model.I{operation}Paginator");
        var common = shape.GetProperties().Where(property => pair.Type(official: true, $"Model.I{operation}Paginator").GetProperty(property.Name) is not null);
        foreach (var property in common.OrderBy(static property => property.Name, StringComparer.Ordinal))
        {
            wire.Restart();
            var request = Activator.CreateInstance(pair.Type(official, $"Model.{operation}Request"))!;
            foreach (var text in pair.Type(official: false, $"Model.{operation}Request").GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(static property => property.PropertyType == typeof(string) && property.Name is not ("NextToken" or "Marker")))
            {
                request.GetType().GetProperty(text.Name)!.SetValue(request, "x");
            }

            var paginators = client.GetType().GetProperty("Paginators")!.GetValue(client)!;
            var paginator = paginators.GetType().GetMethod(operation)!.Invoke(paginators, [request])!;
            var contract = pair.Type(official, $"Model.I{operation}Paginator");
            var element = property.PropertyType.GetGenericArguments()[0];
            var walked = contract.GetProperty(property.Name)!.GetValue(paginator)!;
            var walk = typeof(PaginatorTests).GetMethod(nameof(Collect), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(contract.GetProperty(property.Name)!.PropertyType.GetGenericArguments()[0]);
            foreach (var item in await (Task<IList>)walk.Invoke(null, [walked])!)
            {
                items.Add(property.Name + Dump.Of(item, element));
            }

            requests = [.. wire.Sent.Select(static sent => sent.ToString())];
        }

        return (requests, items);
    }

    private static async Task<IList> Collect<T>(IPaginatedEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
        {
            list.Add(item);
        }

        return list;
    }
}
