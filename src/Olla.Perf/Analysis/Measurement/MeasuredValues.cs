using Olla.Perf.Results;

namespace Olla.Perf.Analysis.Measurement;

/// <summary>Collects values by metric; what is not a number is left out, because the samples do not back it.</summary>
internal sealed class MeasuredValues
{
    private readonly Dictionary<string, double> _values = [];
    private readonly Dictionary<string, IReadOnlyList<QuantilePoint>> _distributions = [];

    public IReadOnlyDictionary<string, double> Values => _values;

    public IReadOnlyDictionary<string, IReadOnlyList<QuantilePoint>> Distributions => _distributions;

    public void Set(Metric metric, double value)
    {
        if (double.IsFinite(value))
        {
            _values[metric.Name] = value;
        }
    }

    public void SetCurve(string family, Percentiles percentiles)
    {
        if (percentiles.Count > 0)
        {
            _distributions[family] = percentiles.Curve();
        }
    }
}
