using System.Globalization;
using System.Text;

namespace Olla.Perf.Certification;

/// <summary>A certificate as people read it: Markdown, which a terminal shows as well.</summary>
internal static class CertificateText
{
    private static readonly int[] _blocks = [4, 16];

    public static string Of(Certificate certificate)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Measured on {certificate.Machine} ({certificate.Hardware}), {certificate.Measured:yyyy-MM-dd}.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"The bare machine: {certificate.Bare.InWords()}. What a timer is late by, everything that is paced here is late by too.\n\n");
        text.Append("| Streams | Events/s | Pacing error of the mock, µs | Lateness of the generator, µs | Transit of the direct leg, µs | Cores: generator, mock |\n|---|---|---|---|---|---|\n");
        foreach (var step in certificate.Steps)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {Digits(step.Streams)} | {Digits(step.EventsPerSecond)} | {Text(step.PacingError)} | {Text(step.Lateness)} | {Text(step.Transit)} | {step.GeneratorCores:0.00}, {step.BackendCores:0.00} |\n");
        }

        text.Append("\nEach triple is p50 / p99 / p99.9.\n\n");
        foreach (var step in certificate.Steps.Where(step => step.Doubts.Count > 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"A window of {Digits(step.Streams)} streams would be void here: {string.Join("; ", step.Doubts)}.\n\n");
        }

        var saturation = certificate.Saturation;
        text.Append(CultureInfo.InvariantCulture, $"Without pauses, mock and generator together manage {Digits(saturation.EventsPerSecond)} events/s; an event costs the generator {saturation.GeneratorPerEvent:0.0} µs of CPU and the mock {saturation.BackendPerEvent:0.0} µs, ");
        text.Append(CultureInfo.InvariantCulture, $"so that a core of its own would carry {Digits(1e6 / saturation.GeneratorPerEvent)} and {Digits(1e6 / saturation.BackendPerEvent)} events/s.\n\n");
        text.Append("The same configuration twice, in pairs:\n\n");
        text.Append(CultureInfo.InvariantCulture, $"| Metric | A/A difference | Scatter of a pair |{string.Concat(_blocks.Select(blocks => $" Smallest effect that {blocks} blocks find |"))}\n|---|---|---|{string.Concat(_blocks.Select(_ => "---|"))}\n");
        foreach (var resolution in certificate.Resolutions)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {resolution.Title} | {Percent(resolution.Difference)} | {Percent(resolution.Scatter)} |{string.Concat(_blocks.Select(blocks => $" {Percent(resolution.SmallestEffect(blocks))} |"))}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\nA block's windows here last 1.5 s, {certificate.Resolutions.Select(resolution => resolution.Pairs).DefaultIfEmpty(0).Max()} pairs were measured; an effect is found if four runs of five would show it at 95 % confidence.\n");
        return text.ToString();
    }

    private static string Text(Spread spread) => $"{Digits(spread.P50)} / {Digits(spread.P99)} / {Digits(spread.P999)}";

    private static string Digits(double value) => double.IsFinite(value) ? value.ToString(value < 10 ? "0.0" : "#,0", CultureInfo.InvariantCulture).Replace(',', ' ') : "n/a";

    private static string Percent(double value) => (100 * value).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
