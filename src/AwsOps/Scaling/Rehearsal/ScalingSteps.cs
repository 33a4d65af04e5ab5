using System.Collections;
using System.Globalization;
using System.Management.Automation;
using AwsOps.Engine.Scaling;

namespace AwsOps.Scaling.Rehearsal;

/// <summary>Steps as users write them: hashtables with Lower, Upper and Adjustment.</summary>
internal static class ScalingSteps
{
    private static readonly string[] Keys = ["Lower", "Upper", "Adjustment"];

    /// <summary>The steps; an error that names what is wrong with one.</summary>
    public static List<StepAdjustment> Read(IEnumerable<Hashtable> tables)
    {
        var steps = new List<StepAdjustment>();
        foreach (var table in tables)
        {
            if (table.Keys.Cast<object>().Select(static key => key.ToString()!).FirstOrDefault(static key => !Keys.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            {
                throw AwsOpsException.BadArgument("Step", unknown, "a step has", "Lower, Upper and Adjustment.");
            }

            try
            {
                steps.Add(new StepAdjustment(
                    (double?)LanguagePrimitives.ConvertTo(table["Lower"], typeof(double?), CultureInfo.InvariantCulture),
                    (double?)LanguagePrimitives.ConvertTo(table["Upper"], typeof(double?), CultureInfo.InvariantCulture),
                    (int)LanguagePrimitives.ConvertTo(table["Adjustment"] ?? throw AwsOpsException.BadArgument("Step", "a step", "it has no", "Adjustment."), typeof(int), CultureInfo.InvariantCulture)));
            }
            catch (PSInvalidCastException exception)
            {
                throw AwsOpsException.BadArgument("Step", $"Lower={table["Lower"]}; Upper={table["Upper"]}; Adjustment={table["Adjustment"]}", "not all are numbers:", exception.Message);
            }
        }

        return steps;
    }
}
