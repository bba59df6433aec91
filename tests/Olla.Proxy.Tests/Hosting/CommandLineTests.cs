using Olla.Proxy.Hosting;

namespace Olla.Proxy.Tests.Hosting;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("-c a.yaml", "a.yaml")]
    [InlineData("--c a.yaml", "a.yaml")]
    [InlineData("-config=a.yaml", "a.yaml")]
    [InlineData("--config a.yaml", "a.yaml")]
    [InlineData("-c a.yaml --config b.yaml", "b.yaml")]
    [InlineData("-c=a=b.yaml", "a=b.yaml")]
    [InlineData("-- -c a.yaml", null)]
    [InlineData("positional -c a.yaml", null)]
    [InlineData("", null)]
    public void The_last_file_named_before_the_first_positional_counts(string line, string? file)
    {
        var command = Parse(line);

        Assert.Null(command.Problem);
        Assert.Equal(file, command.ConfigurationFile);
    }

    [Theory]
    [InlineData("--version", true)]
    [InlineData("-version", true)]
    [InlineData("--version=t", true)]
    [InlineData("--version=TRUE", true)]
    [InlineData("--version=1", true)]
    [InlineData("--version=false", false)]
    [InlineData("--version=0", false)]
    public void A_switch_takes_its_value_only_behind_an_equals_sign(string line, bool expected)
    {
        Assert.Equal(expected, Parse(line).ShowVersion);
    }

    [Theory]
    [InlineData("--unknown", "-unknown")]
    [InlineData("--validate_config", "did you mean --validate-config?")]
    [InlineData("--conf a.yaml", "did you mean --config?")]
    [InlineData("--confg a.yaml", "did you mean --config?")]
    [InlineData("--cofnig=a.yaml", "did you mean --config?")]
    [InlineData("--lissten x", "did you mean --listen?")]
    [InlineData("--validat-config", "did you mean --validate-config?")]
    [InlineData("-hlep", "did you mean --help?")]
    [InlineData("--version=maybe", "\"maybe\"")]
    [InlineData("--version=", "allowed")]
    [InlineData("-c", "needs a value")]
    [InlineData("--listen", "needs a value")]
    public void What_is_wrong_is_named(string line, string part)
    {
        Assert.Contains(part, Parse(line).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:0", "127.0.0.1", 0)]
    [InlineData("localhost:80", "localhost", 80)]
    [InlineData("[::1]:8080", "[::1]", 8080)]
    [InlineData("0.0.0.0:65535", "0.0.0.0", 65535)]
    public void A_listen_address_is_host_and_port(string text, string host, int port)
    {
        Assert.Equal(new ListenAddress(host, port), ListenAddress.Parse(text));
    }

    [Theory]
    [InlineData("8080")]
    [InlineData(":8080")]
    [InlineData("host")]
    [InlineData("host:65536")]
    [InlineData("host:-1")]
    [InlineData("host:")]
    public void Anything_else_is_no_listen_address(string text)
    {
        Assert.Null(ListenAddress.Parse(text));
    }

    private static CommandLine Parse(string line) => CommandLine.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
