using System.Diagnostics;
using Olla.Proxy.Engines.FailOver;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>The exchange until the backend's answer begins: admission, choice, attempts.</summary>
internal sealed unsafe partial class ClientConnection
{
    private UpstreamConnection? _upstream;
    private long _cutOff;

    private void BeginExchange(RequestHead head, int length)
    {
        _requestLength = length;
        _keepAlive = head.KeepAlive;
        _requestIsHead = head.IsHead;
        _exchange.Reset(Loop.Now);
        _exchange.Method = head.MethodName;
        var request = new LaneRequest(head, _input.AsMemory(0, length), Peer, _peerName);
        if (!Loop.Gate.TryAdmit(request, _exchange))
        {
            HandOver(null);
            return;
        }
        _phase = Phase.Waiting;
        _cutOff = LanePolicy.Deadline(Loop.Now, _exchange.WriteLimit);
        Deadline = Math.Min(LanePolicy.Deadline(Loop.Now, _exchange.Policy.Exchange), _cutOff);
        Loop.ExchangeBegan();
        Attempt();
    }

    /// <summary>Tries the next endpoint; hands the connection over when none is left.</summary>
    private void Attempt()
    {
        var choice = _exchange.Forwarding.SelectNext(_exchange, out var endpoint);
        if (choice != LaneChoice.Chosen)
        {
            Fail(choice);
            return;
        }
        _exchange.RequestWasSent = false;
        if (Loop.Pools.TakeIdle(endpoint!) is { } idle)
        {
            _upstream = idle;
            idle.Serve(this);
        }
        else Connect(endpoint!);
    }

    private void Connect(LaneEndpoint endpoint) =>
        Connect(endpoint, endpoint.Addresses.Current, 0, LanePolicy.Deadline(Loop.Now, _exchange.Policy.Connect));

    /// <summary>Connects to the first address, from <paramref name="index"/> on, that does not refuse at once.</summary>
    public void Connect(LaneEndpoint endpoint, byte[][] addresses, int index, long deadline)
    {
        for (; index < addresses.Length; index++)
        {
            _upstream = UpstreamConnection.TryOpen(this, endpoint, addresses, index, deadline, out var isOutOfDescriptors);
            if (_upstream is not null) return;
            if (!isOutOfDescriptors) continue;
            // That is our own shortage, no fault of the endpoint's.
            AttemptFailed(AttemptOutcome.Saturated, "the proxy has no file descriptor left for a connection", wasReused: false);
            return;
        }
        endpoint.Addresses.Forget();
        AttemptFailed(AttemptOutcome.ConnectFailed, "cannot connect", wasReused: false);
    }

    /// <summary>The attempt's connection failed before anything reached the client; the connection is closed already.</summary>
    public void AttemptFailed(AttemptOutcome failure, string reason, bool wasReused)
    {
        Debug.Assert(_phase == Phase.Waiting);
        _upstream = null;
        // A pooled connection that the backend had closed while it rested says nothing of the backend: the same one, anew.
        if (wasReused && failure == AttemptOutcome.ClosedBeforeFirstByte && _exchange.Forwarding.MayUseFreshConnection(_exchange))
        {
            Connect(_exchange.Endpoint!);
            return;
        }
        _exchange.LastFailure = failure;
        _exchange.Error = reason;
        if (_exchange.Forwarding.AttemptFailed(_exchange, failure)) Attempt();
        else Fail(LaneChoice.NoneLeft);
    }

    private void Fail(LaneChoice choice)
    {
        Loop.ExchangeEnded();
        var result = choice == LaneChoice.NoneLeft ? _exchange.Forwarding.ResultOf(_exchange, _exchange.LastFailure) : null;
        Loop.Gate.Ended(_exchange, result);
        HandOver(new LaneHandOver
        {
            Failure = result,
            Outcome = _exchange.Outcome,
            ArrivedAt = _exchange.ArrivedAt,
            Admission = _exchange.Admission,
        });
    }

    private void ExchangeTimedOut()
    {
        if (_cutOff <= Loop.Now)
        {
            // As on the portable path: the client is sent away, which says nothing of the backend.
            DropUpstream(AttemptOutcome.ClientGone, "the answer took longer than server.write_timeout");
            Abort();
            return;
        }
        if (_phase == Phase.Waiting)
        {
            var upstream = _upstream;
            upstream?.Abandon();
            AttemptFailed(AttemptOutcome.HeadTimedOut, "no response within response_timeout", wasReused: false);
            return;
        }
        Break("the answer took longer than response_timeout");
    }

    /// <summary>Ends what is under way, if anything is, and accounts for it.</summary>
    private void DropUpstream(AttemptOutcome outcome, string reason)
    {
        if (_phase is Phase.Idle or Phase.Reading or Phase.Lingering) return;
        _phase = Phase.Idle;
        var upstream = _upstream;
        _upstream = null;
        upstream?.Abandon();
        _exchange.Error = reason;
        Account(outcome);
    }

    private void Account(AttemptOutcome outcome)
    {
        Loop.ExchangeEnded();
        _exchange.Forwarding.Report(_exchange, outcome);
        Loop.Gate.Ended(_exchange, _exchange.Forwarding.ResultOf(_exchange, outcome));
    }

    private void EndExchange()
    {
        Account(AttemptOutcome.Completed);
        if (Loop.IsDraining)
        {
            Close();
            return;
        }
        if (!_keepAlive)
        {
            Linger();
            return;
        }
        _phase = Phase.Idle;
        Deadline = LanePolicy.Deadline(Loop.Now, Loop.Ticks.ClientIdle);
        Watch(Reading);
        if (_input is not null) Consider(_input, _inputLength);
    }
}
