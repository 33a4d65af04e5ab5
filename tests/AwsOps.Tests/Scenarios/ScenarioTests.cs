namespace AwsOps.Tests.Scenarios;

/// <summary>Two promises kept by every cmdlet: -WhatIf changes nothing, and the IAM actions it declares are those it uses.</summary>
public sealed class ScenarioTests : ModuleTest
{
    /// <summary>Actions that a call needs and that are no call of their own, so that no trail shows them.</summary>
    private static readonly HashSet<string> Implied = new(StringComparer.Ordinal)
    {
        "iam:PassRole", // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html: never logged
        "ec2:CreateTags", // asked for when a create call brings tags: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
        "ec2:RunInstances", // asked for by Auto Scaling on the caller's behalf: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html
        "iam:CreateServiceLinkedRole", // made by the service at first use
        "autoscaling:CreateOrUpdateTags",
        "elasticloadbalancing:AddTags",
        "iam:TagPolicy",
        "iam:TagRole",
        "iam:TagUser",
        "iam:TagInstanceProfile",
        "sns:TagResource",
        "cloudwatch:TagResource",
        "logs:StopQuery", // only of a query that is waited for no longer
    };

    /// <summary>Reads that depend on what no cmdlet makes, so that no scenario can show them; tests of the readers do.</summary>
    private static readonly HashSet<string> OnlyWhereThereAreSuch = new(StringComparer.Ordinal)
    {
        "ec2:DescribeManagedPrefixLists",
        "ec2:DescribeTransitGatewayAttachments",
        "ec2:DescribeTransitGatewayVpcAttachments",
        "ec2:GetManagedPrefixListEntries",
        "ec2:SearchTransitGatewayRoutes",
        "elasticloadbalancing:DescribeLoadBalancerAttributes",
        "elasticloadbalancing:DescribeTargetGroupAttributes",
    };

    private int _before;

    public static TheoryData<string> Declaring => [.. CmdletCatalog.All.Where(static cmdlet => CmdletCatalog.DeclaredActions(cmdlet) is not null && cmdlet.Name != "Connect-AwsOps").Select(static cmdlet => cmdlet.Name)];

    public static TheoryData<string> Mutating => [.. CmdletCatalog.All.Where(static cmdlet => CmdletCatalog.IsMutating(cmdlet) && CmdletCatalog.DeclaredActions(cmdlet) is not null && cmdlet.Name != "Connect-AwsOps").Select(static cmdlet => cmdlet.Name)];

    [Theory]
    [MemberData(nameof(Declaring))]
    public void The_declared_IAM_actions_are_the_ones_used(string name)
    {
        var scenario = Scenario.Of(name);
        Assert.True(scenario is not null, $"tests/AwsOps.Tests/Scenarios/{name}.ps1 is missing");
        var used = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var part in scenario.Cases)
        {
            Fresh(scenario);
            Ok(part);
            foreach (var called in Calls(name))
            {
                used.Add(called.Action);
            }
        }

        var declared = CmdletCatalog.DeclaredActions(CmdletCatalog.Find(name))!.Where(action => !Implied.Contains(action) && !IsRollback(name, action) && (used.Contains(action) || !OnlyWhereThereAreSuch.Contains(action)));
        Assert.Equal(declared.Order(StringComparer.Ordinal), used.Where(static action => action != "sts:GetCallerIdentity" && !Implied.Contains(action)));
    }

    [Theory]
    [MemberData(nameof(Mutating))]
    public void WhatIf_makes_no_mutating_call(string name)
    {
        var scenario = Scenario.Of(name);
        Assert.True(scenario is not null, $"tests/AwsOps.Tests/Scenarios/{name}.ps1 is missing");
        foreach (var part in scenario.Cases)
        {
            var bare = part.Replace(" -Confirm:$false", string.Empty, StringComparison.Ordinal);
            foreach (var script in new[] { bare + " -WhatIf", bare + " -WhatIf -Confirm:$false", "$WhatIfPreference = $true; " + bare + "; $WhatIfPreference = $false" })
            {
                Fresh(scenario);
                Ok(script);
                Assert.DoesNotContain(Calls(name), static call => !call.ReadOnly);
            }
        }
    }

    /// <summary>What a cmdlet that makes things takes back only when a later step of it fails.</summary>
    private static bool IsRollback(string cmdlet, string action) =>
        (cmdlet == "Set-LeastPrivilegePolicy" && action is "iam:DeletePolicy" or "iam:SetDefaultPolicyVersion")
        || ((cmdlet.StartsWith("New-", StringComparison.Ordinal) || cmdlet == "Enable-FlowLog") && action.Split(':')[1] is var operation
        && (operation.StartsWith("Delete", StringComparison.Ordinal) || operation.StartsWith("Detach", StringComparison.Ordinal) || operation.StartsWith("Remove", StringComparison.Ordinal)));

    private void Fresh(Scenario scenario)
    {
        Run("try { Stop-AwsOpsSandbox -ErrorAction Ignore } catch { }");
        Ok(scenario.Setup);
        _before = Ok("Get-SandboxEvent").Count;
    }

    private List<(string Action, bool ReadOnly)> Calls(string cmdlet) =>
        [.. Ok("Get-SandboxEvent").Skip(_before).Where(call => call.Text("Invocation") == cmdlet).Select(static call => (call.Text("Action")!, call.Get<bool>("ReadOnly")))];
}
