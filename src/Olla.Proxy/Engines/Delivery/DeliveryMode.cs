namespace Olla.Proxy.Engines.Delivery;

/// <summary>When the bytes of one answer leave for the client.</summary>
internal enum DeliveryMode
{
    /// <summary>Whatever the backend sent is forwarded at once.</summary>
    Streaming,

    /// <summary>Bytes are collected until the buffer is full, the body ends, or the flush interval has passed.</summary>
    Collecting,
}
