using System.IO.Pipelines;
using Olla.Proxy.Engines;

namespace Olla.Proxy.Http.Translated;

/// <summary>How an answer ended for the client.</summary>
/// <param name="Succeeded">Whether it got a whole answer of a good status.</param>
/// <param name="Problem">What went wrong besides what the engine reports, or null.</param>
internal readonly record struct AnswerEnd(bool Succeeded, string? Problem = null);

/// <summary>What an engine writes a backend's answer to.</summary>
internal abstract class AnswerPipe : PipeWriter
{
    /// <summary>The engine is done: the rest of the answer, or the error that is left to tell.</summary>
    public abstract ValueTask<AnswerEnd> FinishAsync(ExchangeResult result, bool isBroken);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void CancelPendingFlush()
    {
        // Engines wait for their flushes.
    }

    public override void Complete(Exception? exception = null)
    {
        // The end is told by FinishAsync.
    }
}
