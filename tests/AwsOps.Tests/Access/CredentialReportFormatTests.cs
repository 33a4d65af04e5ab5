using System.Reflection;
using System.Runtime.ExceptionServices;

namespace AwsOps.Tests.Access;

/// <summary>The CSV as AWS's guide prints it, and what AWS may add to it.</summary>
public sealed class CredentialReportFormatTests
{
    private static readonly MethodInfo Parser = CmdletCatalog.Assembly.GetType("AwsOps.Access.CredentialReports")!.GetMethod("Parse", BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(typeof(string));

    [Theory]
    [InlineData("user,arn,mfa_active\nanna,arn:aws:iam::1:user/anna,true", "anna|arn:aws:iam::1:user/anna|true|")]
    [InlineData("arn,user,new_column,mfa_active\r\narn:a,anna,x,false\r\n", "anna|arn:a|false|")]
    [InlineData("user,arn,mfa_active\n\"a,b\",\"arn:\"\"q\"\"\",true", "a,b|arn:\"q\"|true|")]
    [InlineData("user,arn\nanna,arn:a", "anna|arn:a||")]
    public void Columns_are_found_by_name_and_quotes_are_honoured(string text, string expected) => Assert.Equal([expected], Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("nothing\nat all")]
    public void What_is_no_report_is_an_error(string text) => Assert.Contains("no columns", Assert.ThrowsAny<Exception>(() => Parse(text)).Message, StringComparison.Ordinal);

    private static IReadOnlyList<string> Parse(string text)
    {
        Func<Func<string, string?>, int, string> row = static (field, _) => $"{field("user")}|{field("arn")}|{field("mfa_active")}|{field("cert_1_active")}";
        try
        {
            return (IReadOnlyList<string>)Parser.Invoke(null, [text, row])!;
        }
        catch (TargetInvocationException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerException!);
            throw;
        }
    }
}
