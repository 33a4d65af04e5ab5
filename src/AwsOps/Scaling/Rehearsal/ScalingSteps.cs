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
            ParameterTable.RequireKeys("Step", table, Keys);
            try
            {
                steps.Add(new StepAdjustment(
                    (double?)LanguagePrimitives.ConvertTo(table["Lower"], typeof(double?), CultureInfo.InvariantCulture),
                    (double?)LanguagePrimitives.ConvertTo(table["Upper"], typeof(double?), CultureInfo.InvariantCulture),
                    (int)LanguagePrimitives.ConvertTo(table["Adjustment"] ?? throw AwsOpsException.BadArgument("Step", ParameterTable.Words(table), "it has no Adjustment:", "give the instances or percent to add."), typeof(int), CultureInfo.InvariantCulture)));
            }
            catch (PSInvalidCastException exception)
            {
                throw AwsOpsException.BadArgument("Step", ParameterTable.Words(table), "not all are numbers:", exception.Message);
            }
        }

        return steps;
    }
}
