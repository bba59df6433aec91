using WireMock.Handlers;

namespace Olla.MockBackends.Mappings;

/// <summary>
/// The eyes through which WireMock.Net reads mapping files: it sees ordinary mappings in which our <c>llm</c> section has become a
/// response header. So loading, live reload and saving are WireMock.Net's own.
/// </summary>
/// <param name="folder">Folder of the mapping files.</param>
/// <param name="imported">Folder of wiremock.org's mapping files; null if there is none.</param>
/// <param name="changed">Called when a file is read, at the start or because it changed.</param>
internal sealed class MappingFiles(string folder, string? imported, Action changed) : LocalFileSystemHandler(folder), IFileSystemHandler
{
    string IFileSystemHandler.ReadMappingFile(string path)
    {
        changed();
        var text = ReadMappingFile(path);
        return imported is not null && Path.GetFullPath(path).StartsWith(Path.GetFullPath(imported), StringComparison.Ordinal)
            ? WireMockOrgFiles.Read(text, path)
            : MappingText.ToWireMock(text, path);
    }
}
