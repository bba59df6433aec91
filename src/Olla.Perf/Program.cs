return await Olla.Perf.Commands.CommandLine.RunAsync(args, Console.Error);
