namespace Olla.MockBackends.Mappings;

/// <summary>A mapping that a person must correct. The message says where, what and what is allowed.</summary>
internal sealed class MappingException(string message) : Exception(message);
