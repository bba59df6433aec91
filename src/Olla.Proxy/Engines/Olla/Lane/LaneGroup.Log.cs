using Microsoft.Extensions.Logging;

namespace Olla.Proxy.Engines.Olla.Lane;

internal sealed partial class LaneGroup
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "A connection of the fast lane failed unexpectedly and was reset")]
    private static partial void LogFault(ILogger log, Exception error);
}
