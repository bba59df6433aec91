using Olla.Perf.Analysis.Statistics;

namespace Olla.Perf.Tests.Analysis.Statistics;

public sealed class BenjaminiHochbergTests
{
    [Fact]
    public void The_worked_example_of_the_method_comes_out()
    {
        // p(i) · m / i, made monotone from the largest down: 0.01·4/1, 0.02·4/2, 0.03·4/3, 0.5.
        var adjusted = BenjaminiHochberg.Adjust([0.5, 0.01, 0.03, 0.02]);

        Assert.Equal([0.5, 0.04, 0.04, 0.04], adjusted.Select(value => Math.Round(value, 12)));
    }

    [Fact]
    public void A_single_value_stays_as_it_is() => Assert.Equal([0.03], BenjaminiHochberg.Adjust([0.03]));

    [Fact]
    public void Nothing_to_adjust_gives_nothing() => Assert.Empty(BenjaminiHochberg.Adjust([]));
}
