using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.S3;

/// <summary>Objects, put and read whole. They have no older versions.</summary>
internal static class ObjectOperations
{
    private const int PageSize = 1_000;

    public static void Register(S3Simulator simulator)
    {
        simulator.Op("PutObject", Put);
        simulator.Op("GetObject", Get);
        simulator.Op("HeadObject", static (bucket, input, _) => Describe(Find(bucket, input)));
        simulator.Op("CopyObject", Copy);
        simulator.Op("DeleteObject", static (bucket, input, _) =>
        {
            // "If the object doesn't exist, S3 does not remove anything but responds that the command was successful."
            bucket.Objects.Remove(input.String("Key")!);
            return null;
        });
        simulator.Op("DeleteObjects", static (bucket, input, _) =>
        {
            var request = input.Child("Delete")!;
            var keys = request.Structs("Objects").Select(static item => item.String("Key")!).ToList();
            keys.ForEach(key => bucket.Objects.Remove(key));
            return new Struct { ["Deleted"] = request.Bool("Quiet") == true ? null : keys.Select(static key => new Struct { ["Key"] = key }).ToList<object?>() };
        });
        simulator.Op("ListObjectsV2", ListV2);
        simulator.Op("ListObjects", List);
        simulator.Op("PutObjectTagging", static (bucket, input, _) =>
        {
            var tags = Find(bucket, input).Tags;
            tags.Clear();
            foreach (var tag in input.Child("Tagging")!.Structs("TagSet"))
            {
                tags[tag.String("Key")!] = tag.String("Value")!;
            }

            return null;
        });
        simulator.Op("GetObjectTagging", static (bucket, input, _) => new Struct { ["TagSet"] = Tags(Find(bucket, input).Tags) });
        simulator.Op("DeleteObjectTagging", static (bucket, input, _) =>
        {
            Find(bucket, input).Tags.Clear();
            return null;
        });
    }

    public static List<object?> Tags(SortedDictionary<string, string> tags) => [.. tags.Select(static tag => new Struct { ["Key"] = tag.Key, ["Value"] = tag.Value })];

    private static S3Object Find(Bucket bucket, Struct input)
    {
        var key = input.String("Key")!;
        return bucket.Objects.GetValueOrDefault(key) ?? throw S3Errors.NoKey(key);
    }

    private static Struct Put(Bucket bucket, Struct input, Call call)
    {
        var key = input.String("Key")!;
        if (input.String("IfNoneMatch") == "*" && bucket.Objects.ContainsKey(key))
        {
            throw new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);
        }

        var made = S3State.Of(call.Cloud).Put(bucket.Name, key, input["Body"] as byte[] ?? [], call.Now, input.String("ContentType"));
        made.ContentEncoding = input.String("ContentEncoding");
        made.Metadata = input.Child("Metadata");
        var (algorithm, key_) = BucketSettingOperations.Encryption(bucket);
        made.Encryption = input.String("ServerSideEncryption") ?? algorithm;
        made.KmsKeyId = input.String("SSEKMSKeyId") ?? key_;
        return new Struct { ["ETag"] = made.ETag, ["ServerSideEncryption"] = made.Encryption, ["SSEKMSKeyId"] = made.KmsKeyId };
    }

    private static Struct Get(Bucket bucket, Struct input, Call call)
    {
        var found = Find(bucket, input);
        var answer = Describe(found);
        var body = found.Body;
        if (input.String("Range") is { } range && Range(range, body.Length) is var (start, end))
        {
            if (start >= body.Length)
            {
                throw new AwsError("InvalidRange", "The requested range is not satisfiable", 416);
            }

            answer["ContentRange"] = string.Create(CultureInfo.InvariantCulture, $"bytes {start}-{end}/{body.Length}");
            body = body[start..(end + 1)];
        }

        answer["Body"] = body;
        answer["ContentLength"] = (long)body.Length;
        return answer;
    }

    private static (int Start, int End)? Range(string range, int length)
    {
        if (!range.StartsWith("bytes=", StringComparison.Ordinal) || range[6..].Split('-') is not [var from, var to])
        {
            return null;
        }

        if (from.Length == 0)
        {
            return int.TryParse(to, CultureInfo.InvariantCulture, out var last) ? (Math.Max(0, length - last), length - 1) : null;
        }

        return int.TryParse(from, CultureInfo.InvariantCulture, out var start) ? (start, int.TryParse(to, CultureInfo.InvariantCulture, out var end) ? Math.Min(end, length - 1) : length - 1) : null;
    }

    private static Struct Describe(S3Object item) => new()
    {
        ["LastModified"] = item.Modified,
        ["ETag"] = item.ETag,
        ["ContentLength"] = (long)item.Body.Length,
        ["ContentType"] = item.ContentType,
        ["ContentEncoding"] = item.ContentEncoding,
        ["AcceptRanges"] = "bytes",
        ["ServerSideEncryption"] = item.Encryption,
        ["SSEKMSKeyId"] = item.KmsKeyId,
        ["Metadata"] = item.Metadata,
    };

    private static Struct Copy(Bucket bucket, Struct input, Call call)
    {
        var source = Uri.UnescapeDataString(input.String("CopySource")!).TrimStart('/').Split('?')[0];
        var slash = source.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            throw new AwsError("InvalidArgument", "Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
        }

        var state = S3State.Of(call.Cloud);
        var old = state.Get(source[..slash]).Objects.GetValueOrDefault(source[(slash + 1)..]) ?? throw S3Errors.NoKey(source[(slash + 1)..]);
        var made = state.Put(bucket.Name, input.String("Key")!, old.Body, call.Now, old.ContentType);
        made.Metadata = old.Metadata;
        (made.Encryption, made.KmsKeyId) = BucketSettingOperations.Encryption(bucket);
        return new Struct { ["CopyObjectResult"] = new Struct { ["ETag"] = made.ETag, ["LastModified"] = made.Modified }, ["ServerSideEncryption"] = made.Encryption };
    }

    private static Struct ListV2(Bucket bucket, Struct input, Call call)
    {
        var (contents, prefixes, next) = Entries(bucket, input, input.String("ContinuationToken") is { } token ? Decode(token) : input.String("StartAfter"));
        return new Struct
        {
            ["Name"] = bucket.Name,
            ["Prefix"] = input.String("Prefix") ?? "",
            ["Delimiter"] = input.String("Delimiter"),
            ["MaxKeys"] = (long)(input.Int("MaxKeys") ?? PageSize),
            ["KeyCount"] = (long)(contents.Count + prefixes.Count),
            ["IsTruncated"] = next is not null,
            ["ContinuationToken"] = input.String("ContinuationToken"),
            ["NextContinuationToken"] = next is null ? null : Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(next)),
            ["Contents"] = contents,
            ["CommonPrefixes"] = prefixes,
            ["EncodingType"] = input.String("EncodingType"),
        };
    }

    private static Struct List(Bucket bucket, Struct input, Call call)
    {
        var (contents, prefixes, next) = Entries(bucket, input, input.String("Marker"));
        return new Struct
        {
            ["Name"] = bucket.Name,
            ["Prefix"] = input.String("Prefix") ?? "",
            ["Delimiter"] = input.String("Delimiter"),
            ["Marker"] = input.String("Marker") ?? "",
            ["MaxKeys"] = (long)(input.Int("MaxKeys") ?? PageSize),
            ["IsTruncated"] = next is not null,
            ["NextMarker"] = input.Has("Delimiter") ? next : null,
            ["Contents"] = contents,
            ["CommonPrefixes"] = prefixes,
            ["EncodingType"] = input.String("EncodingType"),
        };
    }

    /// <summary>Keys after one, in UTF-8 order, those with a delimiter behind the prefix rolled up; and the last of the page when there are more.</summary>
    private static (List<object?> Contents, List<object?> Prefixes, string? Next) Entries(Bucket bucket, Struct input, string? after)
    {
        var prefix = input.String("Prefix") ?? "";
        var delimiter = input.String("Delimiter") is { Length: > 0 } given ? given : null;
        var limit = Math.Min(input.Int("MaxKeys") ?? PageSize, PageSize);
        var encode = input.String("EncodingType") == "url";
        string Text(string key) => encode ? Uri.EscapeDataString(key).Replace("%2F", "/", StringComparison.Ordinal) : key;

        List<object?> contents = [];
        List<object?> prefixes = [];
        string? last = null;
        string? rolled = null;
        foreach (var (key, item) in bucket.Objects)
        {
            if (!key.StartsWith(prefix, StringComparison.Ordinal) || (rolled is not null && key.StartsWith(rolled, StringComparison.Ordinal)))
            {
                continue;
            }

            var cut = delimiter is null ? -1 : key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            var entry = cut < 0 ? key : key[..(cut + delimiter!.Length)];
            if (after is not null && string.CompareOrdinal(entry, after) <= 0)
            {
                continue;
            }

            if (contents.Count + prefixes.Count == limit)
            {
                return (contents, prefixes, limit == 0 ? null : last);
            }

            last = entry;
            if (cut < 0)
            {
                contents.Add(new Struct { ["Key"] = Text(key), ["LastModified"] = item.Modified, ["ETag"] = item.ETag, ["Size"] = (long)item.Body.Length, ["StorageClass"] = "STANDARD" });
            }
            else
            {
                rolled = entry;
                prefixes.Add(new Struct { ["Prefix"] = Text(entry) });
            }
        }

        return (contents, prefixes, null);
    }

    private static string Decode(string token)
    {
        try
        {
            return System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            throw new AwsError("InvalidArgument", "The continuation token provided is incorrect");
        }
    }
}
