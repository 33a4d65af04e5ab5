using System.Management.Automation;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using AwsOps.Common;
using AwsOps.Engine.Policy.Analysis;
using AwsOps.Engine.Policy.Writing;

namespace AwsOps.Access;

/// <summary>What somebody used, by IAM's own account of it: services, and for some of them actions; never resources.</summary>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html</remarks>
internal static class LastAccess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task ReadAsync(AwsConnection aws, AccountEntity principal, CurrentPolicies current, LeastPrivilegeSource into, CancellationToken stop)
    {
        into.Note("Last-accessed data tells no resources: those of the present policies are kept.");
        foreach (var service in await ServicesAsync(aws, principal.Arn, stop))
        {
            if (service.LastAuthenticated is null)
            {
                continue;
            }

            var prefix = service.ServiceNamespace;
            var tracked = (service.TrackedActionsLastAccessed ?? []).ToDictionary(action => $"{prefix}:{action.ActionName}", static action => action.LastAccessedTime, StringComparer.OrdinalIgnoreCase);
            if (tracked.Count == 0)
            {
                into.Note($"The use of {prefix} is recorded as a whole: all its actions that the present policies allow are kept.");
            }

            // What is not tracked (data events, and services without tracking) may have been used.
            foreach (var action in current.ActionsOf(prefix).Where(action => !tracked.TryGetValue(action, out var time) || time is not null))
            {
                if (tracked.Count > 0 && !tracked.ContainsKey(action))
                {
                    into.Note($"The use of some actions of {prefix} is not recorded, {action} among them: they are kept.");
                }

                foreach (var grant in current.Grants(action))
                {
                    into.Add(grant);
                }
            }
        }
    }

    private static async Task<List<ServiceLastAccessed>> ServicesAsync(AwsConnection aws, string arn, CancellationToken stop)
    {
        var job = (await aws.Iam.GenerateServiceLastAccessedDetailsAsync(new GenerateServiceLastAccessedDetailsRequest { Arn = arn, Granularity = AccessAdvisorUsageGranularityType.ACTION_LEVEL }, stop)).JobId;
        var until = aws.UtcNow + Patience;
        List<ServiceLastAccessed> services = [];
        string? marker = null;
        while (true)
        {
            var page = await aws.Iam.GetServiceLastAccessedDetailsAsync(new GetServiceLastAccessedDetailsRequest { JobId = job, Marker = marker }, stop);
            if (page.JobStatus == JobStatusType.COMPLETED)
            {
                services.AddRange(page.ServicesLastAccessed ?? []);
                marker = page.IsTruncated == true ? page.Marker : null;
                if (marker is null)
                {
                    return services;
                }
            }
            else if (page.JobStatus == JobStatusType.FAILED)
            {
                throw new AwsOpsException("LastAccessedFailed", ErrorCategory.InvalidResult, $"IAM could not report what {arn} used: {page.Error?.Message}", "Try again later.");
            }
            else if (aws.UtcNow > until)
            {
                throw new AwsOpsException("LastAccessedTimedOut", ErrorCategory.OperationTimeout, $"IAM's report of what {arn} used took more than {Patience.TotalMinutes:0} minutes.", "Try again later.");
            }
            else
            {
                await aws.DelayAsync(TimeSpan.FromSeconds(2), stop);
            }
        }
    }
}
