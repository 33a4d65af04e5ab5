using AwsOps.Engine.Policy;

namespace AwsOps.Engine.Tests.Policy;

public class FuzzTests
{
    private const string Sample = """
        {
          "Version": "2012-10-17",
          "Id": "sample\u0041",
          "Statement": [
            {"Sid": "One", "Effect": "Allow", "Principal": {"AWS": ["111122223333", "*"]}, "Action": ["s3:Get*"], "Resource": "arn:aws:s3:::b/${aws:username, 'x'}/*"},
            {"Effect": "Deny", "NotAction": "iam:*", "NotResource": ["*"], "Condition": {"ForAnyValue:StringLikeIfExists": {"aws:TagKeys": ["a?", true, -1.5e3]}, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}
          ]
        }
        """;

    /// <summary>Ten thousand mutations of a policy: each parses or fails with a position in the text, and what parses can be evaluated.</summary>
    [Fact]
    public void No_mutation_crashes_the_parser_or_the_evaluator()
    {
        Random random = new(20121017);
        const string Alphabet = "{}[]\",:\\u0*?$ \n\t'ex-.+1truefalsn\u0000\uFFFF\uD800";
        AccessRequest request = Ask.Request(context: new() { ["aws:TagKeys"] = ["ab", ""], ["aws:SourceIp"] = ["10.1.2.3"] });
        int parsed = 0;
        for (int i = 0; i < 10_000; i++)
        {
            List<char> text = [.. Sample];
            for (int edits = random.Next(1, 5); edits > 0; edits--)
            {
                int at = random.Next(text.Count);
                switch (random.Next(4))
                {
                    case 0: text.RemoveAt(at); break;
                    case 1: text.Insert(at, Alphabet[random.Next(Alphabet.Length)]); break;
                    case 2: text[at] = Alphabet[random.Next(Alphabet.Length)]; break;
                    default: text.RemoveRange(at, Math.Min(text.Count - at, random.Next(40))); break;
                }
            }

            string mutated = new([.. text]);
            if (PolicyDocument.TryParse(mutated, null, out PolicyDocument? document, out IReadOnlyList<PolicyError> errors))
            {
                parsed++;
                _ = AccessEvaluator.Explain(request, new() { Identity = [document], Resource = [document] });
            }
            else
            {
                int lines = mutated.Split('\n').Length;
                Assert.NotEmpty(errors);
                Assert.All(errors, error => Assert.True(error.Position.Line >= 1 && error.Position.Line <= lines && error.Position.Column >= 1, error.ToString()));
            }
        }

        Assert.InRange(parsed, 100, 9_900);
    }

    [Fact]
    public void Every_prefix_of_a_policy_is_an_error()
    {
        for (int length = 0; length < Sample.Length; length++)
        {
            Assert.False(PolicyDocument.TryParse(Sample[..length], null, out _, out IReadOnlyList<PolicyError> errors));
            Assert.Single(errors);
        }

        Assert.True(PolicyDocument.TryParse(Sample, null, out _, out _));
    }
}
