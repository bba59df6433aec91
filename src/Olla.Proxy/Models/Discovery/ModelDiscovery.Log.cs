namespace Olla.Proxy.Models.Discovery;

internal sealed partial class ModelDiscovery
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Endpoint {Endpoint} lists {Count} models as {Type}")]
    private static partial void LogListed(ILogger logger, string endpoint, int count, string type);

    [LoggerMessage(Level = LogLevel.Information, Message = "Endpoint {Endpoint} of type auto is recognised as {Type}")]
    private static partial void LogRecognised(ILogger logger, string endpoint, string type);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Models of endpoint {Endpoint} could not be listed: {Error}")]
    private static partial void LogFailed(ILogger logger, string endpoint, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Endpoint {Endpoint} is not asked for models again before it recovers: {Error}")]
    private static partial void LogSuspended(ILogger logger, string endpoint, string error);
}
