using CsCheck;

namespace Olla.Configuration.Tests;

public sealed class HostileInputTests
{
    private static readonly string[] Fragments =
    [
        "server", "port", "proxy", "engine", "discovery", "static", "endpoints", "url", "auth", "type", "token", "headers", "model_aliases",
        ":", ": ", "\n", "\n  ", "\n    ", "- ", "[", "]", "{", "}", ",", "\"", "'", "&a", "*a", "<<", "!!str ", "|", ">", "#", "\t", "---\n", "...\n", "? ",
        "0", "-1", "5.5", "30s", "null", "~", "http://a", "http://u:p@a", "${X}", "*", "é", "\u2028",
    ];

    [Fact]
    public void Whatever_the_file_holds_the_loader_answers_with_findings() =>
        Gen.Int[0, Fragments.Length - 1].Select(static index => Fragments[index]).Array[0, 40].Select(string.Concat).Sample(static yaml =>
        {
            var loaded = Loading.Yaml(yaml);
            return loaded.Options.Server.Port > 0 && loaded.Diagnostics.All(static found => found.Line > 0 && found.Column > 0);
        }, iter: 5000);
}
