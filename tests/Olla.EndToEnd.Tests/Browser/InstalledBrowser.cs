namespace Olla.EndToEnd.Tests.Browser;

/// <summary>Where this machine has a browser of Chromium's kind; run.sh and run.ps1 look at the same places before they install one.</summary>
internal static class InstalledBrowser
{
    /// <summary>Variable that names the browser's file where it is not in a usual place.</summary>
    private const string Variable = "OLLA_TEST_CHROMIUM";

    public const string Missing =
        "no Chromium on this machine; on Debian or Ubuntu: apt-get install -y chromium; elsewhere name one in " + Variable;

    private static readonly string[] _usual =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"];

    private static readonly Lazy<string?> _file = new(() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Array.Find(_usual, File.Exists) ?? Downloaded());

    /// <summary>Its file, or null.</summary>
    public static string? Executable => _file.Value;

    /// <summary>What Playwright downloaded itself.</summary>
    private static string? Downloaded()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string[] caches =
        [
            Path.Combine(home, ".cache", "ms-playwright"), Path.Combine(home, "Library", "Caches", "ms-playwright"),
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "ms-playwright"),
        ];
        string[] names = ["chrome", "chrome.exe", "Chromium"];
        return caches.Where(Directory.Exists)
            .SelectMany(cache => Directory.EnumerateDirectories(cache, "chromium-*"))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .FirstOrDefault(file => names.Contains(Path.GetFileName(file)));
    }
}
