using System.Text;
using Olla.Configuration.Files;

namespace Olla.Configuration.Tests.Yaml;

public sealed class DocumentTests
{
    /// <summary>A name, and a document whose port is 8080.</summary>
    public static TheoryData<string, string> Dialects { get; } = new()
    {
        { "plain", "server:\n  port: 8080\n" },
        { "JSON", "{\"server\": {\"port\": 8080, \"cors\": {\"allowed_origins\": [\"a\"]}}}" },
        { "JSON with tabs", "{\n\t\"server\": {\n\t\t\"port\": 8080\n\t}\n}" },
        { "byte order mark", "\ufeffserver:\n  port: 8080\n" },
        { "Windows line ends", "server:\r\n  port: 8080\r\n" },
        { "two documents", "server:\n  port: 8080\n---\nserver:\n  port: 1\n  port: 2\n" },
        { "directive", "%YAML 1.1\n---\nserver: {port: 8080}\n" },
        { "anchor and alias", "server:\n  port: &p 8080\n  request_limits:\n    max_body_size: *p\n" },
        { "merge", "tags: &base {port: 8080, host: a}\nserver:\n  <<: *base\n  host: b\n" },
        { "merge of several", "a: &a {port: 8080}\nb: &b {port: 1}\nserver:\n  <<: [*a, *b]\n" },
        { "own key before merge", "a: &a {port: 1}\nserver:\n  port: 8080\n  <<: *a\n" },
        { "underscores", "server: {port: 8_080}" },
        { "hexadecimal", "server: {port: 0x1F90}" },
        { "octal", "server: {port: 0o17620}" },
        { "old octal", "server: {port: 017620}" },
        { "binary", "server: {port: 0b1111110010000}" },
        { "exponent", "server: {port: 8.08e3}" },
        { "tagged", "server: {port: !!int \"8080\"}" },
    };

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_dialect_is_read(string name, string yaml)
    {
        var loaded = Loading.Yaml(yaml);
        Assert.True(loaded.Options.Server.Port == 8080, name);
        Assert.False(loaded.HasErrors);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("---\n")]
    [InlineData("null")]
    [InlineData("{}")]
    public void An_empty_document_means_the_defaults(string yaml)
    {
        var loaded = Loading.Yaml(yaml);
        Assert.Empty(loaded.Diagnostics);
        Assert.Equal(OptionsText.Of(new OllaOptions()), OptionsText.Of(loaded.Options));
    }

    [Theory]
    [InlineData("server: [1")]
    [InlineData("- a")]
    [InlineData("just text")]
    [InlineData("server:\n  port: 1\n\thost: a")]
    [InlineData("server: *nothing")]
    [InlineData("server: &a [*a]")]
    [InlineData("server: \"open")]
    [InlineData("? [a]\n: b")]
    [InlineData("server:\n  <<: 5")]
    [InlineData("a: b: c")]
    [InlineData("\n...\nport")]
    public void Broken_syntax_is_one_error_with_its_place(string yaml)
    {
        var found = Assert.Single(Loading.Yaml(yaml).Diagnostics);
        Assert.Equal("CFG102", found.Code);
        Assert.True(found.Line > 0 && found.Column > 0);
    }

    [Fact]
    public void Nesting_without_end_is_refused_instead_of_exhausting_the_stack() =>
        Assert.Equal(["CFG102"], Loading.Yaml("a: " + new string('[', 100_000)).Codes());

    [Fact]
    public void Aliases_that_multiply_stay_cheap()
    {
        var yaml = new StringBuilder("a0: &a0 [x, x]\n");
        for (var level = 1; level < 60; level++)
        {
            yaml.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{level}: &a{level} [*a{level - 1}, *a{level - 1}]\n");
        }

        Assert.Equal(60, Loading.Yaml(yaml.ToString()).Diagnostics.Count);
    }

    [Fact]
    public void Text_that_is_not_utf_8_is_refused()
    {
        var request = Loading.Request(Loading.FileName, []) with { ReadFile = static _ => FileReadResult.Of(new byte[] { (byte)'a', 0xC3, 0x28 }) };
        Assert.Equal(["CFG102"], ConfigurationLoader.Load(request).Codes());
    }

    [Fact]
    public void Text_with_a_16_bit_byte_order_mark_is_read()
    {
        byte[] content = [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("server: {port: 8080}")];
        var request = Loading.Request(Loading.FileName, []) with { ReadFile = _ => FileReadResult.Of(content) };
        Assert.Equal(8080, ConfigurationLoader.Load(request).Options.Server.Port);
    }

    [Fact]
    public void Of_a_duplicate_key_both_lines_are_named_and_the_first_is_read_on()
    {
        var loaded = Loading.Yaml("server:\n  port: 1\nproxy:\n  engine: x\nserver:\n  port: 2\n");
        Assert.Equal(["CFG105", "CFG103"], loaded.Codes());
        Assert.Contains("line 1 and on line 5", loaded.Diagnostics[1].Message, StringComparison.Ordinal);
        Assert.Equal(1, loaded.Options.Server.Port);
    }

    [Fact]
    public void Lists_replace_and_null_lists_are_empty()
    {
        var cors = Loading.Yaml("server: {cors: {allowed_methods: [PUT], allowed_headers: }}").Options.Server.Cors;
        Assert.Equal(["PUT"], cors.AllowedMethods);
        Assert.Empty(cors.AllowedHeaders);
    }

    [Fact]
    public void A_number_given_to_a_text_key_is_its_text() => Assert.Equal("127001", Loading.Yaml("server: {host: 127001}").Options.Server.Host);
}
