using System.Text.Json;
using Olla.Perf.Results.Log;

namespace Olla.Perf.Fleet;

/// <summary>Speaks to the mock backends outside the measured window.</summary>
internal static class MockControl
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>The pacing error of the mocks since their last reset, the worst of them; null if there is none.</summary>
    /// <exception cref="FleetException">A mock did not answer.</exception>
    public static async Task<PacingError?> ReadPacingAsync(IReadOnlyList<Backend> backends, CancellationToken cancellation)
    {
        using var client = new HttpClient { Timeout = _patience };
        PacingError? worst = null;
        foreach (var backend in backends.Where(backend => backend.Process is not null))
        {
            try
            {
                using var statistics = JsonDocument.Parse(await client.GetStringAsync(new Uri(backend.Address, "/__mock/stats"), cancellation));
                var error = statistics.RootElement.GetProperty("pacing_error_us");
                var one = new PacingError(error.GetProperty("p50").GetDouble(), error.GetProperty("p99").GetDouble(), error.GetProperty("p999").GetDouble());
                worst = worst is null || one.P99 > worst.P99 ? one : worst;
            }
            catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                throw new FleetException($"mock backend '{backend.Name}' gave no statistics: {exception.Message}. It wrote:{Environment.NewLine}{backend.Process!.LastLines}", exception);
            }
        }

        return worst;
    }

    /// <summary>
    /// Makes every mock begin its random draws and counters anew, so that the n-th request of each trial is served alike: common random
    /// numbers, beyond what the trace itself fixes.
    /// </summary>
    /// <exception cref="FleetException">A mock did not answer.</exception>
    public static async Task ResetAsync(IReadOnlyList<Backend> backends, CancellationToken cancellation)
    {
        using var client = new HttpClient { Timeout = _patience };
        foreach (var backend in backends.Where(backend => backend.Process is not null))
        {
            try
            {
                using var response = await client.PostAsync(new Uri(backend.Address, "/__mock/reset"), null, cancellation);
                response.EnsureSuccessStatusCode();
            }
            catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                throw new FleetException($"mock backend '{backend.Name}' did not reset: {exception.Message}. It wrote:{Environment.NewLine}{backend.Process!.LastLines}", exception);
            }
        }
    }
}
