namespace Olla.Perf.Results.Store;

/// <summary>A results folder that cannot be used; the message says why and what to do.</summary>
internal sealed class RunStoreException : Exception
{
    public RunStoreException(string message) : base(message)
    {
    }

    public RunStoreException(string message, Exception inner) : base(message, inner)
    {
    }

    public RunStoreException()
    {
    }
}
