#:project ../src/Olla.Perf/Olla.Perf.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

// A day in six seconds: a load that rises and falls like a sine, which YAML could only spell out step by step.
// Run: dotnet run scenarios/day.cs [-- --dry-run]
using Olla.Perf.Scenarios;

var day = new ScenarioScript("day", "A day of load in six seconds")
    .Mock("steady", timeToFirstToken: "20ms", interTokenTime: "5ms")
    .Section("workload: {output_tokens: 32, timeout: 10s}")
    .Section("budget: {blocks: 6, time: 6m}")
    .Sweep("proxy.engine", "sherpa", "olla")
    .Sweep("proxy.profile", "streaming", "standard")
    .Sweep("proxy.stream_buffer_size", "2048", "8192", "65536")
    // The buffer only matters under standard: under streaming one size stands for all.
    .Exclude(settings => settings["proxy.profile"] == "streaming" && settings["proxy.stream_buffer_size"] != "8192");

for (var hour = 0; hour < 24; hour++)
{
    day.Inject(rate: 60 + (50 * Math.Sin(2 * Math.PI * (hour - 6) / 24)), TimeSpan.FromMilliseconds(250));
}

return await day.RunAsync(args);
