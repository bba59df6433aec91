using Microsoft.AspNetCore.Http;

namespace Olla.MockBackends.Streaming;

/// <summary>
/// Stands before the response body while WireMock.Net answers. At the first byte it looks for the header that marks an LLM answer: such an
/// answer is kept back, any other goes straight through, as if nobody stood here.
/// </summary>
internal sealed class AnswerCapture(HttpResponse response, Stream inner) : Stream
{
    private bool _decided;
    private MemoryStream? _kept;

    /// <summary>The body that was kept back; empty if none was written.</summary>
    public ReadOnlyMemory<byte> Content => _kept is null ? default : _kept.GetBuffer().AsMemory(0, (int)_kept.Length);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        Target().WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Target().WriteAsync(buffer, offset, count, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => Target().Write(buffer, offset, count);

    public override Task FlushAsync(CancellationToken cancellationToken) => Target().FlushAsync(cancellationToken);

    public override void Flush() => Target().Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private Stream Target()
    {
        if (!_decided)
        {
            _decided = true;
            _kept = response.Headers.ContainsKey(LlmMiddleware.Header) ? new MemoryStream() : null;
        }

        return (Stream?)_kept ?? inner;
    }
}
