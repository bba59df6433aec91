using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Olla.Perf.Certification;

namespace Olla.Perf.Commands;

/// <summary><c>olla-perf certify</c>: the instrument's own error on this machine, and how small an effect can be told here.</summary>
internal static class CertifyCommand
{
    private static readonly int[] _usualStreams = [100, 1000, 5000];
    private const int UsualPairs = 6;

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
    };

    public static Command Create()
    {
        var streams = new Option<string?>("--streams") { Description = "Numbers of paced streams to hold at once. Default 100,1000,5000.", HelpName = "a,b,c" };
        var pairs = new Option<int?>("--pairs") { Description = $"Pairs of equal windows for the A/A difference. Default {UsualPairs}.", HelpName = "number" };
        var json = new Option<bool>("--json") { Description = "Print JSON instead of Markdown." };
        var results = RunOptions.Results();
        var command = new Command("certify", "Measures the instrument itself on this machine: its error, its limits and the smallest effect it can find. Two to three minutes.") { streams, pairs, json, results };
        streams.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && Parse(result.Tokens[0].Value) is null)
            {
                result.AddError($"--streams wants whole numbers from 1 to 9000 with commas between them, not \"{result.Tokens[0].Value}\"");
            }
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(pairs) is < 2 or > 100)
            {
                result.AddError("--pairs wants a number from 2 to 100");
            }
        });
        command.SetAction(async (result, cancellation) =>
        {
            var output = result.InvocationConfiguration.Output;
            var time = TimeProvider.System;
            var folder = Path.Combine(result.GetRequiredValue(results), time.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture) + "-certify");
            var certifier = new Certifier(Path.Combine(folder, "events"), time, step => result.InvocationConfiguration.Error.WriteLine(step));
            var certificate = await certifier.RunAsync(result.GetValue(streams) is { } list ? Parse(list)! : (IReadOnlyList<int>)_usualStreams, result.GetValue(pairs) ?? UsualPairs, cancellation);
            await File.WriteAllTextAsync(Path.Combine(folder, "certificate.json"), JsonSerializer.Serialize(certificate, _json), cancellation);
            await File.WriteAllTextAsync(Path.Combine(folder, "certificate.md"), CertificateText.Of(certificate), cancellation);
            await output.WriteAsync(result.GetValue(json) ? JsonSerializer.Serialize(certificate, _json) + Environment.NewLine : CertificateText.Of(certificate));
            await result.InvocationConfiguration.Error.WriteLineAsync($"kept in {folder}");
            return ExitCode.Success;
        });
        return command;
    }

    private static List<int>? Parse(string text)
    {
        var counts = text.Split(',', StringSplitOptions.TrimEntries).Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0).ToList();
        return counts.TrueForAll(count => count is >= 1 and <= 9000) ? counts : null;
    }
}
