using System.Text;
using Olla.MockBackends.Model;

namespace Olla.MockBackends.Tests.Model;

/// <summary>The parts of the model, each at given times: no clock, no socket.</summary>
public sealed class ModelPartsTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Prompts_that_begin_alike_share_the_tokens_of_their_common_beginning()
    {
        var cache = new PrefixCache();
        var system = new string('s', 640);
        Assert.Equal(0, cache.Use(Blocks(system, new string('a', 320)), 10_000));
        Assert.Equal(160, cache.Use(Blocks(system, new string('b', 320)), 10_000));
        Assert.Equal(240, cache.Use(Blocks(system, new string('a', 320)), 10_000));
        Assert.Equal(0, cache.Use(Blocks("x" + system), 10_000));
    }

    [Fact]
    public void Where_one_text_ends_and_the_next_begins_is_part_of_the_prompt() =>
        Assert.NotEqual(Blocks(new string('a', 100), new string('a', 28))[1], Blocks(new string('a', 64), new string('a', 64))[1]);

    [Fact]
    public void The_least_recently_used_prompt_gives_way()
    {
        var cache = new PrefixCache();
        var (first, second, third) = (Blocks(new string('1', 640)), Blocks(new string('2', 640)), Blocks(new string('3', 640)));
        cache.Use(first, 320);
        cache.Use(second, 320);
        cache.Use(first, 320);
        cache.Use(third, 320);
        Assert.Equal(20, cache.Count);
        Assert.Equal(160, cache.Use(first, 320));
        Assert.Equal(0, cache.Use(second, 320));
    }

    [Fact]
    public void Prompts_are_computed_one_after_the_other()
    {
        var line = new PrefillLine();
        Assert.Equal(15, line.Reserve(10, 5));
        Assert.Equal(18, line.Reserve(11, 3));
        Assert.Equal(101, line.Reserve(100, 1));
        Assert.Equal(200, line.Reserve(200, 0));
        Assert.Equal(121, line.Reserve(120, 1));
    }

    [Fact]
    public void The_first_request_for_a_model_waits_until_it_is_loaded_and_so_do_those_behind_it()
    {
        var models = new LoadedModels();
        Assert.Equal(3 * Second, models.ReadyAt("a", 0, 3 * Second, 1));
        Assert.Equal(3 * Second, models.ReadyAt("a", Second, 3 * Second, 1));
        Assert.Equal(8 * Second, models.ReadyAt("b", 5 * Second, 3 * Second, 1));
        Assert.Equal(12 * Second, models.ReadyAt("a", 9 * Second, 3 * Second, 1));
    }

    [Fact]
    public void A_throttled_backend_lets_a_second_s_worth_through_and_then_its_rate()
    {
        var allowance = new RequestAllowance();
        var passed = 0;
        for (var now = 0L; now < 10 * Second; now += Second / 100)
        {
            passed += allowance.Take(now, 600) == 0 ? 1 : 0;
        }

        Assert.InRange(passed, 108, 110);
        Assert.InRange(allowance.Take((10 * Second) - (Second / 100), 600), 1, Second / 10);
        Assert.Equal(0, new RequestAllowance().Take(0, 0));
    }

    [Fact]
    public void Pareto_draws_have_the_mean_and_a_heavier_tail_than_a_lognormal_of_the_same_variation()
    {
        var pareto = Draws("pareto(mean=20ms,cv=1)");
        var lognormal = Draws("lognormal(mean=20ms,cv=1)");
        Assert.InRange(pareto.Average() / 20e6, 0.98, 1.02);
        Assert.True(pareto.Max() > 3 * lognormal.Max(), $"{pareto.Max()} against {lognormal.Max()}");
        Assert.True(pareto.Min() > 11e6, "every draw is above the scale");
    }

    [Fact]
    public void Every_preset_names_its_source_and_completes_a_section()
    {
        Assert.All(Presets.All, preset => Assert.Contains(".", preset.Source, StringComparison.Ordinal));
        var section = LlmSettingsParser.Parse("preset=vllm-h100-8b; slots=8").Complete();
        Assert.Equal((8, 0.046, 6.48e6), (section.Slots, section.BatchSlowdown, section.InterTokenTime!.Mean));
        Assert.Equal(1UL, section.Seed);
    }

    [Fact]
    public void A_freeze_moves_what_is_due_in_it_to_its_end_and_nothing_else()
    {
        var choice = new FaultChoice();
        Fault[] faults = [FaultParser.Parse("freeze(from=1000s,to=2000s)")];
        var now = System.Diagnostics.Stopwatch.GetTimestamp();
        var second = System.Diagnostics.Stopwatch.Frequency;
        Assert.Equal(now, choice.AfterFreezes(faults, now));
        Assert.InRange(choice.AfterFreezes(faults, now + (1500 * second)), now + (1990 * second), now + (2000 * second));
        Assert.Equal(now + (2100 * second), choice.AfterFreezes(faults, now + (2100 * second)));
        var random = new SeededGenerator(1, 1);
        Assert.Null(choice.Choose(faults, 1, ref random));
    }

    [Fact]
    public void The_schema_has_every_key_and_stands_beside_the_mappings()
    {
        var text = LlmSchema.ToText();
        Assert.All(LlmSettingsParser.Keys, key => Assert.Contains($"\"{key}\"", text, StringComparison.Ordinal));
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "mappings", "mapping.schema.json")), text);
    }

    private static PromptBlocks Blocks(params string[] texts)
    {
        var blocks = new PromptBlocks();
        foreach (var text in texts)
        {
            blocks.Add(Encoding.UTF8.GetBytes(text));
        }

        return blocks;
    }

    private static double[] Draws(string text)
    {
        var distribution = DistributionParser.Parse(text, true);
        return [.. Enumerable.Range(0, 200_000).Select(index =>
        {
            var random = new SeededGenerator(7, (ulong)index);
            return distribution.Draw(ref random);
        })];
    }
}
