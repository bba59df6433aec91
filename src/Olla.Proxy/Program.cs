using Olla.Proxy.Engines;
using Olla.Proxy.Hosting;

// Before anything else: some settings are read when the first socket is made.
EngineRuntime.ApplyProcessSettings();

return await ProxyProcess.RunAsync(args);
