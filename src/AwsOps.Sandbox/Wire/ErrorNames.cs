using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Wire;

/// <summary>What the protocols other than XML share in errors.</summary>
internal static class ErrorNames
{
    /// <summary>The member of the error shape that has the message; services differ in its case.</summary>
    public static string Message(Shape? error) =>
        error?.Members.FirstOrDefault(static member => member.WireName.Equals("message", StringComparison.OrdinalIgnoreCase))?.WireName ?? "message";

    /// <summary>A service that spoke awsQuery before still names its old code (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait).</summary>
    public static void AddQueryError(ServiceModel? service, AwsError error, WireResponse response)
    {
        if (service?.IsQueryCompatible == true)
        {
            response.With("x-amzn-query-error", $"{error.QueryCode ?? error.Code};{(response.Status < 500 ? "Sender" : "Receiver")}");
        }
    }
}
