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
internal sealed class MappingFiles(string folder) : LocalFileSystemHandler(folder), IFileSystemHandler
{
    string IFileSystemHandler.ReadMappingFile(string path) => MappingText.ToWireMock(ReadMappingFile(path), path);
}
