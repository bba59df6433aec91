using System.Globalization;
using System.Text;
using Olla.LlmApi;

namespace Olla.MockBackends.Model;

/// <summary>
/// The <c>llm</c> section of a mapping. Every value but the dialect may be left out, so that a section can be laid over another (command
/// line over mapping over <see cref="Defaults"/>).
/// </summary>
internal sealed record LlmSettings
{
    /// <summary>The wire format; null means that the request's path tells it.</summary>
    public Dialect? Dialect { get; init; }

    /// <summary>From the moment a slot is free to the first token. Default 20 ms.</summary>
    public Distribution? TimeToFirstToken { get; init; }

    /// <summary>Between two tokens. Default 10 ms.</summary>
    public Distribution? InterTokenTime { get; init; }

    /// <summary>Tokens of an answer; the request's own limit cuts it. Default: as many as the mapping's text has words.</summary>
    public Distribution? Tokens { get; init; }

    /// <summary>Answers generated at once; 0 is unlimited. Default 0.</summary>
    public int? Slots { get; init; }

    /// <summary>Requests that may wait for a slot before the next gets 503; 0 is unlimited. Default 0.</summary>
    public int? Queue { get; init; }

    /// <summary>Seed of all random draws. Default 1.</summary>
    public ulong? Seed { get; init; }

    /// <summary>What goes wrong, and when. Default: nothing.</summary>
    public IReadOnlyList<Fault>? Faults { get; init; }

    /// <summary>What holds where neither command line nor mapping says anything.</summary>
    public static LlmSettings Defaults { get; } = new()
    {
        TimeToFirstToken = Distribution.Constant(20e6),
        InterTokenTime = Distribution.Constant(10e6),
        Slots = 0,
        Queue = 0,
        Seed = 1,
        Faults = [],
    };

    /// <summary>This section with the gaps filled from <paramref name="other"/>.</summary>
    public LlmSettings Or(LlmSettings other) => new()
    {
        Dialect = Dialect ?? other.Dialect,
        TimeToFirstToken = TimeToFirstToken ?? other.TimeToFirstToken,
        InterTokenTime = InterTokenTime ?? other.InterTokenTime,
        Tokens = Tokens ?? other.Tokens,
        Slots = Slots ?? other.Slots,
        Queue = Queue ?? other.Queue,
        Seed = Seed ?? other.Seed,
        Faults = Faults ?? other.Faults,
    };

    /// <summary>One line that <see cref="LlmSettingsParser"/> reads back: the form in which the section travels through WireMock.Net.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        Add("dialect", Dialect?.Name());
        Add("timeToFirstToken", TimeToFirstToken?.ToText(true));
        Add("interTokenTime", InterTokenTime?.ToText(true));
        Add("tokens", Tokens?.ToText(false));
        Add("slots", Slots?.ToString(CultureInfo.InvariantCulture));
        Add("queue", Queue?.ToString(CultureInfo.InvariantCulture));
        Add("seed", Seed?.ToString(CultureInfo.InvariantCulture));
        foreach (var fault in Faults ?? [])
        {
            Add("faults", fault.ToText());
        }

        return text.Length == 0 ? "defaults" : text.ToString();

        void Add(string key, string? value)
        {
            if (value is not null)
            {
                text.Append(text.Length > 0 ? "; " : "").Append(key).Append('=').Append(value);
            }
        }
    }
}
