namespace Olla.Proxy.Statistics;

/// <summary>Tokens of many answers.</summary>
internal readonly record struct TokenTotals
{
    /// <summary>Tokens of the answers whose speed is known.</summary>
    private long Timed { get; init; }

    private double Seconds { get; init; }

    public long Input { get; private init; }
    public long Output { get; private init; }

    /// <summary>Tokens a second while answers were generated; null when no answer's speed is known.</summary>
    public double? PerSecond => Seconds > 0 ? Timed / Seconds : null;

    public static TokenTotals operator +(TokenTotals one, TokenTotals other) => new()
    {
        Input = one.Input + other.Input,
        Output = one.Output + other.Output,
        Timed = one.Timed + other.Timed,
        Seconds = one.Seconds + other.Seconds,
    };

    /// <summary>With one more answer.</summary>
    public TokenTotals With(ProviderMetrics? metrics)
    {
        if (metrics is null)
        {
            return this;
        }

        var output = metrics.OutputTokens ?? 0;
        var isTimed = output > 0 && metrics.TokensPerSecond > 0;
        return this with
        {
            Input = Input + (metrics.InputTokens ?? 0),
            Output = Output + output,
            Timed = Timed + (isTimed ? output : 0),
            Seconds = Seconds + (isTimed ? output / metrics.TokensPerSecond!.Value : 0),
        };
    }
}
