using Olla.Configuration;

namespace Olla.Proxy.Tests.Http;

/// <summary>An engine with the relay it runs on.</summary>
public enum EngineRow
{
    /// <summary>Engine <c>sherpa</c>.</summary>
    Sherpa,

    /// <summary>Engine <c>olla</c> behind Kestrel.</summary>
    OllaPortable,

    /// <summary>Engine <c>olla</c> with the relay of this platform: event loops of its own on Linux.</summary>
    OllaAuto,
}

/// <summary>All engines: what a person can see must not depend on the choice.</summary>
public sealed class Engines : TheoryData<EngineRow>
{
    public Engines() => AddRange(EngineRow.Sherpa, EngineRow.OllaPortable, EngineRow.OllaAuto);

    /// <summary>Options with the engine of a row.</summary>
    internal static OllaOptions With(EngineRow row, OllaOptions options) => options with
    {
        Proxy = options.Proxy with
        {
            Engine = row == EngineRow.Sherpa ? EngineKind.Sherpa : EngineKind.Olla,
            Relay = row == EngineRow.OllaPortable ? RelayKind.Portable : RelayKind.Auto,
        },
    };
}
