namespace Olla.Perf.Load.Http;

/// <summary>
/// Tells the runtime to run the code behind a socket operation on the thread that saw it complete, instead of handing it to the thread pool:
/// the hop costs some ten microseconds per event and lies between the kernel and the client's time stamp.
/// </summary>
internal static class InlineCompletions
{
    /// <summary>The runtime reads it once, before the first asynchronous socket operation of the process.</summary>
    public const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Call first thing in Main. Started processes must not inherit it.</summary>
    public static void Enable() => Environment.SetEnvironmentVariable(Variable, "1");
}
