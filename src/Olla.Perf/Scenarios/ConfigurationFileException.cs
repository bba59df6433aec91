namespace Olla.Perf.Scenarios;

/// <summary>A proxy configuration that cannot be used; the message lists every finding, one a line, with its place.</summary>
internal sealed class ConfigurationFileException : Exception
{
    public ConfigurationFileException(string message) : base(message)
    {
    }

    public ConfigurationFileException(string message, Exception inner) : base(message, inner)
    {
    }

    public ConfigurationFileException()
    {
    }
}
