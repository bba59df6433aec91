using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Olla.Proxy.Http.Limits;

/// <summary>How reading a request body ended.</summary>
internal enum BodyRead
{
    /// <summary>To its end.</summary>
    Whole,

    /// <summary>Longer than allowed.</summary>
    TooLarge,

    /// <summary>Not finished within the server's read timeout.</summary>
    TooSlow,

    /// <summary>The client left.</summary>
    Broken,

    /// <summary>Its framing broke the rules.</summary>
    Malformed,
}

/// <summary>
/// A request body read whole into pooled memory, so that it can be inspected and sent again. Given back to the pool on dispose; nobody
/// may use <see cref="Bytes"/> after that.
/// </summary>
internal sealed class RequestBody : IDisposable
{
    /// <summary>First rent for a body of unknown length; it doubles from there.</summary>
    private const int FirstRent = 16 * 1024;

    /// <summary>Most that a declared length alone makes us rent: a client must send what it announces before it costs memory.</summary>
    private const int MostOnTrust = 1024 * 1024;

    private byte[] _buffer = [];
    private long _length;
    private bool _keeps = true;

    /// <summary>What the client sent.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, (int)_length);

    /// <summary>Reads to the end of a body that nobody wants; at most <paramref name="limit"/> bytes and for <paramref name="timeout"/>, unless these are zero.</summary>
    public static async ValueTask<BodyRead> DrainAsync(HttpRequest request, long limit, TimeSpan timeout, TimeProvider time)
    {
        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return BodyRead.Whole;
        }

        using var body = new RequestBody { _keeps = false };
        return await body.ReadSafelyAsync(request.BodyReader, limit <= 0 ? long.MaxValue : limit, timeout, time);
    }

    /// <summary>Reads to the end of the body; at most <paramref name="limit"/> bytes and for <paramref name="timeout"/>, unless these are zero.</summary>
    public async ValueTask<BodyRead> ReadAsync(HttpRequest request, long limit, TimeSpan timeout, TimeProvider time)
    {
        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return BodyRead.Whole;
        }

        var most = limit <= 0 ? Array.MaxLength : (int)Math.Min(limit, Array.MaxLength);
        _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(request.ContentLength ?? FirstRent, MostOnTrust));
        return await ReadSafelyAsync(request.BodyReader, most, timeout, time);
    }

    public void Dispose()
    {
        var buffer = _buffer;
        (_buffer, _length) = ([], 0);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<BodyRead> ReadSafelyAsync(PipeReader reader, long most, TimeSpan timeout, TimeProvider time)
    {
        try
        {
            return await ReadAsync(reader, most, timeout, time);
        }
        catch (BadHttpRequestException)
        {
            return BodyRead.Malformed;
        }
        catch (Exception broken) when (broken is OperationCanceledException or IOException)
        {
            return BodyRead.Broken;
        }
    }

    private async ValueTask<BodyRead> ReadAsync(PipeReader reader, long most, TimeSpan timeout, TimeProvider time)
    {
        // Most bodies arrive with their head: only one that does not costs a timer. A pending read is called off rather than
        // cancelled, because the server still has to drain the body afterwards.
        ITimer? deadline = null;
        try
        {
            while (true)
            {
                if (!reader.TryRead(out var result))
                {
                    deadline ??= timeout > TimeSpan.Zero
                        ? time.CreateTimer(static pending => ((PipeReader)pending!).CancelPendingRead(), reader, timeout, Timeout.InfiniteTimeSpan)
                        : null;
                    result = await reader.ReadAsync();
                }

                var arrived = result.Buffer;
                if (result.IsCanceled)
                {
                    reader.AdvanceTo(arrived.End);
                    return BodyRead.TooSlow;
                }

                if (arrived.Length > most - _length)
                {
                    reader.AdvanceTo(arrived.End);
                    return BodyRead.TooLarge;
                }

                if (_keeps)
                {
                    Append(arrived);
                }

                _length += arrived.Length;
                reader.AdvanceTo(arrived.End);
                if (result.IsCompleted)
                {
                    return BodyRead.Whole;
                }
            }
        }
        finally
        {
            if (deadline is not null)
            {
                await deadline.DisposeAsync();
            }
        }
    }

    private void Append(in ReadOnlySequence<byte> arrived)
    {
        var needed = (int)(_length + arrived.Length);
        if (needed > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(2L * _buffer.Length, needed, Array.MaxLength));
            _buffer.AsSpan(0, (int)_length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        arrived.CopyTo(_buffer.AsSpan((int)_length));
    }
}
