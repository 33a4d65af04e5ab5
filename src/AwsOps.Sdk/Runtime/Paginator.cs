using System.Runtime.CompilerServices;
using Amazon.Runtime;

namespace AwsOps.Sdk.Runtime;

/// <summary>Walks the pages of one list operation, once.</summary>
internal abstract class Paginator<TRequest, TResponse>(TRequest request) : IPaginator<TResponse>
    where TRequest : AmazonWebServiceRequest
{
    private int _used;

    public IPaginatedEnumerable<TResponse> Responses => new PaginatedResponse<TResponse>(this);

    async IAsyncEnumerable<TResponse> IPaginator<TResponse>.PaginateAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _used, 1) != 0)
        {
            throw new InvalidOperationException("Paginator has already been consumed and cannot be reused. Please create a new instance.");
        }

        PaginatorUtils.SetUserAgentAdditionOnRequest(request);
        var token = GetToken(request);
        string? next;
        while (true)
        {
            SetToken(request, token);
            var response = await Invoke(request, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            next = NextToken(response);
            yield return response;

            // A service that repeats the token at the end (CloudWatch Logs does) must not be asked for ever.
            if (string.IsNullOrEmpty(next) || next == token)
            {
                yield break;
            }

            token = next;
        }
    }

    protected IPaginatedEnumerable<TItem> Items<TItem>(Func<TResponse, IEnumerable<TItem>?> select) =>
        new PaginatedResultKeyResponse<TResponse, TItem>(this, response => select(response) ?? []);

    protected abstract string? GetToken(TRequest request);

    protected abstract void SetToken(TRequest request, string? token);

    /// <summary>The token of the next page; null on the last.</summary>
    protected abstract string? NextToken(TResponse response);

    protected abstract Task<TResponse> Invoke(TRequest request, CancellationToken cancellationToken);
}
