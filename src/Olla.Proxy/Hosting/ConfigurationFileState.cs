using System.Security.Cryptography;

namespace Olla.Proxy.Hosting;

/// <summary>What a look at the configuration file saw.</summary>
/// <param name="Exists">Whether it could be read.</param>
/// <param name="WrittenAt">When it, or the file behind the link, was written.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Hash">Of its content.</param>
internal readonly record struct ConfigurationFileState(bool Exists, DateTime WrittenAt, long Length, string Hash)
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
                : new ConfigurationFileState(true, info.LastWriteTimeUtc, info.Length, Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(info.FullName))));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return before with { Exists = false };
        }
    }

    public bool SameContent(ConfigurationFileState other) => Hash == other.Hash;
}
