using Olla.Perf.Scenarios;

namespace Olla.Perf.Load.Arrivals;

/// <summary>
/// A rate over time, as its integral: how many arrivals are expected up to a time, and the inverse of that. Made of pieces in which the
/// rate is linear.
/// </summary>
internal sealed class IntensityCurve
{
    private const double NanosecondsPerSecond = 1e9;
    private readonly List<Piece> _pieces = [];
    private int _current;

    private IntensityCurve()
    {
    }

    /// <summary>Expected arrivals in all.</summary>
    public double Total { get; private set; }

    /// <param name="rate">Arrivals per second.</param>
    /// <param name="length">Nanoseconds.</param>
    public static IntensityCurve Constant(double rate, long length) => Ramp(rate, rate, length);

    public static IntensityCurve Ramp(double from, double to, long length)
    {
        var curve = new IntensityCurve();
        curve.Add(from, to, 0, length);
        return curve;
    }

    /// <summary>A new rate for each interval, uniform between the phase's bounds; whole numbers if the bounds are.</summary>
    public static IntensityCurve RandomSteps(LoadPhase phase, long length, RandomStream random)
    {
        var curve = new IntensityCurve();
        var interval = phase.Interval.Ticks * 100;
        for (var start = 0L; start < length; start += interval)
        {
            var count = double.IsInteger(phase.MinRate) && double.IsInteger(phase.Rate)
                ? random.NextInteger((long)phase.MinRate, (long)phase.Rate)
                : phase.MinRate + ((phase.Rate - phase.MinRate) * random.NextDouble());
            var rate = count / phase.Interval.TotalSeconds;
            curve.Add(rate, rate, start, Math.Min(interval, length - start));
        }

        return curve;
    }

    /// <summary>When the given number of arrivals is expected, in nanoseconds. Ask in rising order.</summary>
    /// <param name="position">Below <see cref="Total"/>.</param>
    public long TimeOf(double position)
    {
        while (_current + 1 < _pieces.Count && position >= _pieces[_current + 1].Before)
        {
            _current++;
        }

        var piece = _pieces[_current];
        var seconds = piece.Length / NanosecondsPerSecond;
        var slope = seconds == 0 ? 0 : (piece.To - piece.From) / seconds;
        var within = position - piece.Before;
        if (within <= 0)
        {
            return piece.Start;
        }

        // The root of from·t + slope·t²/2 = within, in the form that does not cancel.
        var root = piece.From + Math.Sqrt(Math.Max(0, (piece.From * piece.From) + (2 * slope * within)));
        return piece.Start + Math.Min(piece.Length - 1, (long)(2 * within / root * NanosecondsPerSecond));
    }

    private void Add(double from, double to, long start, long length)
    {
        _pieces.Add(new Piece(from, to, start, length, Total));
        Total += (from + to) / 2 * (length / NanosecondsPerSecond);
    }

    private readonly record struct Piece(double From, double To, long Start, long Length, double Before);
}
