using System.Collections;
using System.Globalization;
using System.Management.Automation;
using AwsOps.Engine.Scaling;

namespace AwsOps.Scaling.Rehearsal;

/// <summary>What goes wrong in a replay, as -Incident gives it.</summary>
internal static class Incidents
{
    private const string Parameter = "Incident";

    /// <summary>Reads one.</summary>
    public static ReplayIncident Read(Hashtable table)
    {
        ParameterTable.RequireKeys(Parameter, table, "Minute", "Kind", "Instances", "Zone", "Minutes", "InstanceType", "Spot", "LeadMinutes");
        try
        {
            return Read(table, Kind(table));
        }
        catch (PSInvalidCastException exception)
        {
            throw AwsOpsException.BadArgument(Parameter, ParameterTable.Words(table), "not all are numbers:", exception.Message);
        }
    }

    private static ReplayIncident Read(Hashtable table, IncidentKind kind)
    {
        var (minute, zone, instances, minutes) = (Number(table, "Minute") ?? 0, (int?)Number(table, "Zone"), Number(table, "Instances"), Number(table, "Minutes"));
        var spot = (bool?)LanguagePrimitives.ConvertTo(table["Spot"], typeof(bool?), CultureInfo.InvariantCulture);
        var lead = Number(table, "LeadMinutes");
        var problem = kind switch
        {
            not IncidentKind.SpotInterruption when lead is not null => ("EC2 recommends to rebalance before an interruption:", "leave LeadMinutes out, or give Kind SpotInterruption."),
            IncidentKind.Failure when (zone is null) == (instances is null) => ("it is not clear what fails:", "give Instances, or Zone with Minutes."),
            IncidentKind.SpotInterruption when instances is null => ("it is not clear how many are interrupted:", "give Instances, and InstanceType or Zone for some of them only."),
            IncidentKind.NoCapacity when minutes is null => ("it is not clear for how long there is no capacity:", "give Minutes, and InstanceType, Zone or Spot for some of it only."),
            IncidentKind.Failure when table["InstanceType"] is not null || spot is not null => ("a failure hits any instance:", "leave InstanceType and Spot out, or give Kind SpotInterruption or NoCapacity."),
            IncidentKind.SpotInterruption when spot is false => ("only Spot Instances are interrupted:", "leave Spot out."),
            _ => ((string What, string Right)?)null,
        };
        return problem is { } found
            ? throw AwsOpsException.BadArgument(Parameter, ParameterTable.Words(table), found.What, found.Right)
            : new ReplayIncident((long)(60 * minute), (int)(instances ?? 0), zone, (int)(60 * (minutes ?? 0)), kind, table["InstanceType"]?.ToString(), spot, (int)(60 * (lead ?? 0)));
    }

    private static IncidentKind Kind(Hashtable table) => table["Kind"] is not { } kind ? IncidentKind.Failure
        : Enum.TryParse<IncidentKind>(kind.ToString(), ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) ? parsed
        : throw AwsOpsException.BadArgument(Parameter, kind.ToString()!, "that kind is not known;", $"use {string.Join(", ", Enum.GetNames<IncidentKind>())}.");

    private static double? Number(Hashtable table, string key)
    {
        var number = (double?)LanguagePrimitives.ConvertTo(table[key], typeof(double?), CultureInfo.InvariantCulture);
        var isTime = key is "Minute" or "Minutes";
        return number is not { } given || (given is >= 0 and <= 1e7 && (isTime || given == Math.Floor(given))) ? number
            : throw AwsOpsException.BadArgument(Parameter, ParameterTable.Words(table), $"{key} is not valid:", $"give a {(isTime ? "number" : "whole number")} from 0 to 10000000.");
    }
}
