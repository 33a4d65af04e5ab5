using System.IO.Enumeration;

namespace AwsOps.Sandbox.Kernel;

/// <summary>The rules by which calls fail on request. The first rule that strikes decides.</summary>
public sealed class FaultInjector
{
    private readonly List<ArmedRule> _rules = [];
    private readonly object _gate;

    // A source of its own, so that adding a fault doesn't change the ids of a run.
    private readonly SandboxIds _dice;

    internal FaultInjector(object gate, int seed)
    {
        _gate = gate;
        _dice = new SandboxIds(unchecked(seed * 31 + 17));
    }

    /// <summary>The rules in force.</summary>
    public IReadOnlyList<FaultRule> Rules
    {
        get
        {
            lock (_gate)
            {
                return [.. _rules.Select(static armed => armed.Rule)];
            }
        }
    }

    /// <summary>Adds a rule. Dispose what is returned to take it back.</summary>
    public IDisposable Add(FaultRule rule)
    {
        if (rule.Probability is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(rule), rule.Probability, "Probability goes from 0 to 1.");
        }

        if (rule.Count is < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(rule), rule.Count, "Count is 1 or more, or null for no end.");
        }

        if (rule.After < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(rule), rule.After, "After can't be negative.");
        }

        if (rule.Latency < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(rule), rule.Latency, "Latency can't be negative.");
        }

        var armed = new ArmedRule(this, rule);
        lock (_gate)
        {
            _rules.Add(armed);
        }

        return armed;
    }

    /// <summary>Removes all rules.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _rules.Clear();
        }
    }

    internal FaultRule? Next(OperationModel operation)
    {
        for (var i = 0; i < _rules.Count; i++)
        {
            var armed = _rules[i];
            if (!FileSystemName.MatchesSimpleExpression(armed.Rule.Service, operation.Service.Name)
                || !FileSystemName.MatchesSimpleExpression(armed.Rule.Operation, operation.Name)
                || (armed.Rule.MutatingOnly && operation.IsReadOnly)
                || (armed.Passing > 0 && armed.Passing-- > 0)
                || (armed.Rule.Probability < 1 && _dice.NextDouble() >= armed.Rule.Probability))
            {
                continue;
            }

            if (--armed.Left == 0)
            {
                _rules.RemoveAt(i);
            }

            return armed.Rule;
        }

        return null;
    }

    private sealed class ArmedRule(FaultInjector owner, FaultRule rule) : IDisposable
    {
        public FaultRule Rule => rule;

        /// <summary>Matching calls that pass yet.</summary>
        public int Passing { get; set; } = rule.After;

        /// <summary>Strikes left; never reaches zero for a rule without end.</summary>
        public int Left { get; set; } = rule.Count ?? 0;

        public void Dispose()
        {
            lock (owner._gate)
            {
                owner._rules.Remove(this);
            }
        }
    }
}
