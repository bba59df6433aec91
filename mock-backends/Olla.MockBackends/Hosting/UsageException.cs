namespace Olla.MockBackends.Hosting;

/// <summary>A command line that a person must correct. The message says what is wrong and what is allowed.</summary>
internal sealed class UsageException(string message) : Exception(message);
