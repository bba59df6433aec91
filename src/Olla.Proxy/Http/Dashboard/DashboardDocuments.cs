using System.Collections.Immutable;
using System.Text.Json;
using Olla.Proxy.Engines.Olla.Lane;
using Olla.Proxy.Http.Status;
using Olla.Proxy.Models;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Http.Dashboard;

/// <summary>Writes the parts of the feed as JSON. Times are milliseconds since 1970; figures are numbers, and the page makes them readable.</summary>
internal sealed partial class DashboardDocuments(DashboardSources sources, TrafficHistory traffic, HealthHistory health)
{
    private (ModelSnapshot Known, ReadOnlyMemory<Endpoint> Endpoints, byte[] Data)? _models;

    /// <summary>All parts as they are now; those that did not change are the same objects.</summary>
    public ImmutableArray<FeedPart> Refresh(ImmutableArray<FeedPart> before)
    {
        var snapshot = SystemSnapshot.Take(sources.Endpoints, sources.Requests, sources.Attempts, sources.Census);
        (string Name, byte[] Data)[] now =
        [
            ("about", JsonBody.Bytes(WriteAbout)),
            ("traffic", JsonBody.Bytes(json => WriteTraffic(json, snapshot))),
            ("fleet", JsonBody.Bytes(json => WriteFleet(json, snapshot))),
            ("models", Models()),
            ("usage", JsonBody.Bytes(WriteUsage)),
            ("recent", JsonBody.Bytes(WriteRecent)),
            ("sticky", JsonBody.Bytes(WriteSticky)),
            ("configuration", JsonBody.Bytes(WriteConfiguration)),
        ];
        return
        [
            .. now.Select(part => before.FirstOrDefault(known => known.Name == part.Name)?.With(part.Data) ?? new FeedPart(part.Name, part.Data, 1)),
        ];
    }

    /// <summary>The samples so far, for the charts of a page that just opened.</summary>
    public byte[] Past() => JsonBody.Bytes(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("samples"u8);
        foreach (var sample in traffic.Samples())
        {
            json.WriteStartArray();
            json.WriteNumberValue(sample.At.ToUnixTimeMilliseconds());
            json.WriteNumberValue(sample.Requests);
            json.WriteNumberValue(sample.Failures);
            json.WriteNumberValue(sample.Bytes);
            json.WriteNumberValue(sample.Active);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private void WriteAbout(Utf8JsonWriter json)
    {
        var proxy = sources.Generations.Current.Options.Proxy;
        json.WriteStartObject();
        json.WriteString("version"u8, sources.Product.Version);
        json.WriteString("commit"u8, sources.Product.Commit);
        json.WriteNumber("started_at"u8, sources.StartedAt.ToUnixTimeMilliseconds());
        json.WriteString("engine"u8, ConfiguredNames.Of(proxy.Engine));
        json.WriteString("profile"u8, ConfiguredNames.Of(proxy.Profile));
        json.WriteString("relay"u8, LaneTransport.Serves(proxy) ? "lane" : "portable");
        json.WriteString("balancer"u8, ConfiguredNames.Of(proxy.LoadBalancer));
        json.WriteEndObject();
    }

    private void WriteTraffic(Utf8JsonWriter json, SystemSnapshot snapshot)
    {
        var (firstByte, duration) = traffic.Recent();
        json.WriteStartObject();
        json.WriteNumber("at"u8, sources.Time.GetUtcNow().ToUnixTimeMilliseconds());
        json.WriteNumber("requests"u8, snapshot.Requests);
        json.WriteNumber("failures"u8, snapshot.Failures);
        json.WriteNumber("bytes"u8, snapshot.Bytes);
        json.WriteNumber("active"u8, snapshot.ActiveConnections);
        WriteNullable(json, "success_rate"u8, snapshot.SuccessRate);
        WriteNullable(json, "average_ms"u8, snapshot.AverageLatency);
        json.WriteNumber("rate_limited"u8, sources.Security.RateViolations);
        json.WriteNumber("too_large"u8, sources.Security.SizeViolations);
        json.WriteNumber("blocked"u8, sources.Security.BlockedAddresses);
        json.WriteStartArray("bounds_ms"u8);
        foreach (var bound in RequestHistograms.Bounds)
        {
            json.WriteNumberValue(bound * 1000);
        }

        json.WriteEndArray();
        WriteSpread(json, "first_token"u8, firstByte);
        WriteSpread(json, "duration"u8, duration);
        json.WriteEndObject();
    }

    private static void WriteSpread(Utf8JsonWriter json, ReadOnlySpan<byte> name, LatencySpread spread)
    {
        json.WriteStartObject(name);
        WriteNullable(json, "p50"u8, spread.Percentile(50));
        WriteNullable(json, "p95"u8, spread.Percentile(95));
        WriteNullable(json, "p99"u8, spread.Percentile(99));
        json.WriteStartArray("counts"u8);
        foreach (var count in spread.Counts)
        {
            json.WriteNumberValue(count);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private byte[] Models()
    {
        // Putting the inventory together costs more than all other parts; it changes with a discovery only.
        var (known, endpoints) = (sources.Models.Current, sources.Endpoints.Snapshot);
        if (_models is { } last && ReferenceEquals(last.Known, known) && last.Endpoints.Equals(endpoints))
        {
            return last.Data;
        }

        var inventory = InventoryModel.AllOf(known, EndpointId.Of(endpoints.Span), endpoints.Span);
        var data = JsonBody.Bytes(json => WriteModels(json, inventory));
        _models = (known, endpoints, data);
        return data;
    }

    private static void WriteNullable(Utf8JsonWriter json, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, Math.Round(number, 3));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset? moment)
    {
        if (moment is { } time)
        {
            json.WriteNumber(name, time.ToUnixTimeMilliseconds());
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
