using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Olla.Benchmarks.Balancing;

// In this process: the lock files and analyzers of the tree stay out of BenchmarkDotNet's generated projects. The short run tells an
// allocation and an order of magnitude in a minute; "--long" gives figures to quote.
var job = args.Contains("--long") ? Job.Default : Job.ShortRun;
var config = ManualConfig.Create(DefaultConfig.Instance)
    .AddJob(job.WithToolchain(InProcessNoEmitToolchain.Instance));
string[] arguments = [.. args.Where(argument => argument != "--long")];
BenchmarkSwitcher.FromAssembly(typeof(BalancerBenchmarks).Assembly).Run(arguments.Length > 0 ? arguments : ["--filter", "*"], config);
