namespace Olla.Perf.Analysis.Sequential;

/// <summary>
/// Evidence that paired differences lie above a threshold, which may be looked at after every pair.
/// <para>
/// It is the fortune of somebody who bets, pair by pair, that the difference exceeds the threshold. If the two sides are the same (or the
/// difference lies at or below the threshold), each pair's excess is as likely to be negative as positive, since a coin decides which side
/// runs first; a bet on it then gains nothing on average, and by Ville's inequality the fortune ever reaches 1/α with a probability of at
/// most α, however often one looks. Nothing is assumed about the noise but that it has no preferred direction: not its size, not its tails.
/// </para>
/// <para>Source of the bet: with stake <c>c</c> and excess <c>x</c> in units of its usual size, the fortune is multiplied by
/// <c>1 + tanh(c·x) = exp(c·x)/cosh(c·x)</c>, de la Peña's martingale for symmetric differences (1999).</para>
/// </summary>
/// <param name="threshold">What the differences are held against, in their own unit.</param>
internal sealed class SequentialEvidence(double threshold)
{
    /// <summary>Timid bets find small steady differences, bold ones large differences soon; the fortune is spread over them.</summary>
    private static readonly double[] _stakes = [0.25, 0.5, 1, 2];

    private readonly double[] _fortunes = new double[_stakes.Length];
    private readonly List<double> _sizes = [];

    /// <summary>Natural logarithm of the fortune; zero before the first pair.</summary>
    public double LogEvidence
    {
        get
        {
            var most = _fortunes.Max();
            return most + Math.Log(_fortunes.Average(fortune => Math.Exp(fortune - most)));
        }
    }

    public void Add(double difference)
    {
        var excess = difference - threshold;
        if (excess == 0)
        {
            return;
        }

        // The usual size may depend on this pair's size too, but never on its sign: that is what the bet is on.
        var place = _sizes.BinarySearch(Math.Abs(excess));
        _sizes.Insert(place < 0 ? ~place : place, Math.Abs(excess));
        var unit = _sizes[_sizes.Count / 2];
        for (var index = 0; index < _stakes.Length; index++)
        {
            _fortunes[index] += LogOnePlusTanh(_stakes[index] * excess / unit);
        }
    }

    /// <summary>ln(1 + tanh x) = ln 2 − ln(1 + e^(−2x)), written so that nothing overflows.</summary>
    private static double LogOnePlusTanh(double x)
    {
        var z = -2 * x;
        return Math.Log(2) - (z > 0 ? z + Math.Log(1 + Math.Exp(-z)) : Math.Log(1 + Math.Exp(z)));
    }
}
