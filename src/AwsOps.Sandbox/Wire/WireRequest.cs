namespace AwsOps.Sandbox.Wire;

/// <summary>An HTTP request, whole, as a transport hands it to the gateway.</summary>
internal sealed class WireRequest
{
    public required string Method { get; init; }

    /// <summary>Path as sent, percent-encoding kept.</summary>
    public required string RawPath { get; init; }

    /// <summary>Query string as sent, without the question mark.</summary>
    public required string RawQuery { get; init; }

    /// <summary>Headers by name, ignoring case; repeated ones joined by a comma.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>Decoded query parameters, in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query => field ??= FormText.Parse(RawQuery, plusIsSpace: false);

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public string? QueryValue(string name)
    {
        foreach (var (key, value) in Query)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }
}

/// <summary>An HTTP answer.</summary>
internal sealed class WireResponse
{
    public WireResponse(int status, string? contentType, byte[] body)
    {
        Status = status;
        ContentType = contentType;
        Body = body;
    }

    public int Status { get; set; }

    public string? ContentType { get; set; }

    public byte[] Body { get; set; }

    public List<KeyValuePair<string, string>> Headers { get; } = [];

    public WireResponse With(string header, string value)
    {
        Headers.Add(new(header, value));
        return this;
    }
}
