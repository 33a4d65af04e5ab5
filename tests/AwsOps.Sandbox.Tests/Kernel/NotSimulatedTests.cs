using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Kernel;

public class NotSimulatedTests
{
    [Fact]
    public void Every_modelled_operation_is_simulated_or_listed_with_a_reason()
    {
        var simulators = Simulators.All().ToDictionary(simulator => simulator.Model);
        var missing = ServiceModel.All.Values
            .Where(model => simulators.ContainsKey(model.Name) || !NotSimulated.All.ContainsKey($"{model.Name}:*"))
            .SelectMany(model => model.Operations.Keys
                .Where(operation => !simulators.TryGetValue(model.Name, out var simulator) || !simulator.Operations.Contains(operation))
                .Select(operation => $"{model.Name}:{operation}"))
            .Where(operation => !NotSimulated.All.ContainsKey(operation))
            .Order(StringComparer.Ordinal);
        Assert.Empty(missing);
    }

    [Fact]
    public void Nothing_on_the_list_is_simulated_or_unknown()
    {
        var simulators = Simulators.All().ToDictionary(simulator => simulator.Model);
        var stale = NotSimulated.All.Keys.Where(line =>
        {
            var (service, operation) = line.Split(':') is [var left, var right] ? (left, right) : (line, "");
            return operation == "*"
                ? simulators.ContainsKey(service) || !ServiceModel.All.ContainsKey(service)
                : !ServiceModel.All.TryGetValue(service, out var model) || !model.Operations.ContainsKey(operation)
                    || (simulators.TryGetValue(service, out var simulator) && simulator.Operations.Contains(operation));
        });
        Assert.Empty(stale);
    }

    [Fact]
    public void A_simulator_names_only_operations_of_its_model() =>
        Assert.All(Simulators.All(), simulator =>
            Assert.Subset(ServiceModel.Get(simulator.Model).Operations.Keys.ToHashSet(), simulator.Operations.ToHashSet()));

    [Fact]
    public void An_operation_that_is_not_simulated_says_so()
    {
        var error = new SandboxCloud().Fail("support", "DescribeTrustedAdvisorChecks");
        Assert.Equal(("NotSimulated", 501), (error.Code, error.Status));
        Assert.StartsWith("The AwsOps sandbox does not simulate support:DescribeTrustedAdvisorChecks: ", error.Message, StringComparison.Ordinal);
    }
}
