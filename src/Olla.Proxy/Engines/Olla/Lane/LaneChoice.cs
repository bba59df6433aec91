namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>What came of choosing an endpoint.</summary>
internal enum LaneChoice
{
    /// <summary>One was chosen and reserved.</summary>
    Chosen,
    /// <summary>None is left to try.</summary>
    NoneLeft,
    /// <summary>The lane cannot serve what comes next, such as waiting in line for a connection: the request starts anew at Kestrel.</summary>
    Elsewhere,
}
