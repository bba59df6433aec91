namespace Olla.Proxy.Hosting;

/// <summary>What a look at the configuration file saw.</summary>
/// <param name="Exists">Whether it could be read.</param>
/// <param name="WrittenAt">When it, or the file behind the link, was written.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Hash">Of its content; not a cryptographic one, whose library would stay in memory for this alone.</param>
internal readonly record struct ConfigurationFileState(bool Exists, DateTime WrittenAt, long Length, ulong Hash)
{
    public static ConfigurationFileState Of(string file, ConfigurationFileState before = default)
    {
        try
        {
            // A link's target has its own date: that is the one that counts.
            var info = new FileInfo(file);
            info = info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info;
            if (!info.Exists)
            {
                return before with { Exists = false };
            }

            return info.LastWriteTimeUtc == before.WrittenAt && info.Length == before.Length && before.Exists
                ? before
                : new ConfigurationFileState(true, info.LastWriteTimeUtc, info.Length, HashOf(File.ReadAllBytes(info.FullName)));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return before with { Exists = false };
        }
    }

    public bool SameContent(ConfigurationFileState other) => Hash == other.Hash;

    /// <summary>FNV-1a.</summary>
    private static ulong HashOf(byte[] content)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var value in content)
        {
            hash = (hash ^ value) * 1_099_511_628_211UL;
        }

        return hash;
    }
}
