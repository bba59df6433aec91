namespace Olla.Perf.Fleet;

/// <summary>Speaks to the mock backends outside the measured window.</summary>
internal static class MockControl
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

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
