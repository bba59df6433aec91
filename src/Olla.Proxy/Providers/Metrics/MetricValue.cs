namespace Olla.Proxy.Providers.Metrics;

/// <summary>What a path led to, or a formula gave. Whatever is made of a missing value is missing as well.</summary>
internal readonly record struct MetricValue
{
    private MetricValue(double? number, string? text, bool isMissing)
    {
        (Number, Text, IsPresent) = (number, text, !isMissing);
    }

    /// <summary>JSON's null; absence is <c>default</c>.</summary>
    public static MetricValue Null { get; } = new(null, null, isMissing: false);

    public bool IsPresent { get; }

    public double? Number { get; }

    public string? Text { get; }

    /// <summary>Whether it counts as yes: a number other than zero.</summary>
    public bool IsTrue => Number is { } number && number != 0;

    /// <summary>What it is worth in a sum: texts and null are nothing.</summary>
    public double Worth => Number ?? 0;

    public static MetricValue Of(double number) => new(number, null, isMissing: false);

    public static MetricValue Of(bool truth) => Of(truth ? 1 : 0);

    public static MetricValue Of(string text) => new(null, text, isMissing: false);
}
