namespace Olla.Perf.Fleet;

/// <summary>A process of the fleet could not be started or did not get ready; the message says which, why, and what it wrote.</summary>
internal sealed class FleetException : Exception
{
    public FleetException(string message) : base(message)
    {
    }

    public FleetException(string message, Exception inner) : base(message, inner)
    {
    }

    public FleetException()
    {
    }
}
