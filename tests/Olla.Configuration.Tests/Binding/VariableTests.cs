using Olla.Configuration.Keys;

namespace Olla.Configuration.Tests.Binding;

public sealed class VariableTests
{
    [Fact]
    public void Every_variable_of_the_table_overrides_its_key()
    {
        foreach (var key in ConfigurationKeys.All.Where(static key => key.Variable is not null))
        {
            var value = key.Kind switch
            {
                KeyKind.Boolean => key.Default == "true" ? "false" : "true",
                KeyKind.WholeNumber => "7",
                KeyKind.Duration => "7m",
                KeyKind.Size => "7MB",
                KeyKind.Choice => key.Allowed[^1],
                KeyKind.NetworkList => " 192.0.2.0/24 , 198.51.100.0/24",
                _ => "one, two",
            };

            var loaded = Loading.Nothing((key.Variable!, value));

            Assert.Equal("env " + key.Variable, loaded.Sources[key.Path].ToString());
            var isVisible = key.Status == KeyStatus.Live && key.Path != "model_registry.type" && value != key.Default;
            Assert.True(isVisible == !OptionsText.Of(new OllaOptions()).SequenceEqual(OptionsText.Of(loaded.Options)), key.Variable);
            Assert.DoesNotContain(loaded.Diagnostics, static found => found.Code is "CFG204" or "CFG207");
        }
    }

    [Theory]
    [InlineData("OLLA_SERVER_PORT", "abc", "CFG204")]
    [InlineData("OLLA_SERVER_PORT", "0x10", "CFG204")]
    [InlineData("OLLA_SERVER_PORT", "0", "CFG106")]
    [InlineData("OLLA_SERVER_PORT", "", "")]
    [InlineData("OLLA_SERVER_READ_TIMEOUT", "30", "CFG204")]
    [InlineData("OLLA_SERVER_REQUEST_LOGGING", "off", "")]
    [InlineData("OLLA_SERVER_REQUEST_LOGGING", "NO", "CFG204")]
    [InlineData("OLLA_SERVER_TRUSTED_PROXY_CIDRS", "10.0.0.0/8,nope", "CFG204")]
    [InlineData("OLLA_PROXY_ENGINE", "nginx", "CFG105")]
    [InlineData("OLLA_LOGGING_LEVEL", "loud", "CFG203")]
    [InlineData("OLLA_SERVER_PROT", "1", "CFG207")]
    [InlineData("OLLA_DASHBOARD_ENABLED", "1", "CFG207")]
    [InlineData("OLLA_PROXY_CONNECTION_TIMEOUT", "1s", "CFG207")]
    [InlineData("OLLA_URL", "http://a", "")]
    [InlineData("OLLA_PORT", "1", "")]
    [InlineData("OLLA_LOG_SIZE_MB", "big", "CFG204")]
    [InlineData("OLLA_PRETTY_LOGS", "perhaps", "CFG204")]
    [InlineData("OLLA_THEME", "pink", "")]
    public void A_variable_raises_exactly_its_finding(string name, string value, string code) =>
        Assert.Equal(code, string.Join(' ', Loading.Nothing((name, value)).Codes()));

    [Fact]
    public void An_ignored_variable_says_which_value_stays_and_where_it_is_from()
    {
        Assert.Equal(
            """env OLLA_SERVER_PORT: warning CFG204 server.port: not usable, ignored; "8080" stays (test.yaml:1:16); got "abc"; allowed: 1 to 65535""",
            Assert.Single(Loading.Yaml("server: {port: 8080}", ("OLLA_SERVER_PORT", "abc")).Diagnostics).ToString());
        Assert.Equal(8080, Loading.Yaml("server: {port: 8080}", ("OLLA_SERVER_PORT", "abc")).Options.Server.Port);
    }

    [Fact]
    public void An_unknown_variable_names_the_nearest_or_the_key_that_has_none()
    {
        Assert.Equal(
            """env OLLA_SERVER_PROT: warning CFG207: no variable of this name, ignored; did you mean "OLLA_SERVER_PORT"?""",
            Assert.Single(Loading.Nothing(("OLLA_SERVER_PROT", "1")).Diagnostics).ToString());
        Assert.Equal(
            "env OLLA_PROXY_CONNECTION_TIMEOUT: warning CFG207: no variable sets proxy.connection_timeout, ignored; write the key in the file",
            Assert.Single(Loading.Nothing(("OLLA_PROXY_CONNECTION_TIMEOUT", "1s")).Diagnostics).ToString());
        Assert.Equal(
            "env OLLA_MODEL_REGISTRY_ENABLE_UNIFIER: warning CFG207: no variable of this name, ignored; model_registry.enable_unifier is set by OLLA_MODEL_UNIFIER_ENABLED",
            Assert.Single(Loading.Nothing(("OLLA_MODEL_REGISTRY_ENABLE_UNIFIER", "true")).Diagnostics).ToString());
    }

    [Fact]
    public void Lists_are_split_at_commas_and_trimmed() =>
        Assert.Equal(["https://a", "https://b"], Loading.Nothing(("OLLA_SERVER_CORS_ALLOWED_ORIGINS", "https://a, https://b")).Options.Server.Cors.AllowedOrigins);

    [Fact]
    public void Sizes_with_a_unit_work_in_every_size_variable()
    {
        Assert.Equal(52_428_800, Loading.Nothing(("OLLA_SERVER_MAX_BODY_SIZE", "50mb")).Options.Server.RequestLimits.MaxBodySize);
        Assert.Equal(5_242_880, Loading.Nothing(("OLLA_TRANSLATORS_ANTHROPIC_MAX_MESSAGE_SIZE", "5MB")).Options.Translators.Anthropic.MaxMessageSize);
    }

    [Fact]
    public void A_format_from_the_variable_is_forced_and_one_from_the_file_is_not()
    {
        Assert.True(Loading.Nothing(("OLLA_LOGGING_FORMAT", "json")).Options.Logging.FormatIsForced);
        Assert.False(Loading.Yaml("logging: {format: json}").Options.Logging.FormatIsForced);
    }

    [Fact]
    public void The_variables_around_the_configuration_are_read()
    {
        var bootstrap = Loading.Nothing(
            ("OLLA_LOG_LEVEL", "DEBUG"), ("OLLA_PRETTY_LOGS", "false"), ("OLLA_FILE_OUTPUT", "0"), ("OLLA_LOG_DIR", "l"), ("OLLA_LOG_SIZE_MB", "2"),
            ("OLLA_LOG_MAX_BACKUPS", "3"), ("OLLA_LOG_MAX_AGE_DAYS", "4"), ("OLLA_THEME", "dark"), ("OLLA_CONFIG_DIR", "c"), ("OLLA_SHOW_VERSION", "true"),
            ("OLLA_ENABLE_PROFILER", "TRUE"), ("FORCE_COLOR", "1"), ("OLLA_FORCE_COLORS", "false")).Bootstrap;

        Assert.Equal(
            new BootstrapOptions
            {
                LogLevel = LogLevelOption.Debug,
                PrettyLogs = false,
                FileOutput = false,
                LogDirectory = "l",
                LogSizeMegabytes = 2,
                LogMaxBackups = 3,
                LogMaxAgeDays = 4,
                Theme = ConsoleTheme.Dark,
                Color = ColorMode.Always,
                ConfigurationDirectory = "c",
                ShowVersion = true,
            },
            bootstrap);
        Assert.Equal(new BootstrapOptions(), Loading.Nothing().Bootstrap);
    }

    [Theory]
    [InlineData("NO_COLOR=1,FORCE_COLOR=1", ColorMode.Never)]
    [InlineData("FORCE_COLOR=0,OLLA_FORCE_COLORS=true", ColorMode.OnTerminal)]
    [InlineData("OLLA_FORCE_COLORS=true", ColorMode.Always)]
    [InlineData("OLLA_FORCE_COLORS=1", ColorMode.Never)]
    [InlineData("NO_COLOR=", ColorMode.OnTerminal)]
    public void The_first_colour_variable_that_is_set_decides(string variables, ColorMode expected) =>
        Assert.Equal(expected, Loading.Nothing([.. variables.Split(',').Select(static pair => (pair.Split('=')[0], pair.Split('=')[1]))]).Bootstrap.Color);
}
