namespace Olla.MockBackends.Model;

/// <summary>A fault that hit a request.</summary>
/// <param name="Request">The request's number, from 1.</param>
/// <param name="Milliseconds">After the backend's start or last reset.</param>
/// <param name="Fault">In the form that mappings use.</param>
internal readonly record struct FaultHit(long Request, double Milliseconds, string Fault);
