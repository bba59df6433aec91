using Microsoft.Extensions.Logging;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>All loops of the process; started with the first listener, ended with the last.</summary>
internal sealed partial class LaneGroup : IDisposable
{
    private readonly LaneLoop[] _loops;
    private readonly ILogger _log;

    public LaneGroup(LaneSettings settings, LaneProduct product, ILaneGate gate, TimeProvider time, ILogger log)
    {
        _log = log;
        _loops = new LaneLoop[settings.Loops];
        for (var index = 0; index < _loops.Length; index++) _loops[index] = new LaneLoop(this, index, settings, product, gate, time);
        foreach (var loop in _loops) loop.Start();
    }

    public ReadOnlySpan<LaneLoop> Loops => _loops;

    /// <summary>Exchanges under way in all loops.</summary>
    public int ActiveExchanges => _loops.Sum(loop => loop.ActiveExchanges);

    /// <summary>Gives a connection to the loop that has the fewest; <paramref name="accepting"/> is the caller's own.</summary>
    public void Distribute(LaneLoop accepting, AcceptedClient client)
    {
        var chosen = accepting;
        foreach (var loop in _loops)
            if (loop.Connections < chosen.Connections) chosen = loop;
        chosen.Expect();
        if (chosen == accepting) accepting.Serve(client);
        else chosen.Post(new LaneCommand(LaneCommandKind.Adopt, Client: client));
    }

    public void Post(LaneCommand command)
    {
        foreach (var loop in _loops) loop.Post(command);
    }

    public void ReportFault(Exception error) => LogFault(_log, error);

    public void Dispose()
    {
        foreach (var loop in _loops) loop.Dispose();
    }
}
