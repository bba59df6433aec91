using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Olla.MockBackends.Hosting;

/// <summary>Listens as Kestrel's sockets do, but closes the listening socket while connects are to be refused.</summary>
internal sealed class RefusingTransport(IConnectionListenerFactory sockets, Refusals refusals, TimeProvider time) : IConnectionListenerFactory
{
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(sockets, await sockets.BindAsync(endpoint, cancellationToken), refusals, time);

    private sealed class Listener(IConnectionListenerFactory sockets, IConnectionListener first, Refusals refusals, TimeProvider time) : IConnectionListener
    {
        private readonly long _start = time.GetTimestamp();
        private readonly CancellationTokenSource _unbinding = new();
        private IConnectionListener? _inner = first;
        private Task<ConnectionContext?>? _accept;

        // The port that the system chose is kept, whatever the socket behind it.
        public EndPoint EndPoint { get; } = first.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                while (true)
                {
                    var (isRefusing, lasts) = refusals.At(time.GetElapsedTime(_start));
                    if (isRefusing)
                    {
                        if (await CloseAsync() is { } late)
                        {
                            return late;
                        }

                        await Task.Delay(lasts ?? Timeout.InfiniteTimeSpan, time, _unbinding.Token);
                        continue;
                    }

                    _inner ??= await sockets.BindAsync(EndPoint, _unbinding.Token);
                    _accept ??= _inner.AcceptAsync(_unbinding.Token).AsTask();
                    using var accepted = CancellationTokenSource.CreateLinkedTokenSource(_unbinding.Token);
                    if (await Task.WhenAny(_accept, Task.Delay(lasts ?? Timeout.InfiniteTimeSpan, time, accepted.Token)) != _accept)
                    {
                        continue;
                    }

                    await accepted.CancelAsync();
                    var connection = await _accept;
                    _accept = null;
                    return connection;
                }
            }
            catch (OperationCanceledException) when (_unbinding.IsCancellationRequested)
            {
                return null;
            }
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await _unbinding.CancelAsync();
            if (_inner is { } inner)
            {
                await inner.UnbindAsync(cancellationToken);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _unbinding.CancelAsync();
            if (_inner is { } inner)
            {
                await inner.DisposeAsync();
            }
        }

        /// <summary>Closes the socket; a connection that it had accepted meanwhile is returned.</summary>
        private async ValueTask<ConnectionContext?> CloseAsync()
        {
            if (_inner is not { } inner)
            {
                return null;
            }

            _inner = null;
            await inner.UnbindAsync(CancellationToken.None);
            await inner.DisposeAsync();
            var accept = _accept;
            _accept = null;
            return accept is null ? null : await accept;
        }
    }
}
