namespace Olla.Proxy.Hosting;

/// <summary>Decides which look at the configuration file leads to a reading: what was read already, for whatever reason, is not read twice.</summary>
internal sealed class ConfigurationFileWatch(ConfigurationFileState loaded)
{
    private readonly Lock _gate = new();
    private ConfigurationFileState _read = loaded;
    private ConfigurationFileState _seen = loaded;

    /// <summary>What the last look saw, which spares the next one reading an unchanged file.</summary>
    public ConfigurationFileState Seen
    {
        get
        {
            lock (_gate)
            {
                return _seen;
            }
        }
    }

    /// <summary>True if the file has new content. A file that is just being written is left alone until two looks see the same.</summary>
    public bool IsDue(ConfigurationFileState now)
    {
        lock (_gate)
        {
            var settled = now == _seen;
            _seen = now;
            return settled && now.Exists && !now.SameContent(_read);
        }
    }

    /// <summary>The file is about to be read as it is now.</summary>
    public void Reading(ConfigurationFileState now)
    {
        lock (_gate)
        {
            _read = now;
        }
    }
}
