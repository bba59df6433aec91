using System.IO.MemoryMappedFiles;
using Olla.Proxy.Hosting;

namespace Olla.Proxy.Tests.Hosting;

/// <summary>Pages of files go and come back.</summary>
public sealed class FilePagesTests : IDisposable
{
    private const int Size = 1 << 20;
    private readonly string _path = Path.Combine(Path.GetTempPath(), "olla-pages-" + Guid.NewGuid().ToString("n"));

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Pages_of_a_file_are_let_go_and_come_back_as_they_were()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var content = new byte[Size];
        new Random(3).NextBytes(content);
        File.WriteAllBytes(_path, content);
        using var file = MemoryMappedFile.CreateFromFile(_path, FileMode.Open, null, Size, MemoryMappedFileAccess.Read);
        using var view = file.CreateViewAccessor(0, Size, MemoryMappedFileAccess.Read);
        var pages = new FilePages();

        // What is not noted stays.
        Assert.Equal(content, Read(view));
        pages.Release();
        Assert.Equal(Size >> 10, Resident());

        pages.Note();
        pages.Release();
        Assert.Equal(0, Resident());
        Assert.Equal(content, Read(view));
    }

    private static byte[] Read(MemoryMappedViewAccessor view)
    {
        var bytes = new byte[Size];
        _ = view.ReadArray(0, bytes, 0, Size);
        return bytes;
    }

    /// <summary>Kilobytes of the file that count for this process.</summary>
    private int Resident() => File.ReadLines("/proc/self/smaps").SkipWhile(line => !line.EndsWith(_path, StringComparison.Ordinal))
        .Where(line => line.StartsWith("Rss:", StringComparison.Ordinal)).Select(line => int.Parse(line[4..^2], System.Globalization.CultureInfo.InvariantCulture)).First();
}
