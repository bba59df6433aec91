namespace Olla.Proxy.Models;

/// <summary>What became of re-reading the candidates' model lists.</summary>
internal enum ModelRefresh
{
    /// <summary>Not asked for, or not asked yet.</summary>
    NotTried,
    /// <summary>At least one list was read again.</summary>
    Succeeded,
    /// <summary>No list could be read in time.</summary>
    Failed,
}
