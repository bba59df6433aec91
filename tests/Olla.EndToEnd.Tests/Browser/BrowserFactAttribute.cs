namespace Olla.EndToEnd.Tests.Browser;

/// <summary>A test in a real browser: skipped, with the reason, on a machine that has none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = InstalledBrowser.Executable is null ? InstalledBrowser.Missing : null;
}
