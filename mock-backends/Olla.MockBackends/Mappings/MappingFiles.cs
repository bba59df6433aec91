using System.Text.Json;
using System.Text.Json.Nodes;
using Olla.MockBackends.Model;
using Olla.MockBackends.Streaming;
using WireMock.Handlers;

namespace Olla.MockBackends.Mappings;

/// <summary>
/// The eyes through which WireMock.Net reads mapping files: it sees ordinary mappings in which our <c>llm</c> section has become a
/// response header. So loading, live reload and saving are WireMock.Net's own.
/// </summary>
/// <param name="folder">Folder of the mapping files.</param>
/// <param name="changed">Called when a file is read, at the start or because it changed.</param>
internal sealed class MappingFiles(string folder, Action changed) : LocalFileSystemHandler(folder), IFileSystemHandler
{
    string IFileSystemHandler.ReadMappingFile(string path)
    {
        changed();
        return MappingText.ToWireMock(ReadMappingFile(path), path);
    }
}
