namespace Olla.Perf.Fleet;

/// <summary>A backend that takes requests: its name, where it is, what it speaks, and its process if the harness started it.</summary>
/// <param name="Type">Type in the proxy's configuration.</param>
/// <param name="Capacity">Requests at once, for the fairness index; 1 where unknown or unlimited.</param>
internal sealed record Backend(string Name, Uri Address, string Type, double Capacity, ManagedProcess? Process);
