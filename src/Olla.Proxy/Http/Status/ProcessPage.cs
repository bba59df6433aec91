using System.Diagnostics;

namespace Olla.Proxy.Http.Status;

/// <summary><c>/internal/process</c>: memory, collector and threads, under the names that dashboards know.</summary>
internal sealed class ProcessPage(DateTimeOffset startedAt, TimeProvider time)
{
    private readonly CollectionClock _collections = new(time);

    public Task HandleAsync(RequestScope scope) => JsonBody.WriteAsync(scope.Response, JsonBody.Bytes(Write));

    private void Write(System.Text.Json.Utf8JsonWriter json)
    {
        var now = time.GetUtcNow();
        var collector = GC.GetGCMemoryInfo(GCKind.Any);
        using var process = Process.GetCurrentProcess();
        json.WriteStartObject();
        json.WriteString("timestamp"u8, HumanText.Time(now));
        json.WriteStartObject("memory"u8);
        json.WriteString("heap_alloc"u8, HumanText.Bytes(GC.GetTotalMemory(forceFullCollection: false)));
        json.WriteString("heap_sys"u8, HumanText.Bytes(collector.TotalCommittedBytes));
        json.WriteString("heap_inuse"u8, HumanText.Bytes(collector.HeapSizeBytes));
        json.WriteString("heap_released"u8, HumanText.Bytes(Math.Max(0, collector.TotalCommittedBytes - collector.HeapSizeBytes)));
        json.WriteString("stack_inuse"u8, HumanText.Bytes(process.Threads.Count * StackBytes));
        json.WriteString("total_alloc"u8, HumanText.Bytes(GC.GetTotalAllocatedBytes()));
        json.WriteString("memory_pressure"u8, Pressure(collector));
        json.WriteEndObject();
        WriteCollector(json, collector, _collections.Last);
        WriteThreads(json, ThreadPool.ThreadCount);
        json.WriteStartObject("runtime"u8);
        json.WriteString("uptime"u8, HumanText.Duration(now - startedAt));
        json.WriteString("go_version"u8, VersionPage.Runtime);
        json.WriteNumber("num_cpu"u8, Environment.ProcessorCount);
        json.WriteNumber("gomaxprocs"u8, Environment.ProcessorCount);
        json.WriteEndObject();
        json.WriteStartObject("allocations"u8);

        // The runtime counts bytes, not objects: pinned and promoted objects would be a different figure, so these say bytes plainly.
        json.WriteNumber("total_mallocs"u8, GC.GetTotalAllocatedBytes());
        json.WriteNumber("total_frees"u8, Math.Max(0, GC.GetTotalAllocatedBytes() - GC.GetTotalMemory(forceFullCollection: false)));
        json.WriteNumber("net_objects"u8, GC.GetTotalMemory(forceFullCollection: false));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>What a thread of this process touches of its stack as a rule, in bytes.</summary>
    private const long StackBytes = 64 * 1024;

    private static void WriteCollector(System.Text.Json.Utf8JsonWriter json, GCMemoryInfo collector, DateTimeOffset? last)
    {
        var cycles = GC.CollectionCount(0);
        var paused = GC.GetTotalPauseDuration();
        json.WriteStartObject("garbage_collection"u8);
        json.WriteString("last_gc"u8, last is null ? "" : HumanText.Time(last));
        json.WriteString("total_gc_time"u8, cycles == 0 ? "" : HumanText.Duration(paused));
        json.WriteString("avg_gc_pause"u8, cycles == 0 ? "" : HumanText.Duration(paused / cycles));
        json.WriteNumber("gc_cpu_fraction"u8, Math.Round(collector.PauseTimePercentage / 100, 6));
        json.WriteNumber("num_gc_cycles"u8, cycles);
        json.WriteEndObject();
    }

    private static void WriteThreads(System.Text.Json.Utf8JsonWriter json, int threads)
    {
        json.WriteStartObject("goroutines"u8);
        json.WriteString("health_status"u8, threads switch
        {
            <= 100 => "HEALTHY",
            <= 500 => "NORMAL",
            <= 1000 => "ELEVATED",
            _ => "CONCERNING",
        });
        json.WriteNumber("count"u8, threads);
        json.WriteNumber("cgo_calls"u8, 0);
        json.WriteEndObject();
    }

    private static string Pressure(GCMemoryInfo collector) => collector switch
    {
        { MemoryLoadBytes: var load, HighMemoryLoadThresholdBytes: > 0 and var high } when load >= high => "HIGH",
        { MemoryLoadBytes: var load, HighMemoryLoadThresholdBytes: > 0 and var high } when load >= high * 0.8 => "MEDIUM",
        _ => "LOW",
    };
}
