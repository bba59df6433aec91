namespace Olla.Perf.Load.Arrivals;

/// <summary>
/// Logarithm and exponential from the four basic operations only, which IEEE 754 fixes to the last bit. The C library's versions differ in
/// the last digit between machines, and the same seed must give the same trace everywhere.
/// </summary>
internal static class PortableMath
{
    private const double Ln2 = 0.693147180559945309417232121458;

    // Ln2 in two parts, so that a whole multiple of the first is exact (Cody and Waite).
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>Natural logarithm of a positive normal number, within 2 units of the last place.</summary>
    public static double Log(double value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (mantissa > 1.4142135623730951)
        {
            mantissa *= 0.5;
            exponent++;
        }

        // ln m = 2 artanh((m-1)/(m+1)); the argument is below 0.172, so twelve terms leave less than 1e-17.
        var ratio = (mantissa - 1) / (mantissa + 1);
        var square = ratio * ratio;
        var sum = 0.0;
        for (var term = 23; term >= 1; term -= 2)
        {
            sum = (sum * square) + (1.0 / term);
        }

        return (exponent * Ln2) + (2 * ratio * sum);
    }

    /// <summary>Exponential of a number between -700 and 700.</summary>
    public static double Exp(double value)
    {
        var multiple = Math.Round(value / Ln2);
        var rest = value - (multiple * Ln2High) - (multiple * Ln2Low);

        // Horner's scheme of the Taylor series; the rest is below 0.35, so sixteen terms are enough.
        var sum = 1.0;
        for (var term = 16; term >= 1; term--)
        {
            sum = 1 + (sum * rest / term);
        }

        return Math.ScaleB(sum, (int)multiple);
    }
}
