using System.Collections;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace AwsOps.Common;

/// <summary>Base of the completers: prefix or substring match, quotes where needed, silent on failure.</summary>
public abstract class Completer : IArgumentCompleter
{
    private protected Completer()
    {
    }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        IReadOnlyList<(string Value, string Tip)> candidates;
        try
        {
            candidates = Candidates(fakeBoundParameters);
        }
        catch (Exception)
        {
            // A completer that fails must not disturb the prompt: no session, no permission, no network.
            return [];
        }

        var word = wordToComplete.Trim('\'', '"');
        return [.. candidates
            .Where(candidate => candidate.Value.Contains(word, StringComparison.OrdinalIgnoreCase))
            .OrderBy(candidate => !candidate.Value.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .ThenBy(static candidate => candidate.Value, StringComparer.OrdinalIgnoreCase)
            .Select(static candidate => new CompletionResult(Quoted(candidate.Value), candidate.Value, CompletionResultType.ParameterValue, candidate.Tip))];
    }

    /// <summary>Values to offer with a tip each.</summary>
    private protected abstract IReadOnlyList<(string Value, string Tip)> Candidates(IDictionary bound);

    private static string Quoted(string value) =>
        value.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':' or '+' or '=') && value.Length > 0 && value[0] is not '-'
            ? value
            : "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";
}

/// <summary>Base of the completers that ask AWS: within 2 seconds, remembered for 15.</summary>
public abstract class AwsCompleter : Completer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(15);
    private static readonly ConcurrentDictionary<(Type Kind, object Home, string Region), (DateTime Until, IReadOnlyList<(string, string)> Values)> Remembered = new();

    private protected AwsCompleter()
    {
    }

    private protected sealed override IReadOnlyList<(string Value, string Tip)> Candidates(IDictionary bound)
    {
        using var resolver = new ConnectionResolver();
        using var cmdlet = new Silent();
        var endpoint = bound["EndpointUrl"] is { } url ? new Uri(url.ToString()!) : null;
        var aws = resolver.Resolve(bound["ProfileName"]?.ToString(), bound["Region"]?.ToString(), endpoint, new CredentialSources(cmdlet));

        // The sandbox answers at once; what it holds changes with every step.
        var key = (GetType(), (object)(aws.ProfileName ?? aws.CredentialSource), aws.Region + aws.Endpoint);
        if (aws.Sandbox is null && Remembered.TryGetValue(key, out var known) && known.Until > DateTime.UtcNow)
        {
            return known.Values;
        }

        using var patience = new CancellationTokenSource(Patience);
        var values = Task.Run(() => ListAsync(aws, patience.Token), patience.Token).WaitAsync(Patience).GetAwaiter().GetResult();
        Remembered[key] = (DateTime.UtcNow + Freshness, values);
        return values;
    }

    /// <summary>Asks AWS for the values.</summary>
    private protected abstract Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop);

    private sealed class Silent : AwsOpsCmdlet;
}

/// <summary>Completes region codes.</summary>
public sealed class RegionCompleter : Completer
{
    private protected override IReadOnlyList<(string Value, string Tip)> Candidates(IDictionary bound) =>
        [.. Amazon.RegionEndpoint.EnumerableAllRegions.Select(static region => (region.SystemName, region.DisplayName))];
}

/// <summary>Completes profile names from the shared files.</summary>
public sealed class ProfileNameCompleter : Completer
{
    private protected override IReadOnlyList<(string Value, string Tip)> Candidates(IDictionary bound) =>
        [.. CredentialSources.ProfileNames().Select(static name => (name, "Profile " + name))];
}
