using System.Globalization;

namespace Olla.Proxy.Tests.Engines.Scripted;

/// <summary>
/// How long and how the runs with random faults go: <c>OLLA_CHAOS_EXCHANGES</c> makes them longer than CI's, <c>OLLA_CHAOS_SEED</c> makes
/// them other ones.
/// </summary>
internal static class ChaosSettings
{
    public static int Seed => Setting("OLLA_CHAOS_SEED", 20_261_122);

    public static int ExchangesOr(int usual) => Setting("OLLA_CHAOS_EXCHANGES", usual);

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : usual;
}
