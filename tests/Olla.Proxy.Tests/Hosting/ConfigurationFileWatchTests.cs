using Olla.Proxy.Hosting;

namespace Olla.Proxy.Tests.Hosting;

public sealed class ConfigurationFileWatchTests
{
    private static readonly ConfigurationFileState _loaded = new(true, DateTime.UnixEpoch, 10, "A");
    private static readonly ConfigurationFileState _edited = new(true, DateTime.UnixEpoch.AddSeconds(1), 12, "B");

    [Fact]
    public void New_content_is_due_once_two_looks_see_the_same()
    {
        var watch = new ConfigurationFileWatch(_loaded);

        Assert.False(watch.IsDue(_loaded));
        Assert.False(watch.IsDue(_edited));
        Assert.True(watch.IsDue(_edited));
    }

    [Fact]
    public void What_a_signal_had_read_is_not_read_again_by_a_look()
    {
        var watch = new ConfigurationFileWatch(_loaded);
        watch.Reading(_edited);

        Assert.False(watch.IsDue(_edited));
        Assert.False(watch.IsDue(_edited));
    }

    [Fact]
    public void What_is_written_after_a_reading_is_due()
    {
        var watch = new ConfigurationFileWatch(_loaded);
        watch.Reading(_edited);
        var later = _edited with { WrittenAt = DateTime.UnixEpoch.AddSeconds(2), Hash = "C" };

        Assert.False(watch.IsDue(later));
        Assert.True(watch.IsDue(later));
    }

    [Fact]
    public void A_date_without_new_content_and_a_file_that_is_away_are_not_due()
    {
        var watch = new ConfigurationFileWatch(_loaded);
        var touched = _loaded with { WrittenAt = DateTime.UnixEpoch.AddSeconds(3) };
        var away = touched with { Exists = false };

        Assert.All(new[] { touched, touched, away, away }, look => Assert.False(watch.IsDue(look)));
    }
}
