namespace Olla.Configuration.Tests;

public sealed class ServerOptionsTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 10)]
    [InlineData(30, 30)]
    [InlineData(60, 30)]
    public void Open_requests_get_the_time_that_is_configured_to_end_but_no_more_than_half_a_minute(int configured, int effective) =>
        Assert.Equal(TimeSpan.FromSeconds(effective), new ServerOptions { ShutdownTimeout = TimeSpan.FromSeconds(configured) }.EffectiveShutdownTimeout);
}
