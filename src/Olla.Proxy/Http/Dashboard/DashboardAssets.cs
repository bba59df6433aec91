using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Olla.Proxy.Http.Dashboard;

/// <summary>
/// The files of the dashboard, embedded in the executable. Each is known by its plain name and by one with a hash in it; the files refer to
/// each other by the latter, so that a browser never mixes two versions.
/// </summary>
internal sealed class DashboardAssets
{
    public const string Index = "index.html";
    private const string ResourcePrefix = "Olla.Proxy.Http.Dashboard.Ui.";
    private const int HashLength = 12;

    private readonly Dictionary<string, DashboardAsset> _assets = new(StringComparer.Ordinal);

    public DashboardAssets(IReadOnlyDictionary<string, byte[]> files)
    {
        var hash = HashOf(files);
        var names = files.Keys.Where(name => name != Index).Order(StringComparer.Ordinal).ToArray();
        foreach (var (name, bytes) in files)
        {
            var body = IsText(name) ? WithHashedNames(bytes, names, hash) : bytes;
            Add(name, body, isHashed: false);
            if (name != Index)
            {
                Add(Hashed(name, hash), body, isHashed: true);
            }
        }
    }

    /// <summary>Reads what was embedded when this assembly was built.</summary>
    public static DashboardAssets Embedded()
    {
        var assembly = typeof(DashboardAssets).Assembly;
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            {
                continue;
            }

            using var stream = assembly.GetManifestResourceStream(resource)!;
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            files[resource[ResourcePrefix.Length..]] = bytes.ToArray();
        }

        return new DashboardAssets(files);
    }

    /// <summary>Everything that can be asked for.</summary>
    public IReadOnlyCollection<DashboardAsset> All => _assets.Values;

    /// <summary>The file of that name, or null.</summary>
    public DashboardAsset? Find(string name) => _assets.GetValueOrDefault(name);

    private void Add(string name, byte[] body, bool isHashed)
    {
        var compressed = Compress(body);
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16))}\"";
        _assets[name] = new DashboardAsset(name, body, compressed.Length < body.Length ? compressed : null, tag, ContentTypeOf(name), isHashed);
    }

    // One hash for all: a file's own would depend on the hashes of the files it refers to.
    private static string HashOf(IReadOnlyDictionary<string, byte[]> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, bytes) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..HashLength];
    }

    private static byte[] WithHashedNames(byte[] text, string[] names, string hash)
    {
        var result = Encoding.UTF8.GetString(text);
        foreach (var name in names)
        {
            result = result.Replace($"/{name}\"", $"/{Hashed(name, hash)}\"", StringComparison.Ordinal);
        }

        return Encoding.UTF8.GetBytes(result);
    }

    private static string Hashed(string name, string hash)
    {
        var dot = name.LastIndexOf('.');
        return $"{name[..dot]}.{hash}{name[dot..]}";
    }

    private static byte[] Compress(byte[] body)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
        {
            gzip.Write(body);
        }

        return compressed.ToArray();
    }

    private static bool IsText(string name) => Path.GetExtension(name) is ".html" or ".js" or ".css";

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".json" => "application/json; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        _ => "application/octet-stream",
    };
}
