using System.Globalization;
using System.Text;

namespace Olla.MockBackends.Model;

/// <summary>Something that goes wrong: what, and for which requests.</summary>
internal sealed record Fault
{
    /// <summary>What goes wrong.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>For <see cref="FaultKind.Die"/> and <see cref="FaultKind.Stall"/>: events that are still sent.</summary>
    public int After { get; init; }

    /// <summary>For <see cref="FaultKind.Stall"/> and <see cref="FaultKind.SlowHeaders"/>: nanoseconds; 0 is for ever.</summary>
    public double For { get; init; }

    /// <summary>For <see cref="FaultKind.Status"/>: the status code.</summary>
    public int Code { get; init; } = 503;

    /// <summary>For <see cref="FaultKind.Status"/>: the <c>Retry-After</c> header in seconds; 0 leaves it out.</summary>
    public int RetryAfter { get; init; }

    /// <summary>Share of the requests that are hit, 0 to 1, drawn from the seed.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>Nanoseconds after the backend's start (or reset) from which requests are hit.</summary>
    public double From { get; init; }

    /// <summary>Nanoseconds after the backend's start (or reset) until which requests are hit; 0 is for ever.</summary>
    public double To { get; init; }

    /// <summary>Hits one request in so many, counted by the backend; 0 looks at the rate alone.</summary>
    public int Every { get; init; }

    /// <summary>The text form that <see cref="FaultParser"/> reads back.</summary>
    public string ToText()
    {
        var text = new StringBuilder(FaultParser.Name(Kind)).Append('(');
        Add("code", Kind == FaultKind.Status ? Code : 0, "");
        Add("retryAfter", RetryAfter, "");
        Add("after", After, "");
        Add("for", For, "ns");
        Add("rate", Rate < 1 ? Rate : 0, "");
        Add("every", Every, "");
        Add("from", From, "ns");
        Add("to", To, "ns");
        return text.Append(')').ToString();

        void Add(string key, double value, string unit)
        {
            if (value != 0)
            {
                text.Append(text[^1] == '(' ? "" : ",").Append(key).Append('=').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append(unit);
            }
        }
    }
}
