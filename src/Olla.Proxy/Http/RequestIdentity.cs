using System.Globalization;
using Olla.Proxy.Balancing;

namespace Olla.Proxy.Http;

/// <summary>Names requests: the client's own <c>X-Request-ID</c> where it is sound, else <c>adjective-verb-xxxx</c>.</summary>
internal sealed class RequestIdentity(SequenceGenerator generator)
{
    /// <summary>Longest client id that is taken over, in characters.</summary>
    public const int LongestClientId = 128;

    private static readonly string[] Adjectives =
    [
        "amber", "bold", "brisk", "calm", "clever", "crisp", "eager", "early", "fair", "fond", "gentle", "glad", "golden", "grand",
        "honest", "humble", "jolly", "keen", "kind", "lively", "lucid", "mellow", "merry", "mild", "modest", "nimble", "noble", "patient",
        "plain", "proud", "quick", "quiet", "rapid", "ready", "sharp", "silent", "simple", "smooth", "solid", "steady", "sunny", "swift",
        "tidy", "tranquil", "trusty", "vivid", "warm", "wise",
    ];

    private static readonly string[] Verbs =
    [
        "baking", "bending", "carving", "chasing", "climbing", "coasting", "counting", "dancing", "diving", "drawing", "drifting",
        "flying", "gliding", "grazing", "growing", "hiking", "humming", "jogging", "jumping", "knitting", "leaping", "marching", "mending",
        "painting", "pacing", "racing", "resting", "riding", "roaming", "rolling", "rowing", "running", "sailing", "singing", "skating",
        "sowing", "spinning", "strolling", "swimming", "tending", "trekking", "turning", "walking", "wandering", "weaving", "winding",
    ];

    /// <summary>The id for a request whose client sent <paramref name="clientId"/>, or nothing.</summary>
    public string For(string? clientId) => IsSound(clientId) ? clientId! : Make();

    private static bool IsSound(string? clientId) =>
        clientId is { Length: > 0 and <= LongestClientId } && !clientId.AsSpan().ContainsAnyExceptInRange('!', '~');

    private string Make() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Adjectives[generator.Next(Adjectives.Length)]}-{Verbs[generator.Next(Verbs.Length)]}-{generator.Next(0x1_0000):x4}");
}
