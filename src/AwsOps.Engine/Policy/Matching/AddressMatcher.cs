using AwsOps.Engine.Policy.Evaluation;

namespace AwsOps.Engine.Policy.Matching;

/// <summary>Addresses against CIDR ranges. A range of one family never matches an address of the other.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress"/>
internal sealed class AddressMatcher(string[] values) : ValueMatcher
{
    private readonly AddressRange[] _ranges = [.. values.Select(AddressRange.Parse).OfType<AddressRange>()];

    internal override bool IsMatch(string value, in EvaluationContext context)
    {
        if (AddressRange.Parse(value) is not { } actual)
        {
            return false;
        }

        foreach (AddressRange range in _ranges)
        {
            if (range.Contains(actual))
            {
                return true;
            }
        }

        return false;
    }
}
