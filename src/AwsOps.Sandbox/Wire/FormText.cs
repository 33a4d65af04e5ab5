namespace AwsOps.Sandbox.Wire;

/// <summary>Query strings and form bodies.</summary>
internal static class FormText
{
    /// <summary>
    /// Splits and decodes. A form's plus is a space; in a query string SigV4 clients send it as %20, and a plus is itself
    /// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
    /// </summary>
    public static List<KeyValuePair<string, string>> Parse(string text, bool plusIsSpace)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            pairs.Add(equals < 0
                ? new(Decode(pair, plusIsSpace), "")
                : new(Decode(pair[..equals], plusIsSpace), Decode(pair[(equals + 1)..], plusIsSpace)));
        }

        return pairs;
    }

    private static string Decode(string text, bool plusIsSpace) => Uri.UnescapeDataString(plusIsSpace ? text.Replace('+', ' ') : text);
}
