namespace Olla.Proxy.Tests.Keys;

/// <summary>One key and what it does to a running proxy: the same probe sees <paramref name="Before"/> without it and <paramref name="After"/> with it.</summary>
/// <param name="Key">Path as in a file; <c>endpoints[0]</c> stands for the first endpoint.</param>
/// <param name="Value">As YAML; <c>{b0}</c> and <c>{b1}</c> stand for the backends' URLs.</param>
/// <param name="Before">What the probe sees while the key is not written.</param>
/// <param name="After">What it sees when it is.</param>
/// <param name="Probe">Starts a proxy and asks it.</param>
internal sealed record KeyEffect(string Key, string Value, string Before, string After, Func<KeyRun, Task<string>> Probe)
{
    /// <summary>Other keys that the effect needs, each as <c>path: value</c>.</summary>
    public string[] With { get; init; } = [];

    /// <summary>The path as in the table of keys.</summary>
    public string Path => FullPath(Key).Replace("[0]", "[]", StringComparison.Ordinal);

    /// <summary>The path in the file that is written.</summary>
    public static string FullPath(string key) => key.StartsWith("endpoints[", StringComparison.Ordinal) ? "discovery.static." + key : key;

    public override string ToString() => Key;

    /// <summary>Runs the probe without the key and with it.</summary>
    public async Task VerifyAsync()
    {
        await using (var without = await KeyRun.PrepareAsync(this, isChanged: false))
        {
            Assert.Equal(Before, await Probe(without));
        }

        await using (var with = await KeyRun.PrepareAsync(this, isChanged: true))
        {
            Assert.Equal(After, await Probe(with));
        }
    }
}
