using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Olla.Proxy.Statistics;

/// <summary>One series of an exported histogram, its labels made once. As long as nobody listens, a record is one comparison.</summary>
internal sealed class ExportedSeries(Histogram<double> histogram, in HistogramLabels labels)
{
    private readonly TagList _tags = labels.ToTags();

    public void Record(TimeSpan value)
    {
        if (histogram.Enabled)
        {
            histogram.Record(value.TotalSeconds, _tags);
        }
    }
}
